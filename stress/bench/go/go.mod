module refchan/bench

go 1.18

// SPDX-License-Identifier: MIT

package main

// The workloads: those of ../cpp/workloads.hpp, step by step, on goroutines.

import (
	"runtime"
	"sort"
	"sync/atomic"
	"time"
)

type figures map[string]float64

type measurement struct {
	seconds float64
	figures figures
}

func warmUpOf(repetitions int) int { return repetitions/8 + 1 }

// startLine is where all goroutines wait for each other, awake.
type startLine struct{ missing int64 }

func (line *startLine) wait() {
	atomic.AddInt64(&line.missing, -1)
	for atomic.LoadInt64(&line.missing) != 0 {
		runtime.Gosched()
	}
}

func demandEmpty[T any](from chan T) {
	select {
	case <-from:
		broken("a message arrived after the last one")
	default:
	}
}

// stream sends from so many goroutines. A control leaves out the tenth message.
func stream[T any](asked request, of kind[T], loses bool) measurement {
	each := asked.messages / asked.senders
	if each == 0 {
		each = 1
	}
	warm := warmUpOf(each)
	channel := make(chan T, asked.capacity)
	line := startLine{int64(asked.senders) + 1}
	send := func(number, from, to int) {
		for i := from; i < to; i++ {
			if loses && i == 10 {
				continue
			}
			channel <- of.made(stamp(number, i))
		}
	}
	for sender := 0; sender < asked.senders; sender++ {
		go func(number int) {
			send(number, 0, warm)
			line.wait()
			send(number, warm, warm+each)
		}(sender)
	}
	seen := make(arrivals, asked.senders)
	receive := func(count int) {
		for i := 0; i < count; i++ {
			arrived := <-channel
			seen.see(of.stamp(&arrived))
		}
	}
	receive(warm * asked.senders)
	line.wait()
	start := time.Now()
	receive(each * asked.senders)
	seconds := time.Since(start).Seconds()
	demandEmpty(channel)
	ns := seconds * 1e9 / float64(each*asked.senders)
	return measurement{seconds, figures{"million_per_second": 1e3 / ns, "ns_per_message": ns}}
}

func roundTrip(asked request) measurement {
	warm := warmUpOf(asked.messages)
	there, back := make(chan uint64, asked.capacity), make(chan uint64, asked.capacity)
	go func() {
		for i := 0; i < warm+asked.messages; i++ {
			back <- <-there
		}
	}()
	seen := make(arrivals, 1)
	one := func(number int) {
		there <- stamp(0, number)
		seen.see(<-back)
	}
	for i := 0; i < warm; i++ {
		one(i)
	}
	trips := make(durations, 0, asked.messages)
	start := time.Now()
	before := start
	for i := warm; i < warm+asked.messages; i++ {
		one(i)
		after := time.Now()
		trips = append(trips, float64(after.Sub(before)))
		before = after
	}
	seconds := time.Since(start).Seconds()
	demandEmpty(back)
	found := figures{}
	trips.into(found, "", 0)
	return measurement{seconds, found}
}

// paced sends the moment of sending, as a message, at the beat of asked.interval, and times the sends.
func paced(asked request) measurement {
	warm := warmUpOf(asked.messages)
	channel := make(chan time.Duration, asked.capacity)
	start := time.Now()
	costs := make(durations, 0, asked.messages)
	go func() {
		due := time.Since(start)
		for i := 0; i < warm+asked.messages; i++ {
			due += time.Duration(asked.interval) * time.Microsecond
			before := time.Since(start)
			for before < due {
				before = time.Since(start)
			}
			channel <- before
			after := time.Since(start)
			if i >= warm {
				costs = append(costs, float64(after-before))
			}
		}
		close(channel)
	}()
	latencies := make(durations, 0, asked.messages)
	last := time.Duration(-1)
	count := 0
	for sentAt := range channel {
		now := time.Since(start)
		if sentAt <= last {
			broken("a message was repeated or reordered")
		}
		last = sentAt
		if count >= warm {
			latencies = append(latencies, float64(now-sentAt))
		}
		count++
	}
	if count != warm+asked.messages {
		broken("a message was lost")
	}
	found := figures{}
	latencies.into(found, "latency_", 0)
	costs.into(found, "send_", clockCost())
	return measurement{time.Since(start).Seconds(), found}
}

type durations []float64

func (all durations) middle() float64 {
	sort.Float64s(all)
	quarter := len(all) / 4
	half, sum := all[quarter:len(all)-quarter], 0.0
	for _, one := range half {
		sum += one
	}
	return sum / float64(len(half))
}

// into adds the figures PREFIXp10_ns to PREFIXp99.9_ns and PREFIXmid_ns, each less so many nanoseconds.
func (all durations) into(found figures, prefix string, less float64) {
	add := func(name string, value float64) {
		if value < less {
			value = less
		}
		found[prefix+name+"_ns"] = value - less
	}
	add("mid", all.middle())
	quantiles := map[string]float64{"p10": 0.1, "p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9, "p99": 0.99, "p99.9": 0.999}
	for name, quantile := range quantiles {
		add(name, all[int(quantile*float64(len(all)-1))])
	}
}

func clockCost() float64 {
	start, looks := time.Now(), durations{}
	for i := 0; i < 1000; i++ {
		before := time.Since(start)
		looks = append(looks, float64(time.Since(start)-before))
	}
	return looks.middle()
}

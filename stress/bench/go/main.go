// SPDX-License-Identifier: MIT

// refchan-bench-go measures Go's channels, one line at a time. The requests and the answers are those of
// refchan-bench-peers (../cpp/request.hpp), and so are the workloads; a channel of Go is bounded, and a request must say
// its capacity.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
)

const help = `usage: refchan-bench-go [--list]
Reads requests from standard input, one a line, and answers each with a line of JSON:

  WORKLOAD peer=go capacity=N [senders=N] [messages=N] [payload=BYTES] [interval=MICROSECONDS]

  stream, round_trip, paced: refchan-bench-peers --help says what each measures
  --list      show the peers, a line of JSON for each, and end

Exit status: 0 good; 1 a channel lost, repeated or reordered a message; 2 a request made no sense.
`

var current string // the line that is being answered

func say(answer map[string]any) {
	line, err := json.Marshal(answer)
	if err != nil {
		fmt.Fprintln(os.Stderr, "refchan-bench-go:", err)
		os.Exit(2)
	}
	fmt.Println(string(line))
}

// broken ends the program: see ../cpp/broken.hpp.
func broken(sentence string) {
	say(map[string]any{"request": current, "broken": sentence})
	fmt.Fprintf(os.Stderr, "refchan-bench-go: %s: %s\n", current, sentence)
	os.Exit(1)
}

func streamOf(asked request, loses bool) (measurement, error) {
	switch asked.payload {
	case "8":
		return stream(asked, number(), loses), nil
	case "32":
		return stream(asked, block32(), loses), nil
	case "64":
		return stream(asked, block64(), loses), nil
	case "128":
		return stream(asked, block128(), loses), nil
	case "256":
		return stream(asked, block256(), loses), nil
	case "string":
		return stream(asked, text(), loses), nil
	}
	return measurement{}, fmt.Errorf("payload=%s: expected 8, 32, 64, 128, 256 or string", asked.payload)
}

func measure(asked request) (measurement, error) {
	loses := asked.peer == "wrong_go_loses"
	if asked.peer != "go" && !(loses && asked.workload == "stream") {
		return measurement{}, fmt.Errorf("peer=%s: there is no such peer with that workload (--list shows them)", asked.peer)
	}
	if asked.workload != "stream" && asked.payload != "8" {
		return measurement{}, fmt.Errorf("payload: other sizes than 8 are for a stream")
	}
	switch asked.workload {
	case "stream":
		return streamOf(asked, loses)
	case "round_trip":
		return roundTrip(asked), nil
	case "paced":
		return paced(asked), nil
	}
	return measurement{}, fmt.Errorf("go has no workload %s", asked.workload)
}

func answer(line string) bool {
	current = line
	asked, err := parse(line)
	var found measurement
	if err == nil {
		found, err = measure(asked)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "refchan-bench-go:", err)
		say(map[string]any{"request": line, "error": err.Error()})
		return false
	}
	say(map[string]any{"request": line, "peer": asked.peer, "workload": asked.workload, "seconds": found.seconds,
		"figures": found.figures})
	return true
}

func list() {
	describe := func(name, label, role string, workloads ...string) {
		say(map[string]any{"peer": name, "label": label, "language": "Go", "version": runtime.Version(), "order": "linearizable",
			"role": role, "threads": false, "unbounded": false, "smallest_capacity": 0, "workloads": workloads})
	}
	describe("go", "Go chan", "peer", "stream", "round_trip", "paced")
	describe("wrong_go_loses", "a fault", "control", "stream")
}

func serve() int {
	status := 0
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if lines.Text() != "" && !answer(lines.Text()) {
			status = 2
		}
	}
	return status
}

func main() {
	switch {
	case len(os.Args) == 1:
		os.Exit(serve())
	case os.Args[1] == "--list":
		list()
	case os.Args[1] == "--help" || os.Args[1] == "-h":
		fmt.Print(help)
	default:
		fmt.Fprintf(os.Stderr, "refchan-bench-go: there is no option %s\n%s", os.Args[1], help)
		os.Exit(2)
	}
}

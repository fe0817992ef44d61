// SPDX-License-Identifier: MIT

package main

// What is asked for, one line a measurement: see ../cpp/request.hpp.

import (
	"fmt"
	"strconv"
	"strings"
)

type request struct {
	line     string
	workload string
	peer     string
	senders  int
	messages int
	capacity int
	payload  string
	interval int
}

// assign puts a value where the key says.
func (asked *request) assign(key, value string) error {
	number := func(place *int, least int) error {
		found, err := strconv.Atoi(value)
		if err != nil || found < least {
			return fmt.Errorf("%s=%s: expected a number, %d or more", key, value, least)
		}
		*place = found
		return nil
	}
	switch key {
	case "peer":
		asked.peer = value
	case "payload":
		asked.payload = value
	case "senders":
		return number(&asked.senders, 1)
	case "messages":
		return number(&asked.messages, 1)
	case "capacity":
		return number(&asked.capacity, 0)
	case "interval":
		return number(&asked.interval, 1)
	case "pin": // Go's scheduler moves goroutines between threads: there is nothing to pin
	default:
		return fmt.Errorf("%s: expected peer, senders, messages, capacity, payload, interval or pin", key)
	}
	return nil
}

func parse(line string) (request, error) {
	words := strings.Fields(line)
	asked := request{line: line, senders: 1, messages: 100000, capacity: -1, payload: "8", interval: 10}
	if len(words) > 0 {
		asked.workload = words[0]
		for _, word := range words[1:] {
			key, value, _ := strings.Cut(word, "=")
			if err := asked.assign(key, value); err != nil {
				return asked, err
			}
		}
	}
	if asked.peer == "" {
		return asked, fmt.Errorf("expected a workload and peer=NAME, as in: stream peer=go senders=1 capacity=1024")
	}
	if asked.capacity < 0 {
		return asked, fmt.Errorf("Go has no unbounded channel: expected capacity=N")
	}
	return asked, nil
}

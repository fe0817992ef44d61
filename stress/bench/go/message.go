// SPDX-License-Identifier: MIT

package main

// What is sent, and how it is seen that all of it arrived in order: see ../cpp/message.hpp.

import "fmt"

const (
	sequenceBits = 40
	torn         = ^uint64(0)
)

func stamp(sender, sequence int) uint64 { return uint64(sender)<<sequenceBits | uint64(sequence) }

// kind is how a message of type T is made from a stamp, and how the stamp is read.
type kind[T any] struct {
	made  func(uint64) T
	stamp func(*T) uint64
}

func number() kind[uint64] {
	return kind[uint64]{func(s uint64) uint64 { return s }, func(m *uint64) uint64 { return *m }}
}

func fill(words []uint64, s uint64) {
	for i := range words {
		words[i] = s + uint64(i)
	}
}

func whole(words []uint64) uint64 {
	for i, word := range words {
		if word != words[0]+uint64(i) {
			return torn
		}
	}
	return words[0]
}

func block32() kind[[4]uint64] {
	made := func(s uint64) (m [4]uint64) { fill(m[:], s); return }
	return kind[[4]uint64]{made, func(m *[4]uint64) uint64 { return whole(m[:]) }}
}

func block64() kind[[8]uint64] {
	made := func(s uint64) (m [8]uint64) { fill(m[:], s); return }
	return kind[[8]uint64]{made, func(m *[8]uint64) uint64 { return whole(m[:]) }}
}

func block128() kind[[16]uint64] {
	made := func(s uint64) (m [16]uint64) { fill(m[:], s); return }
	return kind[[16]uint64]{made, func(m *[16]uint64) uint64 { return whole(m[:]) }}
}

func block256() kind[[32]uint64] {
	made := func(s uint64) (m [32]uint64) { fill(m[:], s); return }
	return kind[[32]uint64]{made, func(m *[32]uint64) uint64 { return whole(m[:]) }}
}

// text has 32 characters, the first 8 of them with 7 bits of the stamp each.
func text() kind[string] {
	made := func(s uint64) string {
		bytes := [32]byte{}
		for i := 0; i < 8; i++ {
			bytes[i] = byte(s >> (7 * i) & 0x7F)
		}
		return string(bytes[:])
	}
	read := func(m *string) uint64 {
		if len(*m) != 32 {
			return torn
		}
		found := uint64(0)
		for i := 0; i < 8; i++ {
			found |= uint64((*m)[i]) << (7 * i)
		}
		return found
	}
	return kind[string]{made, read}
}

// arrivals is what the receiver has seen of each sender.
type arrivals []int

// see demands that the next message is the next one of its sender.
func (next arrivals) see(found uint64) {
	sender := int(found >> sequenceBits)
	if sender >= len(next) {
		broken(fmt.Sprintf("a message arrived that nobody sent: %#x", found))
	}
	if stamp(sender, next[sender]) != found {
		broken(fmt.Sprintf("of sender %d, message %d arrived where message %d was next: lost, repeated or reordered",
			sender, found&(1<<sequenceBits-1), next[sender]))
	}
	next[sender]++
}

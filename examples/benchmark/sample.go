package main

import (
	"math/rand/v2"

	"github.com/mci-go/incentives/claims"
)

// A pair is one question to the machine: a state and an event.
type pair struct {
	state claims.State
	event claims.Event
}

// dice returns the random source of every draw. It is the same in each run and
// for each workload.
func dice() *rand.Rand { return rand.New(rand.NewPCG(2022, 11)) }

// states returns the possible states of a claim, in the order of the table.
func states() []claims.State {
	var found []claims.State
	seen := map[claims.State]bool{}
	for _, row := range claims.Transitions() {
		if !seen[row.To] {
			seen[row.To] = true
			found = append(found, row.To)
		}
	}
	return found
}

// drawPairs draws a sample of the pairs that the machine permits, or of the
// pairs that it refuses.
func drawPairs(permitted bool) *[sample]pair {
	var all []pair
	for _, state := range states() {
		for _, event := range claims.Events() {
			if _, ok := state.Next(event); ok == permitted {
				all = append(all, pair{state, event})
			}
		}
	}
	return draw(all)
}

// draw draws a sample from a list.
func draw[T any](from []T) *[sample]T {
	drawn, random := [sample]T{}, dice()
	for i := range drawn {
		drawn[i] = from[random.IntN(len(from))]
	}
	return &drawn
}

// code returns the number of a state: 0 for no claim, then each status
// undisputed and disputed.
func code(s claims.State) uint8 {
	n := uint8(s.Status) << 1
	if s.Disputed {
		n++
	}
	return n
}

// codes is the number of different codes.
const codes = 2 * int(claims.Canceled+1)

// stateOf returns the state with a code.
func stateOf(code uint8) claims.State {
	return claims.State{Status: claims.Status(code >> 1), Disputed: code&1 == 1}
}

// moved returns the answer of a machine in words: the next state, or "refused".
func moved(to claims.State, ok bool) string {
	if !ok {
		return "refused"
	}
	return to.String()
}

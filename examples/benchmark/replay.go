package main

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/claims"
)

// The number of claims in a replay, and the largest number of events of one
// claim.
const (
	replayedClaims = 1_000_000
	mostEvents     = 24
)

// A replay holds the history of many claims, reduced to their events.
type replay struct {
	events []claims.Event // events of all claims, one claim after the other
	ends   []int          // end of each claim in events
}

// drawReplay plays each claim from its beginning. It stops when the claim ends
// or has the largest number of events. The average is about eight events.
func drawReplay() *replay {
	r, random, table := &replay{}, dice(), newDenseTable()
	for range replayedClaims {
		state := claims.State{}
		for range mostEvents {
			if state.Terminal() {
				break
			}
			event := drawEvent(random, table, state)
			r.events = append(r.events, event)
			state, _ = state.Next(event)
		}
		r.ends = append(r.ends, len(r.events))
	}
	return r
}

// drawEvent draws one of the permitted events. If the event would end the
// claim, it draws again once or twice, because real claims live longer than
// random ones.
func drawEvent(random *rand.Rand, table *denseTable, state claims.State) (event claims.Event) {
	permitted := table.permitted[code(state)]
	for range 2 + random.IntN(2) {
		event = permitted[random.IntN(len(permitted))]
		if next, _ := state.Next(event); !next.Terminal() {
			break
		}
	}
	return event
}

// replayStatuses follows the events of many claims to the current state of
// each.
func replayStatuses() (workload, error) {
	history := drawReplay()
	mine, table := replayByState(history), replayByTable(history)
	mine.targets = []target{noAllocation()}
	table.targets = []target{atMostTimes("at most 3 x this", 3, denseName)}
	return workload{
		does:       "the states of " + strconv.Itoa(replayedClaims) + " claims, from the events of their lives",
		parts:      len(history.events),
		unit:       "event",
		inputs:     1,
		contenders: []contender{mine, table},
	}, nil
}

func replayByState(history *replay) contender {
	found := make([]claims.State, replayedClaims)
	return contender{
		name:   ours,
		run:    each(func(int) uint64 { return playStates(history, found) }),
		answer: func(int) string { playStates(history, found); return told(found) },
	}
}

// playStates writes the final state of each claim into found.
func playStates(history *replay, found []claims.State) (sum uint64) {
	first := 0
	for i, end := range history.ends {
		state := claims.State{}
		for _, event := range history.events[first:end] {
			next, ok := state.Next(event)
			if !ok {
				break
			}
			state = next
		}
		found[i] = state
		sum += uint64(state.Status)
		first = end
	}
	return sum
}

func replayByTable(history *replay) contender {
	table, found := newDenseTable(), make([]uint8, replayedClaims)
	return contender{
		name: denseName,
		run:  each(func(int) uint64 { return playTable(table, history, found) }),
		answer: func(int) string {
			playTable(table, history, found)
			states := make([]claims.State, len(found))
			for i, state := range found {
				states[i] = stateOf(state)
			}
			return told(states)
		},
	}
}

// playTable writes the code of the final state of each claim into found.
func playTable(table *denseTable, history *replay, found []uint8) (sum uint64) {
	first := 0
	for i, end := range history.ends {
		state := uint8(0)
		for _, event := range history.events[first:end] {
			next, ok := table.move(state, event)
			if !ok {
				break
			}
			state = next
		}
		found[i] = state
		sum += uint64(state >> 1)
		first = end
	}
	return sum
}

// told returns the state of each claim in words.
func told(found []claims.State) string {
	texts := make([]string, len(found))
	for i, state := range found {
		texts[i] = state.String()
	}
	return strings.Join(texts, "; ")
}

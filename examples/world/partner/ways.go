package partner

import (
	"fmt"
	"slices"
	"sync"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/recognition"
)

// A move is a row of a machine.
type move[S, E comparable] struct {
	from  S
	event E
	to    S
	actor claims.Actor
}

// The ways are the rows of a machine, looked up by state. S is the state and E
// the event of one kind of claim. They are derived once, because each step asks
// for some. Their slices must not be changed.
type ways[S, E comparable] struct {
	states  []S                // that a row leads to, in the order of the rows
	events  map[S][]E          // that the machine permits in a state
	before  map[S][]S          // that an expiry into a state leaves
	reached map[S][]S          // from a state, the state itself first
	toward  map[S]map[S]E      // the first event of the shortest way without an expiry
	actors  map[E]claims.Actor // who gives the command of an event
	ends    func(S) bool       // whether a claim in the state has ended
}

// activityWays and bondWays are those of the two machines. If an association
// was observed, nobody saw an approval that a way leads through.
var (
	activityWays = sync.OnceValue(func() *ways[claims.State, claims.Event] {
		var moves []move[claims.State, claims.Event]
		for _, row := range transitionsOf() {
			moves = append(moves, move[claims.State, claims.Event]{row.From, row.Event, row.To, row.Actor})
		}
		ended := func(s claims.State) bool { return s.Status.Class() != 0 }
		return waysOf(moves, claims.WindowEnds, ended, func(claims.State) bool { return true })
	})
	bondWays = sync.OnceValue(func() *ways[lifecycle.State, lifecycle.Event] {
		var moves []move[lifecycle.State, lifecycle.Event]
		for _, row := range bondRows() {
			moves = append(moves, move[lifecycle.State, lifecycle.Event]{row.From, row.Event, row.To, row.Actor})
		}
		return waysOf(moves, lifecycle.WindowEnds, lifecycle.State.Terminal, func(s lifecycle.State) bool { return s.Status != recognition.Approved })
	})
)

// waysOf derives the ways from the rows of a machine. A way that an observation
// takes may only lead through the open states.
func waysOf[S, E comparable](moves []move[S, E], expiry E, ends, open func(S) bool) *ways[S, E] {
	w := &ways[S, E]{
		events: map[S][]E{}, before: map[S][]S{}, reached: map[S][]S{}, toward: map[S]map[S]E{}, actors: map[E]claims.Actor{}, ends: ends,
	}
	for _, m := range moves {
		if !slices.Contains(w.states, m.to) {
			w.states = append(w.states, m.to)
		}
		w.events[m.from] = append(w.events[m.from], m.event)
		if m.event == expiry {
			w.before[m.to] = append(w.before[m.to], m.from)
		}
		w.actors[m.event] = m.actor
	}
	for _, state := range w.states {
		w.reached[state] = w.walk(moves, state, func(at S, _ E) bool { return at == state || open(at) }, func(S, E) {})
		w.toward[state] = map[S]E{}
		w.walk(moves, state, func(_ S, event E) bool { return event != expiry }, func(to S, first E) { w.toward[state][to] = first })
	}
	return w
}

// walk returns the states that are reached from one, the nearest first. It
// takes a row if takes says so, and calls found with each state and the first
// event of the way there.
func (w *ways[S, E]) walk(moves []move[S, E], from S, takes func(at S, event E) bool, found func(to S, first E)) []S {
	seen, first := []S{from}, map[S]E{}
	for i := 0; i < len(seen); i++ {
		at := seen[i]
		for _, m := range moves {
			if m.from != at || slices.Contains(seen, m.to) || !takes(at, m.event) {
				continue
			}
			first[m.to] = m.event
			if i > 0 {
				first[m.to] = first[at]
			}
			seen = append(seen, m.to)
			found(m.to, first[m.to])
		}
	}
	return seen
}

// reachEnds is the second half of invariant 1: from every state an end can be
// reached.
func (w *ways[S, E]) reachEnds() error {
	for _, state := range w.states {
		if !slices.ContainsFunc(w.reached[state], w.ends) {
			return fmt.Errorf("no end is reached from %v", state)
		}
	}
	return nil
}

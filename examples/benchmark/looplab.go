package main

import (
	"context"
	"errors"

	"github.com/looplab/fsm"
	"github.com/mci-go/incentives/claims"
)

// looplabEvents are the library's transitions for looplab/fsm.
func looplabEvents() fsm.Events {
	rows := claims.Transitions()
	events := make(fsm.Events, len(rows))
	for i, row := range rows {
		events[i] = fsm.EventDesc{Name: row.Event.String(), Src: []string{row.From.String()}, Dst: row.To.String()}
	}
	return events
}

// newLooplabMachine makes an fsm that a goroutine keeps and sets to the state
// of each claim in turn.
func newLooplabMachine() *fsm.FSM {
	return fsm.NewFSM(claims.State{}.String(), looplabEvents(), nil)
}

// A looplabPair is a pair in the names of looplab/fsm, with where it leads.
// They are made before the measurement.
type looplabPair struct {
	state, event, to string
	status           claims.Status // of to
}

func newLooplabPair(p pair) looplabPair {
	in := looplabPair{state: p.state.String(), event: p.event.String()}
	if to, ok := p.state.Next(p.event); ok {
		in.to, in.status = to.String(), to.Status
	}
	return in
}

// fired returns the name of the state to which an event leads, and whether the
// fsm permits it. A state that leads to itself is an error to looplab/fsm, but
// no refusal.
func fired(m *fsm.FSM, in *looplabPair) (string, bool) {
	m.SetState(in.state)
	err := m.Event(context.Background(), in.event)
	if err != nil && !staysInState(err) {
		return "", false
	}
	return m.Current(), true
}

func staysInState(err error) bool {
	var stays fsm.NoTransitionError
	return errors.As(err, &stays) && stays.Err == nil
}

// byLooplab makes the contender that fires on a kept fsm.
func byLooplab(pairs *[sample]pair) contender {
	m, inputs := newLooplabMachine(), [sample]looplabPair{}
	for i, p := range pairs {
		inputs[i] = newLooplabPair(p)
	}
	return contender{
		name: looplabName,
		run: each(func(i int) uint64 {
			if next, ok := fired(m, &inputs[i]); ok && next == inputs[i].to {
				return uint64(inputs[i].status)
			}
			return 0
		}),
		answer: func(i int) string {
			next, ok := fired(m, &inputs[i])
			if !ok {
				return moved(claims.State{}, false)
			}
			return next
		},
	}
}

// looplabName is what the kept fsm is called as a contender.
const looplabName = "looplab/fsm, kept and reset"

package main

import (
	"context"
	"errors"

	"github.com/looplab/fsm"
	"github.com/mci-go/incentives/claims"
)

// looplabEvents returns the library's transitions for looplab/fsm.
func looplabEvents() fsm.Events {
	rows := claims.Transitions()
	events := make(fsm.Events, len(rows))
	for i, row := range rows {
		events[i] = fsm.EventDesc{Name: row.Event.String(), Src: []string{row.From.String()}, Dst: row.To.String()}
	}
	return events
}

// newLooplabMachine returns an fsm that a goroutine reuses. It sets the fsm to
// the state of each claim in turn.
func newLooplabMachine() *fsm.FSM {
	return fsm.NewFSM(claims.State{}.String(), looplabEvents(), nil)
}

// A looplabPair is a pair and its next state in the names of looplab/fsm. The
// names are made before the measurement.
type looplabPair struct {
	state, event, to string
	status           claims.Status // the status of to
}

func newLooplabPair(p pair) looplabPair {
	in := looplabPair{state: p.state.String(), event: p.event.String()}
	if to, ok := p.state.Next(p.event); ok {
		in.to, in.status = to.String(), to.Status
	}
	return in
}

// fired returns the name of the next state, and whether the fsm permits the
// event. If the state stays the same, looplab/fsm returns an error, but that is
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

// byLooplab returns the contender that uses one reused fsm.
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

// looplabName is the name of the contender with the reused fsm.
const looplabName = "looplab/fsm, kept and reset"

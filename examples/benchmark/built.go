package main

import (
	"context"
	"errors"
	"time"

	"github.com/looplab/fsm"
	"github.com/mci-go/incentives/claims"
)

// A built plays the life as looplab/fsm is mostly used: an fsm for each claim,
// with callbacks that close over it. One checks who gives the command and when,
// one writes the history. Deal size, evidence and amounts are left out, and so
// is the copy: the claim is changed in place.
type built struct {
	life   *life
	rows   fsm.Events
	events []string // names, made before the measurement
	states map[string]claims.State
	actors map[string]claims.Actor // who may cause an event
}

// What it is called as a contender.
const (
	builtName  = "looplab/fsm, built per claim"
	loadedName = "looplab/fsm, built per command"
)

func newBuilt(l *life) *built {
	b := &built{life: l, rows: looplabEvents(), states: map[string]claims.State{}, actors: map[string]claims.Actor{}}
	for _, step := range l.steps {
		b.events = append(b.events, step.command.Event().String())
	}
	for _, row := range claims.Transitions() {
		b.states[row.To.String()] = row.To
		b.actors[row.Event.String()] = row.Actor
	}
	return b
}

// A builtClaim is a claim with an fsm of its own.
type builtClaim struct {
	*fsm.FSM
	updated  time.Time
	deadline time.Time
	history  []builtEntry
}

// A builtEntry is one line of the history.
type builtEntry struct {
	number   int
	at       time.Time
	actor    claims.Actor
	event    string
	from, to string
}

// Why a callback refuses.
var (
	errActor    = errors.New("somebody else can do this")
	errTime     = errors.New("dated before the latest entry")
	errDeadline = errors.New("the window is over")
)

// open makes a claim.
func (b *built) open() *builtClaim {
	c := &builtClaim{updated: b.life.opened.Created, deadline: b.life.opened.Created.AddDate(0, 0, 91)}
	c.FSM = fsm.NewFSM(claims.State{Status: b.life.opened.Status}.String(), b.rows, fsm.Callbacks{
		"before_event": func(_ context.Context, e *fsm.Event) {
			if err := b.check(c, e); err != nil {
				e.Cancel(err)
			}
		},
		"after_event": func(_ context.Context, e *fsm.Event) {
			meta := e.Args[0].(*claims.Meta)
			c.updated = meta.At
			c.history = append(c.history, builtEntry{len(c.history) + 1, meta.At, meta.Actor, e.Event, e.Src, e.Dst})
		},
	})
	return c
}

// check is the guard that every event has.
func (b *built) check(c *builtClaim, e *fsm.Event) error {
	meta := e.Args[0].(*claims.Meta)
	switch {
	case meta.Actor != b.actors[e.Event]:
		return errActor
	case meta.At.Before(c.updated):
		return errTime
	case !meta.At.Before(c.deadline):
		return errDeadline
	default:
		return nil
	}
}

// play takes a new claim through the life, in one process that keeps it.
func (b *built) play(t *tally) {
	c := b.open()
	for i := range b.events {
		if !b.fire(c, i) {
			return
		}
		t.add(b.states[c.Current()], len(c.history))
	}
}

// playLoaded builds the claim anew for every command, as a host does that loads
// it from its database.
func (b *built) playLoaded(t *tally) {
	state, entries := claims.State{Status: b.life.opened.Status}.String(), 0
	for i := range b.events {
		c := b.open()
		c.SetState(state)
		if !b.fire(c, i) {
			return
		}
		state = c.Current()
		entries += len(c.history)
		t.add(b.states[state], entries)
	}
}

// fire gives the command of a step, and returns whether it was permitted.
func (b *built) fire(c *builtClaim, step int) bool {
	err := c.Event(context.Background(), b.events[step], &b.life.steps[step].meta)
	return err == nil || staysInState(err)
}

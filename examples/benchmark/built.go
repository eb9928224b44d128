package main

import (
	"context"
	"errors"
	"time"

	"github.com/looplab/fsm"
	"github.com/mci-go/incentives/claims"
)

// A built plays the life in the usual manner of looplab/fsm. Each claim has an
// fsm with callbacks that close over it. One callback checks the actor and the
// time, another writes the history. It leaves out deal size, evidence and
// amounts. It makes no copy, because the claim changes in place.
type built struct {
	life   *life
	rows   fsm.Events
	events []string // names, made before the measurement
	states map[string]claims.State
	actors map[string]claims.Actor // the actor who may cause an event
}

// Names of the contenders.
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

// A builtClaim is a claim with its own fsm.
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

// Reasons for which a callback refuses.
var (
	errActor    = errors.New("another actor can do this")
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

// check is the guard of every event.
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

// play plays the life with one claim that stays in memory.
func (b *built) play(t *tally) {
	c := b.open()
	for i := range b.events {
		if !b.fire(c, i) {
			return
		}
		t.add(b.states[c.Current()], len(c.history))
	}
}

// playLoaded builds the claim again for every command, as a host does when it
// loads the claim from its database.
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

// fire gives the command of a step and reports whether it was permitted.
func (b *built) fire(c *builtClaim, step int) bool {
	err := c.Event(context.Background(), b.events[step], &b.life.steps[step].meta)
	return err == nil || staysInState(err)
}

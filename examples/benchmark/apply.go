package main

import (
	"fmt"
	"strings"

	"github.com/mci-go/incentives/claims"
)

// applyCommands plays all commands of one claim's life, starting from a record.
func applyCommands() (workload, error) {
	l, err := recordLife()
	if err != nil {
		return workload{}, err
	}
	restored, err := claims.Restore(l.opened, l.catalog)
	if err != nil {
		return workload{}, err
	}
	mine := l.contender(ours, func(t *tally) { l.apply(restored, t) })
	mine.targets = []target{atMostAllocations("at most 3 allocations", 3)}
	shape := l.contender("the copies alone, by hand", l.newShape().play)
	shape.targets = []target{atMostTimes("at most 2 x this", 2, shape.name)}
	looplab := l.contender(builtName, newBuilt(l).play)
	return workload{
		does:       fmt.Sprintf("the %d commands of a claim that is paid, from its opening to its payment", len(l.steps)),
		parts:      len(l.steps),
		unit:       "command",
		inputs:     1,
		contenders: []contender{mine, shape, looplab},
	}, nil
}

// A tally records the state and the number of history entries after each
// command. For a measurement it adds them up. For an answer it keeps them in
// words.
type tally struct {
	sum   uint64
	words bool
	told  []string
}

func (t *tally) add(state claims.State, entries int) {
	t.sum += uint64(state.Status) + uint64(entries)
	if t.words {
		t.told = append(t.told, fmt.Sprint(entries, " ", state))
	}
}

// contender returns the contender that plays the life.
func (l *life) contender(name string, play func(*tally)) contender {
	running := &tally{} // made once, outside the measurement
	return contender{
		name: name,
		run: each(func(int) uint64 {
			running.sum = 0
			play(running)
			return running.sum
		}),
		answer: func(int) string {
			told := &tally{words: true}
			play(told)
			return strings.Join(told.told, "; ")
		},
	}
}

// apply plays the commands on the library's claim.
func (l *life) apply(claim *claims.Claim, t *tally) {
	entries := 0
	for i := range l.steps {
		change, err := claims.Apply(claim, l.steps[i].command, l.steps[i].meta)
		if err != nil {
			return // the other contenders continue, so the answers differ
		}
		claim = change.Claim
		entries += len(change.Entries)
		t.add(claim.State(), entries)
	}
}

// A shape does only the necessary work of a command. It looks up the move,
// copies the record into a new claim and writes the history entry. It has no
// guards, clocks, checks, evidence or amounts.
type shape struct {
	table *denseTable
	life  *life
}

// A shapeClaim is a claim with nothing but its record.
type shapeClaim struct{ record claims.Record }

// A shapeChange is the counterpart of claims.Change.
type shapeChange struct {
	claim   *shapeClaim
	entries []claims.Entry
}

func (l *life) newShape() shape { return shape{newDenseTable(), l} }

func (s shape) play(t *tally) {
	claim, entries := &shapeClaim{s.life.opened}, 0
	for i := range s.life.steps {
		change, ok := s.apply(claim, &s.life.steps[i])
		if !ok {
			return
		}
		claim = change.claim
		entries += len(change.entries)
		t.add(claim.record.State(), entries)
	}
}

func (s shape) apply(claim *shapeClaim, step *lifeStep) (shapeChange, bool) {
	from, event := claim.record.State(), step.command.Event()
	next, ok := s.table.move(code(from), event)
	if !ok {
		return shapeChange{}, false
	}
	changed := &shapeClaim{claim.record}
	r := &changed.record
	r.Version++
	r.Status, r.Disputed = stateOf(next).Status, stateOf(next).Disputed
	r.Updated = step.meta.At
	return shapeChange{changed, []claims.Entry{{
		Claim: r.ID, Number: r.Version, At: step.meta.At,
		Actor: step.meta.Actor, User: step.meta.User, Role: step.meta.Role,
		Event: event, From: from.Status, To: r.Status, Command: step.command,
	}}}, true
}

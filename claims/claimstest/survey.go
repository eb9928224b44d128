package claimstest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// errNoPath means that every path to a state needs an event that the system
// lacks.
var errNoPath = errors.New("skipped, because every path needs an event that the system lacks")

// A worded value is shown in the errors of a survey.
type worded interface {
	comparable
	fmt.Stringer
}

// A driver is a [System] or an [AssociationSystem].
type driver[E, G, T any] interface {
	Do(ctx context.Context, event E) error
	DoWithout(ctx context.Context, guard G) error
	Status(ctx context.Context) (T, error)
	Advance(ctx context.Context, by time.Duration) error
}

// A survey drives the systems of one partner along the rows of a machine.
type survey[S, E, G, T worded] struct {
	rows   []row[S, E, G]
	events []E
	status func(S) T // the status that is shown in a state
	expiry E         // the event of the end of a window
	// past is longer than each window of the public terms. If one window can
	// begin where another ends, past is shorter than both together.
	past   time.Duration
	trials map[G]trial[E]
	// lacks and holds are the events that the system lacks, and the guards that
	// cannot fail there.
	lacks   []E
	holds   []G
	visited int
}

// A row is a row of the machine.
type row[S, E, G worded] struct {
	from   S
	event  E
	to     S
	guards []G
}

// moves reports whether the row leads to another state.
func (r *row[S, E, G]) moves() bool { return r.from != r.to }

// A trial tells when a guard can fail. The zero trial is that of a guard that
// can fail whenever a claim has just come to a state.
type trial[E any] struct {
	// given is the event that gives what the guard asks for. It is given before
	// each row with the guard.
	given E
	// after is the event that must have happened, or the guard cannot fail.
	after E
	// always means that the guard never holds for a claim for which it can
	// fail, so that its rows are not driven.
	always bool
}

// run visits each state in a sub-test.
func run[S, E, G, T worded, D driver[E, G, T]](t *testing.T, s *survey[S, E, G, T], newSystem func(t *testing.T) D) {
	t.Helper()
	for _, state := range s.states() {
		t.Run(state.String(), func(t *testing.T) {
			err := s.visit(t.Context(), state, func() driver[E, G, T] { return newSystem(t) })
			switch {
			case errors.Is(err, errNoPath):
				t.Skip(err)
			case err != nil:
				t.Error(err)
			}
		})
	}
	if s.visited == 0 {
		t.Error("no state was reached: a system must have an event that opens a claim")
	}
}

// has reports whether the system has an event.
func (s *survey[S, E, G, T]) has(event E) bool { return !slices.Contains(s.lacks, event) }

// tries reports whether a guard can fail.
func (s *survey[S, E, G, T]) tries(guard G) bool { return !slices.Contains(s.holds, guard) }

// drivable reports whether a system can be driven along a row.
func (s *survey[S, E, G, T]) drivable(r *row[S, E, G]) bool {
	return s.has(r.event) && !slices.ContainsFunc(r.guards, func(guard G) bool { return s.trials[guard].always && s.tries(guard) })
}

// states returns the states that a row leads into, in the order of the rows.
func (s *survey[S, E, G, T]) states() (all []S) {
	for i := range s.rows {
		if !slices.Contains(all, s.rows[i].to) {
			all = append(all, s.rows[i].to)
		}
	}
	return all
}

// row returns the row that an event takes from a state, or nil.
func (s *survey[S, E, G, T]) row(from S, event E) *row[S, E, G] {
	i := slices.IndexFunc(s.rows, func(r row[S, E, G]) bool { return r.from == from && r.event == event })
	if i < 0 {
		return nil
	}
	return &s.rows[i]
}

// refuses reports whether the machine refuses an event in a state. An event
// that opens a claim is not refused, because it would make another one.
func (s *survey[S, E, G, T]) refuses(state S, event E) bool {
	var beginning S
	return s.has(event) && s.row(state, event) == nil && s.row(beginning, event) == nil
}

// givenBefore returns the events that give what the guards of a row ask for.
func (s *survey[S, E, G, T]) givenBefore(r *row[S, E, G]) (all []E) {
	var none E
	for _, guard := range r.guards {
		if given := s.trials[guard].given; given != none && s.has(given) {
			all = append(all, given)
		}
	}
	return all
}

// A path is the rows from one state to another.
type path[S, E, G worded] []*row[S, E, G]

// String returns the events of the path.
func (p path[S, E, G]) String() string {
	var events []string
	for _, row := range p {
		events = append(events, row.event.String())
	}
	return strings.Join(events, ", ")
}

// last returns the last row of a path.
func (p path[S, E, G]) last() *row[S, E, G] { return p[len(p)-1] }

// way returns a shortest path between two states along the events that the
// system has, the first one in the order of the rows.
func (s *survey[S, E, G, T]) way(from, to S) (path[S, E, G], bool) {
	paths := map[S]path[S, E, G]{from: nil}
	for queue := []S{from}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == to {
			return paths[to], true
		}
		for i := range s.rows {
			row := &s.rows[i]
			if _, known := paths[row.to]; row.from != queue[0] || known || !s.drivable(row) {
				continue
			}
			paths[row.to] = append(slices.Clone(paths[row.from]), row)
			queue = append(queue, row.to)
		}
	}
	return nil, false
}

// visit drives a system to a state along a shortest path, and tries there what
// is refused, what is recorded, and the end of the window. Then it drives other
// systems along each other row that leads to the state. It returns the first
// difference.
func (s *survey[S, E, G, T]) visit(ctx context.Context, state S, newSystem func() driver[E, G, T]) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("the system panics: %v", fault)
		}
	}()
	var beginning S
	shortest, ok := s.way(beginning, state)
	if !ok {
		return errNoPath
	}
	s.visited++
	if err := s.drive(ctx, newSystem(), shortest, true); err != nil {
		return err
	}
	for _, p := range s.others(shortest) {
		if err := s.drive(ctx, newSystem(), p, false); err != nil {
			return err
		}
	}
	return nil
}

// rounds is how often a row is repeated to which a way leads back.
const rounds = 2

// others returns a path along each other row that moves a claim to the state at
// the end of a shortest path. If a way leads back to the beginning of a row,
// the path goes round, so that the row is taken again. The end of a window is
// left out, because it is tried in the state before.
func (s *survey[S, E, G, T]) others(shortest path[S, E, G]) (all []path[S, E, G]) {
	var beginning S
	for i := range s.rows {
		row := &s.rows[i]
		p, ok := s.way(beginning, row.from)
		if row.to != shortest.last().to || !row.moves() || !ok || !s.drivable(row) || row.event == s.expiry {
			continue
		}
		back, returns := s.way(row.to, row.from)
		if row == shortest.last() && !returns {
			continue
		}
		p = append(p, row)
		for n := 0; n < rounds && returns; n++ {
			p = append(append(p, back...), row)
		}
		all = append(all, p)
	}
	return all
}

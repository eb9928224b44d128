package claimstest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
)

// betweenSteps is the time from one step of a path to the next.
const betweenSteps = time.Minute

// errNoPath means that every path to a state needs an unsupported command.
var errNoPath = errors.New("skipped, because the system does not support a command of every path")

// A worded value is shown in the errors of a survey.
type worded interface {
	comparable
	fmt.Stringer
}

// A driver is a [System] or an [AssociationSystem].
type driver[E, T any] interface {
	Do(ctx context.Context, event E) error
	Status(ctx context.Context) (T, error)
	Advance(ctx context.Context, by time.Duration) error
}

// A survey drives the systems of one partner along the rows of a machine. It
// remembers the commands that are unsupported.
type survey[S, E, T worded] struct {
	rows    []step[S, E] // that move
	events  []E
	permits func(S, E) bool
	status  func(S) T // the status that is shown in a state
	expiry  E         // the event of the end of a window
	// past is longer than each window of the public terms. If one window can
	// begin where another ends, past is shorter than both together.
	past        time.Duration
	unsupported []E
	visited     int
}

// A step is a row of the machine.
type step[S, E worded] struct {
	from  S
	event E
	to    S
	first E // the event that is given before, or none
}

// add adds a row, unless it only records something.
func (s *survey[S, E, T]) add(from S, event E, to S, first E) {
	if from != to {
		s.rows = append(s.rows, step[S, E]{from, event, to, first})
	}
}

// firstOf returns an event if a guard demands that it happened before.
func firstOf[G comparable, E any](guards []G, guard G, event E) (first E) {
	if slices.Contains(guards, guard) {
		first = event
	}
	return first
}

// run visits each state in a sub-test.
func run[S, E, T worded, D driver[E, T]](t *testing.T, s *survey[S, E, T], newSystem func(t *testing.T) D) {
	t.Helper()
	for _, state := range s.states() {
		t.Run(state.String(), func(t *testing.T) {
			told, err := s.visit(t.Context(), state, func() driver[E, T] { return newSystem(t) })
			for _, one := range told {
				t.Log(one)
			}
			switch {
			case errors.Is(err, errNoPath):
				t.Skip(err)
			case err != nil:
				t.Error(err)
			}
		})
	}
	if s.visited == 0 {
		t.Error("no state was reached: a system must support an event that opens a claim")
	}
}

// supports reports whether no system said that it does not support an event.
func (s *survey[S, E, T]) supports(event E) bool { return !slices.Contains(s.unsupported, event) }

// states returns the states that a row leads into, in the order of the rows.
func (s *survey[S, E, T]) states() (all []S) {
	for _, row := range s.rows {
		if !slices.Contains(all, row.to) {
			all = append(all, row.to)
		}
	}
	return all
}

// A path is the rows from the beginning to a state.
type path[S, E worded] []step[S, E]

// String returns the events of the path.
func (p path[S, E]) String() string {
	var events []string
	for _, row := range p {
		events = append(events, row.event.String())
	}
	return strings.Join(events, ", ")
}

// pathTo returns a shortest path to a state along supported commands, the first
// one in the order of the rows.
func (s *survey[S, E, T]) pathTo(state S) (path[S, E], bool) {
	var beginning S
	paths := map[S]path[S, E]{beginning: nil}
	for queue := []S{beginning}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == state {
			return paths[state], true
		}
		for _, row := range s.rows {
			if _, known := paths[row.to]; row.from != queue[0] || known || !s.supports(row.event) {
				continue
			}
			paths[row.to] = append(slices.Clone(paths[row.from]), row)
			queue = append(queue, row.to)
		}
	}
	return nil, false
}

// visit drives a system to a state along a shortest path, and tries the refused
// events there. Then it drives other systems along each other row that leads to
// the state. It returns the parts that were left out, and the first difference.
func (s *survey[S, E, T]) visit(ctx context.Context, state S, newSystem func() driver[E, T]) (told []string, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("the system panics: %v", fault)
		}
	}()
	tell := func(event E) {
		if s.supports(event) {
			told = append(told, fmt.Sprintf("the system does not support %s", event))
			s.unsupported = append(s.unsupported, event)
		}
	}
	shortest, ok := s.pathTo(state)
	for ok {
		done, err := s.drive(ctx, newSystem(), shortest, tell, true)
		if err != nil {
			return told, err
		}
		if done {
			break
		}
		shortest, ok = s.pathTo(state)
	}
	if !ok {
		return told, errNoPath
	}
	s.visited++
	for _, row := range s.rows {
		before, ok := s.pathTo(row.from)
		driven := row.from == last(shortest).from && row.event == last(shortest).event
		if row.to != state || driven || !ok || !s.supports(row.event) {
			continue
		}
		if _, err := s.drive(ctx, newSystem(), append(slices.Clone(before), row), tell, false); err != nil {
			return told, err
		}
	}
	return told, nil
}

// last returns the last row of a path.
func last[S, E worded](p path[S, E]) step[S, E] { return p[len(p)-1] }

// drive leads a system along a path. If try is set, it tries the refused events
// at its end. It reports whether the system supports each command of the path.
func (s *survey[S, E, T]) drive(ctx context.Context, system driver[E, T], p path[S, E], tell func(E), try bool) (done bool, err error) {
	d := &drive[S, E, T]{s, ctx, system, p, 0, tell}
	for i, row := range p {
		d.step = i
		err := d.follow(row)
		if errors.Is(err, errors.ErrUnsupported) {
			tell(row.event)
			return false, nil
		}
		if err != nil {
			return false, d.failed(row.event, err)
		}
	}
	if !try {
		return true, nil
	}
	d.step = len(p)
	end := last(p).to
	for _, event := range s.events {
		if s.opens(event) || !s.supports(event) || event != s.expiry && s.permits(end, event) {
			continue
		}
		if err := d.refused(event, s.status(end)); err != nil {
			return false, d.failed(event, err)
		}
	}
	return true, nil
}

// opens reports whether an event opens a claim.
func (s *survey[S, E, T]) opens(event E) bool {
	var beginning S
	return s.permits(beginning, event)
}

// A drive is one system on its path.
type drive[S, E, T worded] struct {
	survey *survey[S, E, T]
	ctx    context.Context //nolint:containedctx // of one call of visit
	system driver[E, T]
	path   path[S, E]
	step   int // the number of steps that were done
	tell   func(E)
}

// failed returns an error that names the state, the path and the step.
func (d *drive[S, E, T]) failed(event E, err error) error {
	where := fmt.Sprintf("step %d, %s", d.step+1, event)
	if d.step == len(d.path) {
		where = fmt.Sprintf("then %s, which the rules refuse here", event)
	}
	return fmt.Errorf("to %s by %s: %s: %w", last(d.path).to, d.path, where, err)
}

// follow does the step of a row and compares the status.
func (d *drive[S, E, T]) follow(row step[S, E]) error {
	by := betweenSteps
	if row.event == d.survey.expiry {
		by = d.survey.past
	}
	if err := d.system.Advance(d.ctx, by); err != nil && (row.event == d.survey.expiry || !errors.Is(err, errors.ErrUnsupported)) {
		return fmt.Errorf("setting the clock: %w", err)
	}
	var none E
	if row.first != none {
		err := d.system.Do(d.ctx, row.first)
		switch {
		case errors.Is(err, errors.ErrUnsupported): // submitting gives it
			d.tell(row.first)
		case err != nil:
			return fmt.Errorf("%s before: %w", row.first, err)
		}
	}
	if err := d.system.Do(d.ctx, row.event); err != nil {
		return err
	}
	return d.shows(d.survey.status(row.to))
}

// shows returns an error unless the system shows a status.
func (d *drive[S, E, T]) shows(want T) error {
	got, err := d.system.Status(d.ctx)
	switch {
	case err != nil:
		return fmt.Errorf("reading the status: %w", err)
	case got != want:
		return fmt.Errorf("got status %s, want %s", got, want)
	default:
		return nil
	}
}

// refused gives a command that the rules refuse.
func (d *drive[S, E, T]) refused(event E, status T) error {
	switch err := d.system.Do(d.ctx, event); {
	case errors.Is(err, errors.ErrUnsupported):
		d.tell(event)
		return nil
	case err == nil:
		return errors.New("the system did it")
	case !errors.Is(err, claims.ErrRefused):
		return fmt.Errorf("got an error that is no refusal: %w", err)
	}
	return d.shows(status)
}

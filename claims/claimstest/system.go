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

// A System drives what a partner built, such as an API or web pages, with one
// claim in it. [TestSystem] calls it, one method at a time. A claim is opened
// by the first event, so a new System has none.
//
// An error that matches [errors.ErrUnsupported] means that the system has no
// such command: the suite leaves it out and tells so.
type System interface {
	// Do gives the command of an event, as the actor whom claims.Transitions
	// names and with all that the engagement demands, such as a deal size or
	// every part of the evidence. For claims.WindowEnds, Do runs the sweep of
	// the system, or waits until the system has expired the claim by itself.
	//
	// If the system refuses the command, or its sweep finds nothing to expire,
	// the error MUST match claims.ErrRefused. Any other error fails the test.
	Do(ctx context.Context, event claims.Event) error
	// Status returns the status of the claim as the system shows it.
	Status(ctx context.Context) (claims.Status, error)
	// Advance sets the clock of the system forward.
	Advance(ctx context.Context, by time.Duration) error
}

const (
	// betweenSteps is the time from one step of a path to the next.
	betweenSteps = time.Minute
	// pastWindows is longer than any window of the public card, so that each
	// window that runs is over. The longest of them is counted in days.
	pastWindows = 400 * 24 * time.Hour
)

// TestSystem drives systems to every state of a claim, each along a shortest
// path of [claims.Transitions], and along each other row that leads to it. It
// compares the status after each step. In the state, it tries each event that
// the machine refuses there, and the end of a window that is not over; the
// system MUST refuse them and keep the status. Each state is a sub-test, whose
// errors name the state, the path and the first step that differs.
//
// A state is told by its status alone, because a system shows nothing else. The
// events that open a claim are not tried on one that is open, because they
// would make another. Rows that only record something are not driven, but
// evidence is given before it is submitted.
//
// A new System is made for each path; newSystem may share what is costly, and
// closes in a cleanup of its test what it opens. If a command is unsupported,
// the paths lead around it if they can; a state that has no other path is
// skipped. If a system panics, its sub-test fails. If no state can be reached,
// TestSystem fails.
func TestSystem(t *testing.T, newSystem func(t *testing.T) System) {
	t.Helper()
	s := newSurvey()
	for _, state := range s.states() {
		t.Run(state.String(), func(t *testing.T) {
			told, err := s.visit(t.Context(), state, func() System { return newSystem(t) })
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

// errNoPath means that every path to a state needs an unsupported command.
var errNoPath = errors.New("skipped, because the system does not support a command of every path")

// A survey drives the systems of one partner. It remembers the commands that
// are unsupported.
type survey struct {
	rows        []claims.Transition
	unsupported []claims.Event
	visited     int
}

func newSurvey() *survey {
	rows := slices.DeleteFunc(claims.Transitions(), func(row claims.Transition) bool { return row.From == row.To })
	return &survey{rows: rows}
}

// supports reports whether no system said that it does not support an event.
func (s *survey) supports(event claims.Event) bool { return !slices.Contains(s.unsupported, event) }

// states returns the states that a row leads into, in the order of the rows.
func (s *survey) states() (all []claims.State) {
	for _, row := range s.rows {
		if !slices.Contains(all, row.To) {
			all = append(all, row.To)
		}
	}
	return all
}

// A path is the rows from the beginning to a state.
type path []claims.Transition

// String returns the events of the path.
func (p path) String() string {
	var events []string
	for _, row := range p {
		events = append(events, row.Event.String())
	}
	return strings.Join(events, ", ")
}

// pathTo returns a shortest path to a state along supported commands, the first
// one in the order of the rows.
func (s *survey) pathTo(state claims.State) (path, bool) {
	paths := map[claims.State]path{{}: nil}
	for queue := []claims.State{{}}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == state {
			return paths[state], true
		}
		for _, row := range s.rows {
			if _, known := paths[row.To]; row.From != queue[0] || known || !s.supports(row.Event) {
				continue
			}
			paths[row.To] = append(slices.Clone(paths[row.From]), row)
			queue = append(queue, row.To)
		}
	}
	return nil, false
}

// visit drives a system to a state along a shortest path and tries there what
// is refused, and then drives others along each other row into the state. It
// returns what is left out, and the first difference.
func (s *survey) visit(ctx context.Context, state claims.State, newSystem func() System) (told []string, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("the system panics: %v", fault)
		}
	}()
	tell := func(event claims.Event) {
		if s.supports(event) {
			told = append(told, fmt.Sprintf("the system does not support %s", event))
			s.unsupported = append(s.unsupported, event)
		}
	}
	shortest, ok := s.pathTo(state)
	for ok {
		unsupported, err := s.drive(ctx, newSystem(), shortest, tell, true)
		if err != nil {
			return told, err
		}
		if unsupported == 0 {
			break
		}
		shortest, ok = s.pathTo(state)
	}
	if !ok {
		return told, errNoPath
	}
	s.visited++
	for _, row := range s.rows {
		before, ok := s.pathTo(row.From)
		driven := row.From == last(shortest).From && row.Event == last(shortest).Event
		if row.To != state || driven || !ok || !s.supports(row.Event) {
			continue
		}
		if _, err := s.drive(ctx, newSystem(), append(slices.Clone(before), row), tell, false); err != nil {
			return told, err
		}
	}
	return told, nil
}

// last returns the last row of a path.
func last(p path) claims.Transition { return p[len(p)-1] }

// drive leads a system along a path. If try is set, it then tries what is
// refused at its end. It returns the first command that is unsupported and
// needed.
func (s *survey) drive(ctx context.Context, system System, p path, tell func(claims.Event), try bool) (unsupported claims.Event, err error) {
	d := &drive{ctx, system, p, 0, tell}
	for i, row := range p {
		d.step = i
		err := d.follow(row)
		if errors.Is(err, errors.ErrUnsupported) {
			tell(row.Event)
			return row.Event, nil
		}
		if err != nil {
			return 0, d.failed(row.Event, err)
		}
	}
	if !try {
		return 0, nil
	}
	d.step = len(p)
	end := last(p).To
	for _, event := range claims.Events() {
		if opens(event) || !s.supports(event) || event != claims.WindowEnds && end.Permitted().Has(event) {
			continue
		}
		if err := d.refused(event, end.Status); err != nil {
			return 0, d.failed(event, err)
		}
	}
	return 0, nil
}

// opens reports whether an event opens a claim.
func opens(event claims.Event) bool {
	_, ok := claims.State{}.Next(event)
	return ok
}

// A drive is one system on its path.
type drive struct {
	ctx    context.Context //nolint:containedctx // of one call of visit
	system System
	path   path
	step   int // the number of steps that were done
	tell   func(claims.Event)
}

// failed returns an error that names the state, the path and the step.
func (d *drive) failed(event claims.Event, err error) error {
	where := fmt.Sprintf("step %d, %s", d.step+1, event)
	if d.step == len(d.path) {
		where = fmt.Sprintf("then %s, which the rules refuse here", event)
	}
	return fmt.Errorf("to %s by %s: %s: %w", last(d.path).To, d.path, where, err)
}

// follow does the step of a row and compares the status.
func (d *drive) follow(row claims.Transition) error {
	by := betweenSteps
	if row.Event == claims.WindowEnds {
		by = pastWindows
	}
	if err := d.system.Advance(d.ctx, by); err != nil && (row.Event == claims.WindowEnds || !errors.Is(err, errors.ErrUnsupported)) {
		return fmt.Errorf("setting the clock: %w", err)
	}
	if slices.Contains(row.Guards, claims.EvidenceComplete) {
		err := d.system.Do(d.ctx, claims.EvidenceGiven)
		switch {
		case errors.Is(err, errors.ErrUnsupported): // submitting gives it
			d.tell(claims.EvidenceGiven)
		case err != nil:
			return fmt.Errorf("giving evidence before: %w", err)
		}
	}
	if err := d.system.Do(d.ctx, row.Event); err != nil {
		return err
	}
	return d.shows(row.To.Status)
}

// shows returns an error unless the system shows a status.
func (d *drive) shows(want claims.Status) error {
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
func (d *drive) refused(event claims.Event, status claims.Status) error {
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

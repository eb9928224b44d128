package claimstest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
)

// betweenSteps is the time from one step of a path to the next.
const betweenSteps = time.Minute

// A drive is one system on its path.
type drive[S, E, G, T worded] struct {
	*survey[S, E, G, T]

	ctx    context.Context //nolint:containedctx // of one call of visit
	system driver[E, G, T]
	path   path[S, E, G]
}

// drive leads a system along a path. If try is set, it tries at its end what
// the survey tries in a state.
func (s *survey[S, E, G, T]) drive(ctx context.Context, system driver[E, G, T], p path[S, E, G], try bool) error {
	d := &drive[S, E, G, T]{s, ctx, system, p}
	parts := []func() error{d.arrive}
	if try {
		parts = append(parts, d.guarded(false), d.refused, d.recorded, d.guarded(true), d.outlast)
	}
	for _, part := range parts {
		if err := part(); err != nil {
			return fmt.Errorf("to %s by %s: %w", p.last().to, p, err)
		}
	}
	return nil
}

// arrive does each step of the path. Before the last one, it tries an event
// that is refused, which must not change what comes.
func (d *drive[S, E, G, T]) arrive() error {
	for i, row := range d.path {
		where := fmt.Sprintf("step %d, %s", i+1, row.event)
		if at := slices.IndexFunc(d.events, func(event E) bool { return d.refuses(row.from, event) }); i > 0 && i == len(d.path)-1 && at >= 0 {
			if err := d.refuse(d.events[at], d.status(row.from)); err != nil {
				return fmt.Errorf("before %s: %s, which the rules refuse there: %w", where, d.events[at], err)
			}
		}
		by := betweenSteps
		if row.event == d.expiry {
			by = d.past
		}
		if err := d.advance(by); err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
		if err := d.follow(row); err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
	}
	return nil
}

// advance sets the clock, unless the system lacks the end of a window.
func (d *drive[S, E, G, T]) advance(by time.Duration) error {
	if !d.has(d.expiry) {
		return nil
	}
	if err := d.system.Advance(d.ctx, by); err != nil {
		return fmt.Errorf("setting the clock: %w", err)
	}
	return nil
}

// follow does the event of a row and compares the status. Before, it gives what
// the guards of the row ask for.
func (d *drive[S, E, G, T]) follow(r *row[S, E, G]) error {
	for _, given := range d.givenBefore(r) {
		if err := d.do(given); err != nil {
			return fmt.Errorf("%s before: %w", given, err)
		}
	}
	if err := d.do(r.event); err != nil {
		return err
	}
	return d.shows(d.status(r.to))
}

// do gives the command of an event.
func (d *drive[S, E, G, T]) do(event E) error { return declared(d.system.Do(d.ctx, event)) }

// declared explains the error of a system that lacks more than it declared.
func declared(err error) error {
	if errors.Is(err, errors.ErrUnsupported) {
		err = fmt.Errorf("it is not among what the system is said to lack: %w", err)
	}
	return err
}

// shows returns an error unless the system shows one of the statuses.
func (d *drive[S, E, G, T]) shows(want ...T) error {
	got, err := d.system.Status(d.ctx)
	switch {
	case err != nil:
		return fmt.Errorf("reading the status: %w", err)
	case slices.Contains(want, got):
		return nil
	case len(want) > 1:
		return fmt.Errorf("got status %s, want %s or %s", got, want[0], want[1])
	default:
		return fmt.Errorf("got status %s, want %s", got, want[0])
	}
}

// refuse gives a command that is refused, and compares the status.
func (d *drive[S, E, G, T]) refuse(event E, want ...T) error {
	return d.isRefusal(d.do(event), want...)
}

// isRefusal returns an error unless the system has refused a command and shows
// one of the statuses.
func (d *drive[S, E, G, T]) isRefusal(err error, want ...T) error {
	switch {
	case err == nil:
		return errors.New("the system did it")
	case !errors.Is(err, claims.ErrRefused):
		return fmt.Errorf("got an error that is no refusal: %w", err)
	}
	return d.shows(want...)
}

// refused tries the events that the machine refuses at the end of the path, and
// the end of a window that is not over.
func (d *drive[S, E, G, T]) refused() error {
	end := d.path.last().to
	for _, event := range d.events {
		if !d.refuses(end, event) && (event != d.expiry || !d.has(event)) {
			continue
		}
		if err := d.refuse(event, d.status(end)); err != nil {
			return fmt.Errorf("then %s, which the rules refuse here: %w", event, err)
		}
	}
	return nil
}

// guarded tries each guard of the rows that leave the end of the path: the
// guards that can fail only after something was recorded, or all others.
func (d *drive[S, E, G, T]) guarded(after bool) func() error {
	var none E
	end := d.path.last().to
	return func() error {
		for i := range d.rows {
			row := &d.rows[i]
			if row.from != end || !d.has(row.event) {
				continue
			}
			for _, guard := range row.guards {
				trial := d.trials[guard]
				if !d.tries(guard) || (trial.after != none) != after || after && !d.has(trial.after) {
					continue
				}
				if err := d.isRefusal(declared(d.system.DoWithout(d.ctx, guard)), d.status(end)); err != nil {
					return fmt.Errorf("then %s, which the guard %q refuses here: %w", row.event, guard, err)
				}
			}
		}
		return nil
	}
}

// recorded does the events that are permitted at the end of the path and lead
// to no other state, each as often as a row is taken.
func (d *drive[S, E, G, T]) recorded() error {
	for range rounds {
		if err := d.record("then %s: %w"); err != nil {
			return err
		}
	}
	return nil
}

// record does each event once that leads from the end of the path to no other
// state.
func (d *drive[S, E, G, T]) record(where string) error {
	for i := range d.rows {
		row := &d.rows[i]
		if row.from != d.path.last().to || row.moves() || !d.drivable(row) {
			continue
		}
		if err := d.follow(row); err != nil {
			return fmt.Errorf(where, row.event, err)
		}
	}
	return nil
}

// outlast sets the clock behind the end of every window. If the end of a window
// leads out of the state, it tries the commands of the state before and after
// the sweep. If not, the claim must be as it was.
func (d *drive[S, E, G, T]) outlast() error {
	if !d.has(d.expiry) {
		return nil
	}
	if err := d.advance(d.past); err != nil {
		return err
	}
	end := d.path.last().to
	if expires := d.row(end, d.expiry); expires != nil {
		return d.expire(expires)
	}
	if err := d.refuse(d.expiry, d.status(end)); err != nil {
		return fmt.Errorf("then, much later, %s, which the rules refuse here: %w", d.expiry, err)
	}
	if err := d.record("then, much later, %s: %w"); err != nil {
		return err
	}
	for i := range d.rows {
		row := &d.rows[i]
		if row.from != end || !row.moves() || !d.drivable(row) || d.row(row.to, d.expiry) != nil {
			continue
		}
		if err := d.follow(row); err != nil {
			return fmt.Errorf("then, much later, %s: %w", row.event, err)
		}
		return nil
	}
	return nil
}

// expire tries the commands of a state whose window is over, before and after
// the sweep that expires the claim. If the system has expired the claim by
// itself, the sweep may find nothing.
func (d *drive[S, E, G, T]) expire(r *row[S, E, G]) error {
	open, ended := d.status(r.from), d.status(r.to)
	if err := d.late(r, "before", open, ended); err != nil {
		return err
	}
	itself := d.shows(ended) == nil
	if err := d.do(r.event); err != nil && !(itself && errors.Is(err, claims.ErrRefused)) {
		return fmt.Errorf("then, after the end of the window, %s: %w", r.event, err)
	}
	if err := d.shows(ended); err != nil {
		return fmt.Errorf("then, after the end of the window, %s: %w", r.event, err)
	}
	return d.late(r, "after", ended)
}

// late tries the commands of a state whose window is over, unless the state to
// which its end leads permits them.
func (d *drive[S, E, G, T]) late(r *row[S, E, G], when string, want ...T) error {
	for _, event := range d.events {
		if d.row(r.from, event) == nil || !d.refuses(r.to, event) || event == d.expiry {
			continue
		}
		if err := d.refuse(event, want...); err != nil {
			return fmt.Errorf("then, after the end of the window and %s %s, %s: %w", when, r.event, event, err)
		}
	}
	return nil
}

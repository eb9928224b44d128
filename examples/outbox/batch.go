package outbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

// A task is an event that is to be delivered, and its outcome.
type task struct {
	event Event
	// letter is the letter of the event. If its number is 0, it is the letter
	// that the event would become.
	letter  Letter
	outcome outcome
}

// An outcome is the outcome of a task.
type outcome uint8

const (
	open      outcome = iota // not settled: the event has to be sent again
	delivered                // accepted by the receiver
	failed                   // now a letter with a reason
	behind                   // now a letter that waits for an earlier one
)

// deliver settles tasks. It works on several subjects at a time, and on the
// tasks of one subject in their order. The held subjects already have letters.
// If a task stays open, it returns an error.
func (r *Relay) deliver(ctx context.Context, tasks []task, held []string) error {
	lanes := map[string][]*task{}
	var subjects []string
	for i := range tasks {
		subject := tasks[i].event.Subject
		if lanes[subject] == nil {
			subjects = append(subjects, subject)
		}
		lanes[subject] = append(lanes[subject], &tasks[i])
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(r.options.Parallel)
	for _, subject := range subjects {
		group.Go(func() error { return r.lane(ctx, lanes[subject], slices.Contains(held, subject)) })
	}
	return group.Wait()
}

// lane settles the tasks of one subject. If one of them becomes a letter, so do
// all tasks after it.
func (r *Relay) lane(ctx context.Context, tasks []*task, held bool) error {
	for _, t := range tasks {
		if held {
			t.becomes(behind, "")
			continue
		}
		reason, err := r.attempt(ctx, t)
		switch {
		case err != nil:
			return err
		case reason == "":
			t.outcome = delivered
		default:
			t.becomes(failed, reason)
			held = true
		}
	}
	return nil
}

// becomes makes the task a letter.
func (t *task) becomes(what outcome, reason string) {
	t.outcome = what
	t.letter.Position, t.letter.After = t.event.Position, t.event.After
	t.letter.Subject, t.letter.Event = t.event.Subject, t.event.ID
	t.letter.Reason, t.letter.At = reason, time.Now()
}

// attempt sends an event until the receiver accepts it. If the event becomes a
// letter instead, it returns the reason.
func (r *Relay) attempt(ctx context.Context, t *task) (reason string, err error) {
	if t.event.Err != nil {
		return fmt.Sprintf("the entry cannot be read: %.300s", t.event.Err), nil
	}
	pauses := r.pauses()
	var failing time.Time // the instant since which the receiver fails on this event
	for {
		waiting := time.Now()
		if !r.gate.pass(ctx) {
			return "", ctx.Err()
		}
		if !failing.IsZero() {
			failing = failing.Add(time.Since(waiting)) // the event was not sent during that time
		}
		err := r.receiver.Send(ctx, &t.event)
		t.letter.Attempts++
		failure, ok := errors.AsType[*SendError](err)
		switch {
		case err == nil:
			return "", nil
		case ctx.Err() != nil:
			return "", ctx.Err()
		case !ok, failure.Verdict < Refused, failure.Verdict > Gone:
			failure = &SendError{Verdict: Busy, Reason: err.Error()}
		}
		pause := max(failure.After, pauses.NextBackOff())
		switch failure.Verdict {
		case Refused:
			return failure.Reason, nil
		case Gone:
			return "", fmt.Errorf("%w: %w", ErrGone, failure)
		case Failed:
			if failing.IsZero() {
				failing = time.Now()
			}
			if time.Since(failing)+pause > r.options.Patience {
				return failure.Reason, nil
			}
			r.options.Report(fmt.Errorf("event %s: %w", t.event.ID, failure))
			if !sleep(ctx, pause, nil) {
				return "", ctx.Err()
			}
		case Busy:
			r.options.Report(fmt.Errorf("event %s: all events wait for %s: %w", t.event.ID, pause.Round(time.Millisecond), failure))
			r.gate.shut(time.Now().Add(pause))
		}
	}
}

// newProgress returns the progress of new events. The position is that of the
// last event before which no event is open.
func newProgress(tasks []task) (p Progress) {
	for i := range tasks {
		switch tasks[i].outcome {
		case open:
			return p
		case failed, behind:
			p.Letters = append(p.Letters, tasks[i].letter)
		case delivered:
		}
		p.Position = tasks[i].event.Position
	}
	return p
}

// lettersProgress returns the progress of letters that were sent again. If one
// failed, the letters after it are not to be sent again either.
func lettersProgress(tasks []task) (p Progress) {
	for i := range tasks {
		switch tasks[i].outcome {
		case delivered:
			p.Delivered = append(p.Delivered, tasks[i].letter.Number)
		case failed:
			p.Letters = append(p.Letters, tasks[i].letter)
			p.Failed = append(p.Failed, tasks[i].event.Subject)
		case open, behind:
		}
	}
	return p
}

// A gate holds back all events while the receiver accepts none. The zero gate
// is open.
type gate struct {
	mu    sync.Mutex
	until time.Time
}

// shut keeps the gate shut at least until an instant.
func (g *gate) shut(until time.Time) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if until.After(g.until) {
		g.until = until
	}
}

// pass waits until the gate is open. It reports false if the context ended.
func (g *gate) pass(ctx context.Context) bool {
	for {
		g.mu.Lock()
		left := time.Until(g.until)
		g.mu.Unlock()
		if left <= 0 {
			return ctx.Err() == nil
		}
		if !sleep(ctx, left, nil) {
			return false
		}
	}
}

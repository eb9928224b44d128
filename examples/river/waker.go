package main

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/examples/agenda"
)

// A wake is the job that looks at a claim at an instant. A claim has one for
// each version that waits for something; the job of an older version does
// nothing.
type wake struct {
	Claim   claims.ID `json:"claim"`
	Version uint64    `json:"version"`
}

// Kind implements [river.JobArgs].
func (wake) Kind() string { return "claim-wake" }

// A teller sends notices to people. A notice can come more than once, under one
// key, and only the first is to be sent.
type teller interface {
	tell(ctx context.Context, notice *agenda.Notice) error
}

// A waker works on the jobs.
type waker struct {
	river.WorkerDefaults[wake]
	queue  *queue
	teller teller
}

// recheck is the time after which a claim that cannot be judged is looked at
// again. It is a choice of this program.
const recheck = time.Hour

// Work implements [river.Worker]. It expires the claim if that is due, tells of
// what else is due, and puts the job off to the next instant. An expiry saves
// the claim, and so makes a job of its own.
func (w *waker) Work(ctx context.Context, job *river.Job[wake]) error {
	claim, err := w.queue.desk.Claim(ctx, job.Args.Claim)
	if err != nil {
		return outcome(err)
	}
	if claim.Version() != job.Args.Version {
		return nil
	}
	at := w.queue.now().UTC()
	next, err := agenda.Of(claim, at, w.queue.settings)
	switch {
	case err != nil:
		return err
	case next.Expire:
		_, err := w.queue.desk.Do(ctx, claim.ID(), claims.Expire{}, claims.Meta{Actor: claims.System, At: at, Received: at})
		return outcome(err)
	case next.Due != nil:
		if err := w.teller.tell(ctx, next.Due); err != nil {
			return err
		}
	}
	if next.Next.IsZero() {
		return nil
	}
	return river.JobSnooze(next.Next.Sub(at))
}

// readLimit bounds the time to read a claim between two attempts.
const readLimit = 10 * time.Second

// NextRetry implements [river.Worker]. The usual pauses between attempts grow
// to days, so it ends one at the claim's next instant: a mail server that is
// down keeps no claim from its expiry. The zero time stands for the usual
// pause.
func (w *waker) NextRetry(job *river.Job[wake]) time.Time {
	ctx, cancel := context.WithTimeout(context.Background(), readLimit)
	defer cancel()
	claim, err := w.queue.desk.Claim(ctx, job.Args.Claim)
	if err != nil {
		return time.Time{}
	}
	at := w.queue.now().UTC()
	next, err := agenda.Of(claim, at, w.queue.settings)
	if err != nil || next.Expire || next.Next.IsZero() {
		return time.Time{}
	}
	usual := time.Until((&river.DefaultClientRetryPolicy{}).NextRetry(job.JobRow))
	if left := next.Next.Sub(at); left < usual {
		return time.Now().Add(left)
	}
	return time.Time{}
}

// outcome says what becomes of the job after an error. River tries it again
// after most errors, later each time.
func outcome(err error) error {
	switch desk.ClassOf(err) {
	case desk.Refused: // others moved the claim, and made its job
		return nil
	case desk.NotFound, desk.Malformed, desk.ExistsAlready, desk.LimitReached:
		return river.JobCancel(err)
	case desk.TermsChanged, desk.Unreadable: // until somebody repairs it
		return river.JobSnooze(recheck)
	case 0, desk.Conflicted, desk.Unavailable, desk.OutOfOrder:
		return err
	}
	return err
}

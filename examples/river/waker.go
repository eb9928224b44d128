package main

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/examples/agenda"
)

// A wake is the job that checks a claim at an instant. A claim has one for each
// version that waits for an event. If the version is out of date, the job does
// nothing.
type wake struct {
	Claim   claims.ID `json:"claim"`
	Version uint64    `json:"version"`
}

// Kind implements [river.JobArgs].
func (wake) Kind() string { return "claim-wake" }

// A teller sends notices to people. If a notice comes more than once under one
// key, only the first one is to be sent.
type teller interface {
	tell(ctx context.Context, notice *agenda.Notice) error
}

// A waker works on the jobs.
type waker struct {
	river.WorkerDefaults[wake]
	queue  *queue
	teller teller
}

// recheck is the time after which a claim that cannot be judged is checked
// again. It is a choice of this program.
const recheck = time.Hour

// Work implements [river.Worker]. It expires the claim if that is due, sends
// the other notices that are due, and postpones the job to the next instant. An
// expiry saves the claim, which makes a new job.
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

// readLimit is the longest time for reading a claim between two attempts.
const readLimit = 10 * time.Second

// NextRetry implements [river.Worker]. The usual pauses between attempts grow
// to days, so NextRetry ends a pause at the claim's next instant. If a mail
// server is down, for example, the claim still expires in time. The zero time
// means the usual pause.
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

// outcome returns the result of the job after an error. After most errors,
// River tries the job again, later each time.
func outcome(err error) error {
	switch desk.ClassOf(err) {
	case desk.Refused: // another program moved the claim, and made its job
		return nil
	case desk.NotFound, desk.Malformed, desk.ExistsAlready, desk.LimitReached:
		return river.JobCancel(err)
	case desk.TermsChanged, desk.Unreadable: // check again until somebody repairs the claim
		return river.JobSnooze(recheck)
	case 0, desk.Conflicted, desk.Unavailable, desk.OutOfOrder:
		return err
	}
	return err
}

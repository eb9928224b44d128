// Package agenda returns the next instant at which a claim needs attention, and
// the reason: the claim expires, or a person is to be reminded of a deadline.
// It serves every host that waits by timers, such as a workflow engine or a
// queue of jobs. A host calls [Settings.Check] when it starts, and [Of] for
// each claim. The package reads no clock.
package agenda

import (
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// Settings are a host's own times. Microsoft prescribes none of them. The zero
// Settings are the defaults.
type Settings struct {
	// Reminders are the numbers of calendar days before the last day of a
	// window at which the host reminds of it. If it is nil, DefaultReminders
	// are used. If it is empty, there are no reminders.
	Reminders []int
	// Grace is the time that the host waits after the end of a window before it
	// expires the claim, so that a command that was given inside the window can
	// still arrive. 0 means DefaultGrace, and NoGrace means no wait.
	Grace time.Duration
}

// DefaultGrace is the grace if none is set. It is the tolerance by which
// commands may be out of order.
const DefaultGrace = claims.DefaultTolerance

// NoGrace means that a claim expires at the first instant after its window.
const NoGrace time.Duration = -1

// DefaultReminders returns the days of the reminders if none are set: 14, 7 and
// 1. They are a choice of this program.
func DefaultReminders() []int { return []int{14, 7, 1} }

// Check returns a [mci.FieldError] if the settings are malformed. A program
// should call it when it starts, because otherwise [Of] fails for each claim.
func (s *Settings) Check() error {
	for i, days := range s.Reminders {
		if days < 0 || days > mostDays {
			return mci.Invalid(fmt.Sprintf("reminders[%d]", i), fmt.Sprint(days), fmt.Sprintf("0 to %d days", mostDays))
		}
	}
	if s.Grace < NoGrace || s.Grace > claims.MostTolerance {
		return mci.Invalid("grace", s.Grace.String(), "none, or at most "+claims.MostTolerance.String())
	}
	return nil
}

// mostDays is longer than any window.
const mostDays = 366

// Waits returns the grace, with its default.
func (s *Settings) Waits() time.Duration {
	switch s.Grace {
	case 0:
		return DefaultGrace
	case NoGrace:
		return 0
	default:
		return s.Grace
	}
}

// Longest returns the largest number of days before a deadline at which a
// reminder is due.
func (s *Settings) Longest() int { return max(0, slices.Max(append(s.reminders(), 0))) }

func (s *Settings) reminders() []int {
	if s.Reminders == nil {
		return DefaultReminders()
	}
	return slices.Clone(s.Reminders)
}

// An Agenda is a claim's next appointment, as of one instant. The zero Agenda
// has none.
type Agenda struct {
	// Expire says that the claim's expiry is due and its grace is over.
	Expire bool
	// Due is the latest notice whose time has come. If there is none, it is
	// nil. If a host stores the notice's key, it sends the notice once.
	Due *Notice
	// Next is the next instant at which the agenda differs. If it is zero, only
	// a command can change the agenda.
	Next time.Time
	// Deadline is the end of the claim's next deadline, or of the expected day
	// of its payment. If there is none, it is zero.
	Deadline time.Time
	// Done says that the claim has ended and nothing more is expected.
	Done bool
}

// Of returns the agenda of a claim at an instant. If the settings are
// malformed, the error is a [mci.FieldError].
func Of(claim *claims.Claim, at time.Time, settings Settings) (Agenda, error) {
	if err := settings.Check(); err != nil {
		return Agenda{}, err
	}
	deadlines := claim.Deadlines()
	var agenda Agenda
	switch {
	case len(deadlines) > 0 && deadlines[0].Expires:
		agenda = expiring(claim, deadlines[0], at, &settings)
	case len(deadlines) > 0:
		agenda = told(at, notice(claim, Overdue, deadlines[0].Window.End, deadlines[0].Window))
	case claim.AwaitsPayment():
		agenda = unpaid(claim, at)
	default:
		agenda.Done = !claim.Divergence().Open()
	}
	if divergence := claim.Divergence(); divergence.Open() && agenda.Due == nil {
		agenda.Due = notice(claim, Diverges, divergence.At, mci.Window{})
	}
	return agenda, nil
}

// expiring returns the agenda of a claim whose next deadline ends it.
func expiring(claim *claims.Claim, deadline claims.Deadline, at time.Time, settings *Settings) Agenda {
	end := deadline.Window.End
	agenda := Agenda{Deadline: end}
	last := end.Add(settings.Waits())
	if updated := claim.Record().Updated; updated.After(last) {
		last = updated // the rules expire no claim before its latest entry
	}
	if !at.Before(last) {
		agenda.Expire = true
		return agenda
	}
	agenda.Next = last
	zone := claim.Engagement().Edition().Calendar().Zone()
	for _, days := range settings.reminders() {
		from := deadline.Window.LastDay.AddDays(-days).Start(zone)
		switch {
		case from.After(at):
			agenda.Next = earlier(agenda.Next, from)
		case at.Before(end) && (agenda.Due == nil || from.After(agenda.Due.From)):
			agenda.Due = notice(claim, Reminder, from, deadline.Window)
			agenda.Due.Within, agenda.Due.Clock, agenda.Due.DaysLeft = days, deadline.Clock, deadline.DaysLeft(at)
		}
	}
	return agenda
}

// unpaid returns the agenda of an approved claim without a payment. If the
// expected day is later than a date can express, nothing is expected.
func unpaid(claim *claims.Claim, at time.Time) Agenda {
	expected := claim.ExpectedPayment()
	if expected.IsZero() {
		return Agenda{}
	}
	zone := claim.Engagement().Edition().Calendar().Zone()
	return told(at, notice(claim, Unpaid, expected.AddDays(1).Start(zone), mci.Window{LastDay: expected}))
}

// told returns the agenda of a claim that cannot expire but whose deadline is
// to be told.
func told(at time.Time, n *Notice) Agenda {
	if n.From.After(at) {
		return Agenda{Next: n.From, Deadline: n.From}
	}
	return Agenda{Due: n, Deadline: n.From}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

package claims

import (
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A Deadline is one clock of one claim, with its trigger, its length and its
// source.
type Deadline struct {
	// Clock is the clock that runs.
	Clock mci.Clock `json:"clock"`
	// Trigger is the date in the claim's life that started the clock. The
	// window starts at its instant.
	Trigger mci.Anchor `json:"trigger"`
	// Window is the time in which the clock runs.
	Window mci.Window `json:"window"`
	// Days is the length of the window in calendar days.
	Days int `json:"days"`
	// Assumed reports whether the trigger has the instant of an observation.
	// The trigger then happened no later, and the window ends no later.
	Assumed bool `json:"assumed,omitempty"`
	// Expires reports whether the end of the window expires the claim. If it
	// does not, and Microsoft holds the claim at the end, the claim is overdue
	// there.
	Expires bool `json:"expires"`
	// Rule is the ID of the clock's rule, such as "clock.consent".
	Rule mci.RuleID `json:"rule"`
	// Source is the source of the length.
	Source mci.Source `json:"source"`
}

// DaysLeft returns the number of days left after the day of an instant. It is 0
// on the last day and negative when the window is over.
func (d Deadline) DaysLeft(at time.Time) int {
	zone := d.Window.End.Location()
	return mci.DateOf(at.In(zone)).DaysUntil(d.Window.LastDay)
}

// Deadlines returns the clocks that run for the claim in its present state. The
// one that can expire the claim comes first. A terminal claim has none.
func (c *Claim) Deadlines() []Deadline {
	var deadlines []Deadline
	for _, row := range dense.clocks[c.State().index()] {
		deadlines = append(deadlines, c.deadline(row.clock, row.expires))
	}
	return deadlines
}

// expiring returns the clock whose end expires the claim in its present state,
// or none.
func (c *Claim) expiring() mci.Clock { return dense.expiring[c.State().index()] }

// Expiry returns the deadline whose end expires the claim in its present state,
// if it has one.
func (c *Claim) Expiry() (Deadline, bool) {
	clock := c.expiring()
	if clock == 0 {
		return Deadline{}, false
	}
	return c.deadline(clock, true), true
}

// Due reports whether the claim can be expired at an instant: the window that
// expires it is over, and no entry is later.
func (c *Claim) Due(at time.Time) bool {
	clock := c.expiring() // its deadline would tell more than is asked
	return clock != 0 && !at.Before(c.record.Updated) && !c.open(clock, at)
}

func (c *Claim) deadline(clock mci.Clock, expires bool) Deadline {
	windows := c.engagement.Windows()
	return Deadline{
		Clock:   clock,
		Trigger: clock.Trigger(),
		Window:  c.window(clock),
		Days:    windows.Days(clock),
		Assumed: c.assumes(instants[dense.byClock[clock].trigger].assumed),
		Expires: expires,
		Rule:    dense.byClock[clock].rule,
		Source:  windows.SourceOf(clock),
	}
}

// window returns the window in which a clock of the claim runs.
func (c *Claim) window(clock mci.Clock) mci.Window {
	return c.engagement.Window(clock, c.trigger(clock))
}

// windowEnd returns the end of the window in which a clock of the claim runs.
func (c *Claim) windowEnd(clock mci.Clock) time.Time {
	return c.engagement.WindowEnd(clock, c.trigger(clock))
}

// open reports whether the window of a clock of the claim is open at an
// instant.
func (c *Claim) open(clock mci.Clock, at time.Time) bool { return at.Before(c.windowEnd(clock)) }

// trigger returns the instant at which a clock of the claim started.
func (c *Claim) trigger(clock mci.Clock) time.Time {
	return *instants[dense.byClock[clock].trigger].at(&c.record)
}

// OverdueAtMicrosoft reports whether the window for the review is over while
// Microsoft holds the claim. It is only a warning: such a claim does not
// expire. Source: [mci.LibraryReading].
func (c *Claim) OverdueAtMicrosoft(at time.Time) bool {
	return slices.ContainsFunc(c.Deadlines(), func(d Deadline) bool { return c.overdue(d, at) })
}

// overdue reports whether Microsoft holds the claim beyond a deadline. In
// ConsentReceived the partner holds the claim, although the clock of the review
// already runs.
func (c *Claim) overdue(d Deadline, at time.Time) bool {
	return !d.Expires && !d.Window.Open(at) && c.record.Status != ConsentReceived
}

// A Maximum is the most calendar days that a claim can live without a dispute,
// counted from its creation. No claim expires by it. A dispute can add the
// dispute window and the window after it. Source: [mci.WorkshopClaims] for the
// published figure and [mci.LibraryReading] for the computed one.
type Maximum struct {
	// Published is the number of days printed for the category of the
	// engagement. It is 0 if the catalog has none.
	Published int `json:"published"`
	// Computed is the sum of the consent window and the review window, in days.
	Computed int `json:"computed"`
	// LastDay is the last day by the computed figure.
	LastDay mci.Date `json:"lastDay"`
}

// Discrepancy returns the computed figure minus the published one, in days. It
// is 0 if they agree, and if no figure is published. For large projects it is
// 10: the table prints 310, but its own windows add up to 320.
func (m Maximum) Discrepancy() int {
	if m.Published == 0 {
		return 0
	}
	return m.Computed - m.Published
}

// String returns the computed figure. If the published one differs, it names
// both.
func (m Maximum) String() string {
	if m.Discrepancy() == 0 {
		return fmt.Sprintf("%d days", m.Computed)
	}
	return fmt.Sprintf("%d days; published as %d, which the windows of the same table contradict", m.Computed, m.Published)
}

// Maximum returns the most days that the claim can live without a dispute.
func (c *Claim) Maximum() Maximum {
	windows := c.engagement.Windows()
	days := windows.ComputedMaximum()
	return Maximum{windows.PublishedMaximum, days, c.engagement.Edition().Calendar().LastDay(c.record.Created, days)}
}

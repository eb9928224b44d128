package claims

import (
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A Deadline is one clock of one claim: what started it, how long it runs and
// where that is from.
type Deadline struct {
	Clock mci.Clock `json:"clock"`
	// the date in the claim's life that started it; its instant is the window's
	// start
	Trigger mci.Anchor `json:"trigger"`
	Window  mci.Window `json:"window"`
	// the length of the window in calendar days
	Days int `json:"days"`
	// the trigger's instant is that of an observation: it happened no later,
	// and the window ends no later
	Assumed bool `json:"assumed,omitempty"`
	// whether its end expires the claim; else, where Microsoft holds the claim,
	// it is then overdue there
	Expires bool `json:"expires"`
	// such as "clock.consent"
	Rule mci.RuleID `json:"rule"`
	// of the length
	Source mci.Source `json:"source"`
}

// DaysLeft returns how many days are left after the day of an instant: 0 on the
// last day, negative when the window is over.
func (d Deadline) DaysLeft(at time.Time) int {
	zone := d.Window.End.Location()
	return mci.DateOf(at.In(zone)).DaysUntil(d.Window.LastDay)
}

// Deadlines returns the clocks that run beside the claim in its present state,
// the one that can expire it first. A terminal claim has none.
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

// expiry returns the deadline whose end expires the claim in its present state,
// if it has one.
func (c *Claim) expiry() (Deadline, bool) {
	clock := c.expiring()
	if clock == 0 {
		return Deadline{}, false
	}
	return c.deadline(clock, true), true
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

// window returns when a clock of the claim runs.
func (c *Claim) window(clock mci.Clock) mci.Window {
	windows := c.engagement.Windows()
	return c.engagement.Edition().Calendar().Window(*instants[dense.byClock[clock].trigger].at(&c.record), windows.Days(clock))
}

// OverdueAtMicrosoft reports whether the window for the review is over while
// Microsoft holds the claim. It is a warning; such a claim does not expire.
// Source: [mci.LibraryReading].
func (c *Claim) OverdueAtMicrosoft(at time.Time) bool {
	return slices.ContainsFunc(c.Deadlines(), func(d Deadline) bool { return c.overdue(d, at) })
}

// overdue reports whether Microsoft holds the claim beyond a deadline. After
// consent the partner holds it, although the clock of the review runs already.
func (c *Claim) overdue(d Deadline, at time.Time) bool {
	return !d.Expires && !d.Window.Open(at) && c.record.Status != ConsentReceived
}

// A Maximum is how many calendar days a claim can live without a dispute,
// counted from its creation. Nothing expires by it: a dispute can add the
// dispute window and the one after it. Source: [mci.WorkshopClaims] for the
// published figure and [mci.LibraryReading] for the computed one.
type Maximum struct {
	// as printed for the category of the engagement; 0 where the catalog has
	// none
	Published int `json:"published"`
	// the consent window and the review window
	Computed int `json:"computed"`
	// by the computed figure
	LastDay mci.Date `json:"lastDay"`
}

// Discrepancy returns how many days the computed figure has more than the
// published one, negative if fewer. It is 0 where they agree, and where nothing
// is published. For large projects it is 10: the table prints 310, and its own
// windows add up to 320.
func (m Maximum) Discrepancy() int {
	if m.Published == 0 {
		return 0
	}
	return m.Computed - m.Published
}

// String returns the computed figure, and says where the published one differs.
func (m Maximum) String() string {
	if m.Discrepancy() == 0 {
		return fmt.Sprintf("%d days", m.Computed)
	}
	return fmt.Sprintf("%d days; published as %d, which the windows of the same table contradict", m.Computed, m.Published)
}

// Maximum returns how long the claim can live without a dispute.
func (c *Claim) Maximum() Maximum {
	windows := c.engagement.Windows()
	days := windows.ComputedMaximum()
	return Maximum{windows.PublishedMaximum, days, c.engagement.Edition().Calendar().LastDay(c.record.Created, days)}
}

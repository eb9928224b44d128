package claims

import (
	"time"

	"github.com/mci-go/incentives/mci"
)

// A Deadline is one clock of one claim: what started it, how long it runs and where that is from.
type Deadline struct {
	Clock   mci.Clock
	Window  mci.Window
	Days    int        // the length of the window in calendar days
	Expires bool       // whether its end expires the claim; else, where Microsoft holds the claim, it is then overdue there
	Rule    mci.RuleID // such as "clock.consent"
	Source  mci.Source // of the length
}

// clockRules names the rule and the trigger of each clock.
var clockRules = [...]struct {
	rule    mci.RuleID
	trigger func(*Record) time.Time
}{
	mci.ConsentClock:         {"clock.consent", func(r *Record) time.Time { return r.Created }},
	mci.FirstSubmissionClock: {"clock.first-submission", func(r *Record) time.Time { return r.Consent.Answered }},
	mci.ReviewClock:          {"clock.review", func(r *Record) time.Time { return r.Consent.Answered }},
	mci.DisputeClock:         {"clock.dispute", func(r *Record) time.Time { return r.RejectedAt }},
	mci.PostDisputeClock:     {"clock.post-dispute", func(r *Record) time.Time { return r.DisputeSubmitted }},
}

// DaysLeft returns how many days are left after the day of an instant: 0 on the last day, negative when
// the window is over.
func (d Deadline) DaysLeft(at time.Time) int {
	zone := d.Window.End.Location()
	return mci.DateOf(at.In(zone)).DaysUntil(d.Window.LastDay)
}

// Deadlines returns the clocks that run beside the claim in its present state, the one that can expire it
// first. A terminal claim has none.
func (c *Claim) Deadlines() []Deadline {
	var deadlines []Deadline
	for i := range clocks {
		if clocks[i].state == c.record.State() {
			deadlines = append(deadlines, c.deadline(&clocks[i]))
		}
	}
	return deadlines
}

// expiry returns the deadline whose end expires the claim in its present state, if it has one.
func (c *Claim) expiry() (Deadline, bool) {
	for i := range clocks {
		if clocks[i].expires && clocks[i].state == c.record.State() {
			return c.deadline(&clocks[i]), true
		}
	}
	return Deadline{}, false
}

func (c *Claim) deadline(row *clockRow) Deadline {
	windows := c.engagement.Windows()
	days := windows.Days(row.clock)
	clock := clockRules[row.clock]
	return Deadline{
		Clock:   row.clock,
		Window:  c.engagement.Edition().Calendar().Window(clock.trigger(&c.record), days),
		Days:    days,
		Expires: row.expires,
		Rule:    clock.rule,
		Source:  windows.SourceOf(row.clock),
	}
}

// OverdueAtMicrosoft reports whether the window for the review is over while Microsoft holds the claim.
// It is a warning; such a claim does not expire. Source: [mci.LibraryReading].
func (c *Claim) OverdueAtMicrosoft(at time.Time) bool {
	for _, deadline := range c.Deadlines() {
		if !deadline.Expires && !deadline.Window.Open(at) && c.record.Status != ConsentReceived {
			return true
		}
	}
	return false
}

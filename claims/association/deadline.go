package association

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// A Deadline is the clock that runs for one claim, with its trigger, its length
// and its source.
type Deadline struct {
	// Clock is the clock that runs.
	Clock cpor.Clock `json:"clock"`
	// Trigger is the path of the record's instant that started the clock, such
	// as "since".
	Trigger string `json:"trigger"`
	// Window is the time in which the clock runs.
	Window mci.Window `json:"window"`
	// Days is the length of the window: in calendar days for the dispute clock,
	// in business days for every other.
	Days int `json:"days"`
	// SoonerDays is a shorter length that another document gives, or 0.
	SoonerDays int `json:"soonerDays,omitempty"`
	// Assumed reports whether the trigger has the instant of an observation.
	// The trigger then happened no later, and the window ends no later.
	Assumed bool `json:"assumed,omitempty"`
	// Expires reports whether the end of the window moves the claim. If it does
	// not, it is a warning; see Claim.Warnings.
	Expires bool `json:"expires"`
	// Rule is the ID of the clock's rule, such as "cporclaim.clock.answer".
	Rule mci.RuleID `json:"rule"`
	// Source is the source of the length. If the host's terms give the length,
	// it is the source of the clock.
	Source mci.Source `json:"source"`
}

// DaysLeft returns the number of calendar days left after the day of an
// instant. It is 0 on the last day and negative when the window is over.
func (d Deadline) DaysLeft(at time.Time) int {
	return mci.DateOf(at.In(d.Window.End.Location())).DaysUntil(d.Window.LastDay)
}

// Deadlines returns the clock that runs for the claim in its present state. It
// is empty if none does.
func (c *Claim) Deadlines() []Deadline {
	clock := dense.clocks[index(c.State())]
	if clock == 0 {
		return nil
	}
	return []Deadline{c.deadline(clock)}
}

// Expiry returns the deadline whose end moves the claim in its present state,
// if it has one.
func (c *Claim) Expiry() (Deadline, bool) {
	state := index(c.State())
	if !dense.expiring[state] {
		return Deadline{}, false
	}
	return c.deadline(dense.clocks[state]), true
}

// Due reports whether the expiry of the claim is due at an instant. It is not
// due if the claim has an entry after the instant.
func (c *Claim) Due(at time.Time) bool {
	state := index(c.State())
	return dense.expiring[state] && !at.Before(c.record.Updated) && !c.window(dense.clocks[state]).Open(at)
}

func (c *Claim) deadline(clock cpor.Clock) Deadline {
	row, from := &clocks[clock], trigger(c.terms, clock)
	return Deadline{
		Clock: clock, Trigger: from.path(),
		Window: c.window(clock),
		Days:   length(c.terms, clock), SoonerDays: row.least,
		Assumed: c.record.assumes(instants[from].assumed),
		Expires: dense.expiring[index(c.State())],
		Rule:    row.rule, Source: row.source.Source(),
	}
}

// window returns the window in which a clock of the claim runs.
func (c *Claim) window(clock cpor.Clock) mci.Window {
	return window(c.terms, clock, *instants[trigger(c.terms, clock)].at(&c.record))
}

// Warnings returns the facts that a person should know about the claim at an
// instant although no rule refuses anything: Microsoft holds the claim longer
// than the documents say; the customer opted out later than the shortest
// documented window allows; the subscription has ended; another partner
// competes; or a divergence from Partner Center is open. A review that has to
// compare the proofs of two partners is not overdue, since it takes longer.
func (c *Claim) Warnings(at time.Time) []claims.Gap {
	var warnings []claims.Gap
	if c.OverdueAtMicrosoft(at) {
		d := c.Deadlines()[0]
		warnings = append(warnings, claims.Gap{Rule: d.Rule, Path: d.Trigger, Source: d.Source, Why: "the " + d.Clock.String() + " window ended with " + d.Window.LastDay.String() + ", and Microsoft still holds the claim"})
	}
	// if it was only observed, it can have been in time
	if c.record.Ending == lifecycle.OptedOut && !c.record.assumes(assumedSince) {
		warnings = append(warnings, c.lateOptOut("since", c.record.Since)...)
	}
	if last := c.record.SubscriptionEnds; !last.IsZero() && !c.State().Terminal() && last.Compare(c.terms.BusinessDays().Day(at)) < 0 {
		warnings = append(warnings, claims.Gap{Rule: endRule, Path: "subscriptionEnds", Source: mci.AssociationIssues.Source(), Why: "the subscription ended with " + last.String() + "; a new subscription ID takes a new claim"})
	}
	if c.record.Competing {
		warnings = append(warnings, claims.Gap{Rule: competeRule, Path: "competing", Source: mci.AssociationIssues.Source(), Why: "another partner claims the same, and Microsoft decides by the proofs of both"})
	}
	if d := c.record.Observed.divergence(); d.Open() {
		warnings = append(warnings, claims.Gap{Rule: diverging.Rule, Path: "observed.divergence", Source: diverging.Source.Source(), Why: "Partner Center shows " + d.Shown.String() + ", and the claim is " + c.State().String()})
	}
	return warnings
}

// lateOptOut returns the warning of an opt-out at the instant of a path, if
// that is after the shortest documented window.
func (c *Claim) lateOptOut(path string, at time.Time) []claims.Gap {
	d := c.deadline(cpor.OptOutClock)
	if d.Window.Open(at) {
		return nil
	}
	return []claims.Gap{{
		Rule: d.Rule, Path: path, Source: d.Source,
		Why: "the shortest documented window of an opt-out ended with " + d.Window.LastDay.String() + "; another document allows it at any time",
	}}
}

// OverdueAtMicrosoft reports whether Microsoft holds the claim longer than the
// documents say. It is only a warning: such a claim does not expire.
func (c *Claim) OverdueAtMicrosoft(at time.Time) bool {
	if c.State().NextActor() != claims.Microsoft || c.record.Competing {
		return false
	}
	deadlines := c.Deadlines()
	return len(deadlines) > 0 && !deadlines[0].Window.Open(at)
}

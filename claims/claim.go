package claims

import (
	"maps"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/diff"
	"github.com/mci-go/incentives/mci/earnings"
)

// A Claim is one claim for one engagement with one customer, together with the
// rules of its edition. It is immutable: [Apply] returns a new one. It is made
// by [Open] and [Restore] alone.
type Claim struct {
	record     Record
	engagement *catalog.Engagement
}

// ID returns the claim's ID.
func (c *Claim) ID() ID { return c.record.ID }

// String returns the claim's ID and state. It hides the customer: fmt would
// print the fields of a claim in full.
func (c *Claim) String() string { return "claim " + string(c.record.ID) + ", " + c.State().String() }

// GoString returns what String returns.
func (c *Claim) GoString() string { return c.String() }

// State returns the status, and whether the claim was disputed.
func (c *Claim) State() State { return c.record.State() }

// Version returns how many history entries the claim has.
func (c *Claim) Version() uint64 { return c.record.Version }

// Engagement returns the engagement in the edition that the claim was opened
// under.
func (c *Claim) Engagement() *catalog.Engagement { return c.engagement }

// Record returns everything that is to be stored, as a copy.
func (c *Claim) Record() Record { return c.record.clone() }

// Payout calculates what the claim pays if it is approved, whatever its status,
// by the dates that have happened. Before consent the rate of an engagement
// that is anchored there is unknown, and the payout says so.
func (c *Claim) Payout() catalog.Payout { return c.engagement.Payout(c.PayInputs()) }

// PayoutOnTarget calculates what the claim pays in all, of pay in two stages,
// by what the measure of the target showed on a day. For any other pay it is
// what Payout returns.
func (c *Claim) PayoutOnTarget(measured catalog.Measurement) catalog.Payout {
	inputs := c.PayInputs()
	inputs.Target = measured
	return c.engagement.Payout(inputs)
}

// ExpectedPayment returns the day by which the claim is expected to be paid, by
// the program's payment cycle; the zero Date unless the claim is approved. See
// [earnings.ExpectedPayment].
func (c *Claim) ExpectedPayment() mci.Date {
	return earnings.ExpectedPayment(c.dates().Approval)
}

// Estimate calculates what the claim would pay if every date that has not
// happened yet were the day of an instant.
func (c *Claim) Estimate(at time.Time) catalog.Payout {
	inputs := c.PayInputs()
	inputs.Dates = c.datesAt(at)
	return c.engagement.Payout(inputs)
}

// PayInputs returns the facts of the claim that its payout is calculated from.
func (c *Claim) PayInputs() catalog.PayInputs {
	r := &c.record
	return catalog.PayInputs{
		Dates:           c.dates(),
		CustomerCountry: r.CustomerCountry,
		PartnerCountry:  r.LocationCountry,
		Segment:         r.Segment,
		Hours:           r.Hours,
		ContractValue:   r.Opportunity.ContractValue,
		Quantities:      maps.Clone(r.Quantities),
	}
}

// Touches answers what a change between two editions of the catalog means for
// the claim at an instant. A claim that has ended, or is for another
// engagement, is not touched.
func (c *Claim) Touches(change diff.Change, at time.Time) diff.Touch {
	switch {
	case c.State().Terminal():
		return diff.Touch{Outcome: mci.Fail, Why: "the claim has ended"}
	case change.Engagement != "" && change.Engagement != c.record.Engagement.Engagement:
		return diff.Touch{Outcome: mci.Fail, Why: "the claim is for another engagement"}
	default:
		return change.Touches(c.PayInputs(), c.day(at))
	}
}

// dates returns the dates of the claim that have happened.
func (c *Claim) dates() mci.AnchorDates {
	r := &c.record
	created := c.day(r.Created)
	dates := mci.AnchorDates{
		Nomination: created, Creation: created, Submission: c.day(r.FirstSubmitted),
		Approval: c.day(r.ApprovedAt), Rejection: c.day(r.RejectedAt), Dispute: c.day(r.DisputeSubmitted),
	}
	if r.Consent.Answer == consent.Accepted {
		dates.Consent = c.day(r.Consent.Answered)
	}
	return dates
}

// datesAt returns the dates of the claim as they are if consent and submission,
// where they have not happened yet, are on the day of an instant.
func (c *Claim) datesAt(at time.Time) mci.AnchorDates {
	dates, today := c.dates(), c.day(at)
	if dates.Consent.IsZero() {
		dates.Consent = today
	}
	if dates.Submission.IsZero() {
		dates.Submission = today
	}
	return dates
}

// day returns the zero Date for an instant that has not happened.
func (c *Claim) day(at time.Time) mci.Date {
	if at.IsZero() {
		return mci.Date{}
	}
	return c.engagement.Edition().Calendar().Day(at)
}

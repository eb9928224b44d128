package claims

import (
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// A Claim is one claim for one engagement with one customer, together with the rules of its edition. It is
// immutable: [Apply] returns a new one. It is made by [Open] and [Restore] alone.
type Claim struct {
	record     Record
	engagement *mci.Engagement
}

// ID returns the claim's ID.
func (c *Claim) ID() ID { return c.record.ID }

// String returns the claim's ID and state. It hides the customer: fmt would print the fields of a claim in
// full.
func (c *Claim) String() string { return "claim " + string(c.record.ID) + ", " + c.State().String() }

// GoString returns what String returns.
func (c *Claim) GoString() string { return c.String() }

// State returns the status, and whether the claim was disputed.
func (c *Claim) State() State { return c.record.State() }

// Version returns how many history entries the claim has.
func (c *Claim) Version() uint64 { return c.record.Version }

// Engagement returns the engagement in the edition that the claim was opened under.
func (c *Claim) Engagement() *mci.Engagement { return c.engagement }

// Record returns everything that is to be stored, as a copy.
func (c *Claim) Record() Record { return c.record.clone() }

// Payout calculates what the claim pays if it is approved, whatever its status, by the dates that have
// happened. Before consent the rate of an
// engagement that is anchored there is unknown, and the payout says so.
func (c *Claim) Payout() mci.Payout { return c.engagement.Payout(c.payInputs()) }

// Estimate calculates what the claim would pay if every date that has not happened yet were the day of an
// instant.
func (c *Claim) Estimate(at time.Time) mci.Payout {
	inputs := c.payInputs()
	today := c.day(at)
	if inputs.Dates.Consent.IsZero() {
		inputs.Dates.Consent = today
	}
	if inputs.Dates.Submission.IsZero() {
		inputs.Dates.Submission = today
	}
	return c.engagement.Payout(inputs)
}

func (c *Claim) payInputs() mci.PayInputs {
	r := &c.record
	created := c.day(r.Created)
	dates := mci.AnchorDates{Nomination: created, Creation: created, Submission: c.day(r.FirstSubmitted)}
	if r.Consent.Answer == consent.Accepted {
		dates.Consent = c.day(r.Consent.Answered)
	}
	return mci.PayInputs{
		Dates:           dates,
		CustomerCountry: r.CustomerCountry,
		PartnerCountry:  r.LocationCountry,
		Hours:           r.Hours,
		ContractValue:   r.Opportunity.ContractValue,
	}
}

// day returns the zero Date for an instant that has not happened.
func (c *Claim) day(at time.Time) mci.Date {
	if at.IsZero() {
		return mci.Date{}
	}
	return c.engagement.Edition().Calendar().Day(at)
}

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
// rules of its edition. It is immutable: [Apply] returns a new one. A Claim
// begins with [Open], [Adopt] or [Restore]; the zero Claim has no engagement
// and must not be used.
type Claim struct {
	record     Record
	engagement *catalog.Engagement
}

// ID returns the claim's ID.
func (c *Claim) ID() ID { return c.record.ID }

// String returns the claim's ID and state. It hides the customer, because fmt
// would otherwise print all fields of the claim.
func (c *Claim) String() string { return "claim " + string(c.record.ID) + ", " + c.State().String() }

// GoString returns the same text as [Claim.String].
func (c *Claim) GoString() string { return c.String() }

// State returns the claim's status and whether the claim was disputed.
func (c *Claim) State() State { return c.record.State() }

// Version returns the number of history entries that the claim has.
func (c *Claim) Version() uint64 { return c.record.Version }

// Engagement returns the claim's engagement, in the revision of the edition
// under which the claim was opened, or which was accepted later. If the terms
// have changed, it is the engagement that the catalog has instead; see
// [Claim.TermsChanged].
func (c *Claim) Engagement() *catalog.Engagement { return c.engagement }

// Record returns a copy of the data that a store keeps of the claim.
func (c *Claim) Record() Record { return c.record.Clone() }

// Payout calculates the amount that the claim pays if it is approved, whatever
// its status, from the dates that have happened. If the engagement anchors its
// rate at consent, the rate is unknown until the customer consents, and the
// payout says so.
//
// If the claim's terms have changed in the catalog, the payout is unknown; see
// [Claim.TermsChanged]. So are the other payouts of the claim.
func (c *Claim) Payout() catalog.Payout { return c.payout(c.PayInputs()) }

// PayoutOnTarget calculates the total of a pay in two stages from the
// measurement of its target on a day. For any other pay it returns the same
// payout as [Claim.Payout].
func (c *Claim) PayoutOnTarget(measured catalog.Measurement) catalog.Payout {
	inputs := c.PayInputs()
	inputs.Target = measured
	return c.payout(inputs)
}

// ExpectedPayment returns the day by which the claim is expected to be paid,
// according to the program's payment cycle. If the claim is not approved, it
// returns the zero Date. See [earnings.ExpectedPayment].
func (c *Claim) ExpectedPayment() mci.Date {
	return earnings.ExpectedPayment(c.day(c.record.ApprovedAt))
}

// Estimate calculates the amount that the claim would pay if consent and
// submission were on the day of an instant. If one of them has happened
// already, its own date counts.
func (c *Claim) Estimate(at time.Time) catalog.Payout {
	inputs := c.PayInputs()
	inputs.Dates = c.datesAt(at)
	return c.payout(inputs)
}

// PayInputs returns the claim's facts from which its payout is calculated.
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

// Touches reports how a change between two editions of the catalog, or between
// two revisions of one, affects the claim at an instant. A correction affects
// it only if the claim is moved by [AcceptTerms]. If the claim has ended or is
// for another engagement, the change does not affect it.
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

// dates returns the claim's dates that have happened.
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

// datesAt returns the claim's dates. If consent or submission has not happened
// yet, its date is the day of the instant.
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

// day returns the day of an instant in the edition's calendar, and the zero
// Date for the zero instant.
func (c *Claim) day(at time.Time) mci.Date {
	if at.IsZero() {
		return mci.Date{}
	}
	return c.engagement.Edition().Calendar().Day(at)
}

// Consent returns the customer's consent.
func (c *Claim) Consent() consent.Consent { return c.record.Consent }

package referral

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/resource"
)

// An Advance is the decision about one step of a deal: to partner-led or to
// co-sell. The zero Advance is about nothing: there was no step to consider.
type Advance struct {
	To resource.DealType // the type that the deal would get
	resource.Verdict
}

// Follow returns the deal that there should be for a claim as it stands, given
// the one that there is (the zero Deal if none). It makes one step at most:
// from none to partner-led once consent was asked for, from partner-led to
// co-sell once it was received. No document says what happens to the referral
// of a claim that ended without approval: the policy decides, and by default it
// stays as it is. The step is the one that was considered, and zero if there
// was none. Source: [mci.PartnerGuide].
func Follow(current Deal, claim *claims.Claim, facts Facts, policy Policy, at time.Time) (Deal, Advance) {
	record := claim.Record()
	next := current
	next.Version++
	var step Advance
	switch {
	case claim.State().Terminal() && claim.State().Status != claims.Approved:
		return ended(current, policy.AtEnd(claim)), step
	case current.Type == resource.NoDeal && !record.Consent.Asked.IsZero():
		step = Advance{resource.PartnerLed, policy.MayCreate(claim, facts)}
		next.Claim, next.Type, next.Created = claim.ID(), resource.PartnerLed, at.UTC().Round(0)
		next.DealSize = record.Consent.DealSize
	case current.Type == resource.PartnerLed && record.Consent.Answer == consent.Accepted:
		step = Advance{resource.CoSell, policy.MayUpgrade(claim, facts)}
		next.Type, next.Upgraded = resource.CoSell, at.UTC().Round(0)
	}
	if step.Outcome == mci.Pass {
		return next, step
	}
	return current, step
}

// ended closes a referral that there is, once, if the policy wants it closed.
func ended(current Deal, ending Ending) Deal {
	if current.Type == resource.NoDeal || current.Ending != (Ending{}) || ending == (Ending{}) {
		return current
	}
	current.Ending = ending
	current.Version++
	return current
}

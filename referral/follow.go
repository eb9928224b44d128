package referral

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// Follow returns the referral that there should be for a claim as it stands, given the one that there is (the zero
// Referral if none). It makes at most one step: none to partner-led once consent was asked for, partner-led to co-sell
// once it was received. What happens to the referral of a claim that ended without approval is not documented: the
// policy says, and by default it stays as it is. The decision is about the step that was considered, and is zero where
// there was none. Source: [mci.PartnerGuide].
func Follow(current Referral, claim *claims.Claim, facts Facts, policy Policy, at time.Time) (Referral, Decision) {
	record := claim.Record()
	next := current
	next.Version++
	var decision Decision
	switch {
	case claim.State().Terminal() && claim.State().Status != claims.Approved:
		return ended(current, policy.AtEnd(claim)), decision
	case current.Type == NoDeal && !record.Consent.Asked.IsZero():
		decision = policy.MayCreate(claim, facts)
		decision.About = PartnerLed
		next.Claim, next.Type, next.Created = claim.ID(), PartnerLed, at.UTC().Round(0)
		next.DealSize = record.Consent.DealSize
	case current.Type == PartnerLed && record.Consent.Answer == consent.Accepted:
		decision = policy.MayUpgrade(claim, facts)
		decision.About = CoSell
		next.Type, next.Upgraded = CoSell, at.UTC().Round(0)
	}
	if decision.Outcome == mci.Pass {
		return next, decision
	}
	return current, decision
}

// ended closes a referral that there is, once, if the policy wants it closed.
func ended(current Referral, ending Ending) Referral {
	if current.Type == NoDeal || current.Ending != (Ending{}) || ending == (Ending{}) {
		return current
	}
	current.Ending = ending
	current.Version++
	return current
}

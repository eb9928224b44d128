package referral

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// Follow returns the referral that there should be for a claim as it stands, given the one that there is
// (the zero Referral if none). It makes at most one step: none to partner-led once consent was asked for,
// partner-led to co-sell once it was received. A claim that ended without approval leaves its referral as
// it is; what Microsoft does with it is not documented. The decision is about the step that was
// considered, and is zero where there was none. Source: [mci.PartnerGuide].
func Follow(current Referral, claim *claims.Claim, facts Facts, policy Policy, at time.Time) (Referral, Decision) {
	record := claim.Record()
	var decision Decision
	switch {
	case claim.State().Terminal() && claim.State().Status != claims.Approved:
		return current, decision
	case current.Type == NoDeal && !record.Consent.Asked.IsZero():
		decision = policy.MayCreate(claim, facts)
		decision.About = PartnerLed
		if decision.Outcome == mci.Pass {
			current = Referral{
				Claim: claim.ID(), Version: 1, Type: PartnerLed,
				DealSize: record.Consent.DealSize, Created: at.UTC().Round(0),
			}
		}
	case current.Type == PartnerLed && record.Consent.Answer == consent.Accepted:
		decision = policy.MayUpgrade(claim, facts)
		decision.About = CoSell
		if decision.Outcome == mci.Pass {
			current.Type, current.Upgraded = CoSell, at.UTC().Round(0)
			current.Version++
		}
	default:
		return current, decision
	}
	return current, decision
}

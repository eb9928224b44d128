package referral

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// An Advance is the decision about one step of a deal: to partner-led or to
// co-sell. The zero Advance means that there was no step to consider.
type Advance struct {
	To cosell.DealType `json:"to,omitzero"` // the type that the deal would get
	resource.Verdict
}

// Follow returns the deal that a claim should have in its current state, given
// the deal that it has (the zero Deal if none). It makes at most one step: from
// none to partner-led once consent was asked for, or from partner-led to
// co-sell once consent was received. The Advance is the step that was
// considered, and zero if there was none.
//
// If the claim ended without approval, the policy decides how its referral
// ends, because no document says so. By default the referral stays as it is.
// Source: [mci.PartnerGuide].
func Follow(current Deal, claim *claims.Claim, facts Facts, policy Policy, at time.Time) (Deal, Advance) {
	record := claim.Record()
	next := current
	next.Version++
	var step Advance
	switch {
	case failed(claim):
		return ended(current, policy.AtEnd(claim)), step
	case current.Type == cosell.NoDeal && !record.Consent.Asked.IsZero():
		step = Advance{cosell.PartnerLed, policy.MayCreate(claim, facts)}
		next.Claim, next.Type, next.Created = claim.ID(), cosell.PartnerLed, at.UTC().Round(0)
		next.DealSize = record.Consent.DealSize
	case current.Type == cosell.PartnerLed && record.Consent.Answer == consent.Accepted:
		step = Advance{cosell.CoSell, policy.MayUpgrade(claim, facts)}
		next.Type, next.Upgraded = cosell.CoSell, at.UTC().Round(0)
	}
	if step.Outcome == mci.Pass {
		return next, step
	}
	return current, step
}

// failed reports whether a claim has ended without approval.
func failed(claim *claims.Claim) bool {
	return claim.State().Terminal() && claim.State().Status != claims.Approved
}

// ended records that the policy wants the deal closed. It changes nothing if
// there is no deal, or if an ending was recorded before.
func ended(current Deal, ending Ending) Deal {
	if current.Type == cosell.NoDeal || current.Ending != (Ending{}) || ending == (Ending{}) {
		return current
	}
	current.Ending = ending
	current.Version++
	return current
}

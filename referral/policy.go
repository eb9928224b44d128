package referral

import (
	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral/resource"
)

// Facts are the host's knowledge of a claim's customer that is not part of the
// claim. Zero fields are unknown.
type Facts struct {
	// a Microsoft seller manages the customer
	ManagedByMicrosoft mci.Fact `json:"managedByMicrosoft"`
}

// A Policy holds the conditions for a referral and for its upgrade, and decides
// how the referral ends if the claim fails. Microsoft publishes none of these
// rules. The library calls it from [Follow]. It must be safe for concurrent use
// if the desk is used concurrently. [CatalogPolicy] is the default; a host that
// knows better implements its own. All methods must be pure.
type Policy interface {
	// MayCreate decides whether the claim makes a partner-led referral.
	MayCreate(claim *claims.Claim, facts Facts) resource.Verdict
	// MayUpgrade decides whether the customer qualifies for a co-sell referral.
	// It is called only after consent was received.
	MayUpgrade(claim *claims.Claim, facts Facts) resource.Verdict
	// AtEnd returns how to close the referral of a claim that ended without
	// approval, for example because consent was refused or expired. The zero
	// Ending leaves it open, so that the partner can go on with the deal.
	AtEnd(claim *claims.Claim) Ending
}

// CatalogPolicy decides by the conditions that the engagement's catalog
// declares. If an engagement declares none, it makes no referral. If the
// claim's terms have changed in the catalog, its conditions are unknown; see
// [claims.Claim.TermsChanged].
type CatalogPolicy struct{}

// MayCreate implements [Policy].
func (CatalogPolicy) MayCreate(claim *claims.Claim, facts Facts) resource.Verdict {
	terms := claim.Engagement().ReferralTerms()
	return decide(createRule, terms.Create, terms.Source, claim, facts)
}

// MayUpgrade implements [Policy].
func (CatalogPolicy) MayUpgrade(claim *claims.Claim, facts Facts) resource.Verdict {
	terms := claim.Engagement().ReferralTerms()
	return decide(upgradeRule, terms.Upgrade, terms.Source, claim, facts)
}

// AtEnd implements [Policy]. It leaves the referral open, because no document
// says how it ends.
func (CatalogPolicy) AtEnd(*claims.Claim) Ending { return Ending{} }

func decide(rule mci.RuleID, conditions []catalog.ReferralCondition, source mci.Source, claim *claims.Claim, facts Facts) resource.Verdict {
	if claim.TermsChanged() {
		held := mci.Finding{
			Rule: rule, Path: "terms", Want: "the terms under which the claim was opened", Found: "other terms in the catalog", Source: mci.LibraryReading.Source(),
		}
		return resource.Verdict{Findings: []mci.Finding{held}}
	}
	if len(conditions) == 0 {
		none := mci.Finding{
			Rule: rule, Outcome: mci.Fail, Path: "engagement",
			Want: "conditions that the catalog declares", Found: "none", Source: claim.Engagement().Source(),
		}
		return resource.Verdict{Outcome: mci.Fail, Findings: []mci.Finding{none}}
	}
	verdict := resource.Verdict{Outcome: mci.Pass}
	for _, condition := range conditions {
		finding := check(condition, claim, facts)
		finding.Rule, finding.Source = rule, source
		verdict.Outcome = verdict.Outcome.And(finding.Outcome)
		verdict.Findings = append(verdict.Findings, finding)
	}
	return verdict
}

// check checks one condition.
func check(condition catalog.ReferralCondition, claim *claims.Claim, facts Facts) mci.Finding {
	switch condition.Fact {
	case catalog.DealSizeAtLeast:
		size := claim.Record().Consent.DealSize
		finding := mci.Finding{Path: "consent.dealSize", Want: condition.Fact.String() + " " + condition.AtLeast.String(), Found: size.String()}
		if order, err := size.Compare(condition.AtLeast); err == nil {
			finding.Outcome = mci.FactOf(order >= 0).Outcome()
		}
		return finding
	case catalog.ManagedByMicrosoft:
		known := facts.ManagedByMicrosoft
		return mci.Finding{Outcome: known.Outcome(), Path: "facts.managedByMicrosoft", Want: condition.Fact.String(), Found: known.String()}
	default:
		return mci.Finding{Path: "engagement", Want: condition.Fact.String(), Found: "a condition that this library does not know"}
	}
}

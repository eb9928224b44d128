package referral

import (
	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/resource"
)

// Facts are the host's knowledge of a claim's customer, beside the claim. Zero
// fields are unknown.
type Facts struct {
	ManagedByMicrosoft mci.Fact // a Microsoft seller manages the customer
}

// A Policy holds the conditions for a referral and for its upgrade, and decides
// what becomes of it when the claim fails. Microsoft publishes none of them.
// The library calls it from [Follow]; it must be safe for concurrent use if the
// desk is used so. [CatalogPolicy] is the default; a host that knows better
// implements its own. All methods must be pure.
type Policy interface {
	// MayCreate decides whether the claim makes a partner-led referral.
	MayCreate(claim *claims.Claim, facts Facts) resource.Verdict
	// MayUpgrade decides whether the customer qualifies for a co-sell referral.
	// It is asked only once consent is received.
	MayUpgrade(claim *claims.Claim, facts Facts) resource.Verdict
	// AtEnd says how the referral of a claim is closed that ended without
	// approval, such as by a refused or an expired consent. The zero Ending
	// leaves it open, for the partner to go on with the deal.
	AtEnd(claim *claims.Claim) Ending
}

// CatalogPolicy decides by the conditions that the engagement's catalog
// declares. An engagement that declares none makes no referral.
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

// AtEnd implements [Policy]: the referral stays open. No document says what
// becomes of it.
func (CatalogPolicy) AtEnd(*claims.Claim) Ending { return Ending{} }

func decide(rule mci.RuleID, conditions []mci.ReferralCondition, source mci.Source, claim *claims.Claim, facts Facts) resource.Verdict {
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

// check answers one condition.
func check(condition mci.ReferralCondition, claim *claims.Claim, facts Facts) mci.Finding {
	switch condition.Fact {
	case mci.DealSizeAtLeast:
		size := claim.Record().Consent.DealSize
		finding := mci.Finding{Path: "consent.dealSize", Want: condition.Fact.String() + " " + condition.AtLeast.String(), Found: size.String()}
		if order, err := size.Compare(condition.AtLeast); err == nil {
			finding.Outcome = mci.FactOf(order >= 0).Outcome()
		}
		return finding
	case mci.ManagedByMicrosoft:
		known := facts.ManagedByMicrosoft
		return mci.Finding{Outcome: known.Outcome(), Path: "facts.managedByMicrosoft", Want: condition.Fact.String(), Found: known.String()}
	default:
		return mci.Finding{Path: "engagement", Want: condition.Fact.String(), Found: "a condition that this library does not know"}
	}
}

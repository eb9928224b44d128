package credit

import "github.com/mci-go/incentives/mci"

const (
	soleRule   mci.RuleID = "cporclaim.sole"
	proofsRule mci.RuleID = "cporclaim.latest-proof"
)

// Rules returns the rules of this package with their meanings.
func Rules() []mci.Rule {
	return []mci.Rule{
		{ID: proofsRule, Means: "of competing claims, the one with the most recent proof is approved", Source: mci.AssociationGuide.Source()},
		{ID: soleRule, Means: "a workload or subscription has one partner at most", Source: mci.CreateAssociation.Source()},
	}
}

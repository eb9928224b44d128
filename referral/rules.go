package referral

import (
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/internal/conditions"
)

// The rules that are not rows of a table.
const (
	createRule  mci.RuleID = "referral.create"
	upgradeRule mci.RuleID = "referral.upgrade"
)

var loneRules = []mci.Rule{
	{ID: createRule, Means: "a claim makes a partner-led referral if it meets the conditions that the catalog declares, or the host's policy"},
	{ID: upgradeRule, Means: "on received consent it becomes a co-sell one if the customer meets the conditions that the catalog declares, or the host's policy"},
}

// Rules returns the meanings of the rules of this package, which cover the
// policy, candidates, differences and registration. The conditions of the
// policy belong to the catalog, which has their source. The rules on a
// referral's form belong to package resource.
func Rules() []mci.Rule {
	all := slices.Clone(loneRules)
	all = append(all, conditions.Rules(registrationRules)...)
	all = append(all, conditions.Rules(candidateRows)...)
	all = append(all, conditions.Rules(differenceRows)...)
	return all
}

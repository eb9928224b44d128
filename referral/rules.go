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

// retired are earlier versions of rules. They explain a finding that a host
// stored under them. Before a rule is changed, its row moves here.
var retired = []mci.Rule{
	{
		ID:      "difference.connected",
		Version: 1,
		Retired: true,
		Means:   "a claim and its referral agree: there is a referral for Microsoft that stays",
		Path:    "deal.connected",
		Source:  mci.LibraryReading.Source(),
	},
	{
		ID:      "difference.upgraded",
		Version: 1,
		Retired: true,
		Means:   "a claim and its referral agree: there is a co-sell deal some days after received consent, if the customer qualifies",
		Path:    "deal.seen.type",
		Source:  mci.LibraryReading.Source(),
	},
}

// Rules returns the meanings of the rules of this package, which cover the
// policy, candidates, differences and registration, and the retired ones. The
// conditions of the policy belong to the catalog, which has their source. The
// rules on a referral's form belong to package resource.
func Rules() []mci.Rule {
	all := slices.Clone(loneRules)
	all = append(all, conditions.Rules(registrationRules)...)
	all = append(all, conditions.Rules(candidateRows)...)
	all = append(all, conditions.Rules(differenceRows)...)
	return append(all, retired...)
}

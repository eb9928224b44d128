package referral

import (
	"slices"

	"github.com/mci-go/incentives/mci"
)

// The rules that are not rows of a table.
const (
	createRule   mci.RuleID = "referral.create"
	upgradeRule  mci.RuleID = "referral.upgrade"
	sellerRule   mci.RuleID = "routing.seller"
	locationRule mci.RuleID = "routing.solution-location"
)

var loneRules = []mci.Rule{
	{ID: createRule, Means: "a claim makes a partner-led referral if it meets the conditions that the catalog declares, or the host's policy"},
	{ID: upgradeRule, Means: "on received consent it becomes a co-sell one if the customer meets the conditions that the catalog declares, or the host's policy"},
	{ID: sellerRule, Means: "only a referral from a Microsoft seller is routed", Source: routingRules},
	{ID: locationRule, Means: "if no rule fits, an inbound referral goes to the location of its solution", Source: routingRules},
}

// Rules returns the meanings of the rules of this package, which cover the
// policy, routing and registration. The conditions of the policy belong to the
// catalog, which has their source. The rules on a referral's form belong to
// package resource.
func Rules() []mci.Rule {
	all := slices.Clone(loneRules)
	for _, rank := range ranks {
		all = append(all, mci.Rule{ID: rank.rule, Means: "an inbound referral is routed by " + rank.what + ", unless a more specific rule applies", Source: routingRules})
	}
	all = append(all, rulesOf(registrationRules)...)
	all = append(all, rulesOf(accessRows)...)
	all = append(all, rulesOf(candidateRows)...)
	all = append(all, rulesOf(differenceRows)...)
	return all
}

package referral

import (
	"slices"

	"github.com/mci-go/incentives/mci"
)

// The rules that stand in no table of rows.
const (
	createRule  mci.RuleID = "referral.create"
	upgradeRule mci.RuleID = "referral.upgrade"
	stateRule   mci.RuleID = "referral.state"
	removalRule mci.RuleID = "edit.removal"
	sellerRule  mci.RuleID = "routing.seller"
)

var loneRules = []mci.Rule{
	{ID: createRule, Means: "a claim makes a partner-led referral if it meets the conditions that the catalog declares, or the host's policy"},
	{ID: upgradeRule, Means: "on received consent it becomes a co-sell one if the customer meets the conditions that the catalog declares, or the host's policy"},
	{ID: stateRule, Means: "a referral moves only as the table of its states allows", Source: referralResource},
	{ID: StaysClosed, Means: "nothing of a closed referral is edited", Source: coSell},
	{ID: removalRule, Means: "an edit leaves no member out, since a patch only replaces and adds", Source: patchReferral},
	{ID: sellerRule, Means: "only a referral from a Microsoft seller is routed", Source: routingRules},
}

// Rules returns what the rules of this package stand for: those of the policy and the states, of creating and editing, of
// routing and of registration. The conditions of the first two are the catalog's, which has their source.
func Rules() []mci.Rule {
	all := slices.Clone(loneRules)
	for _, row := range needs {
		all = append(all, mci.Rule{ID: row.rule, Means: "a new referral has " + row.path, Source: row.source})
	}
	for _, row := range locks {
		if last := &all[len(all)-1]; last.ID == row.rule {
			last.Means += ", " + row.path
			continue
		}
		all = append(all, mci.Rule{ID: row.rule, Means: "after it was set, the partner does not edit " + row.path, Source: row.source})
	}
	for _, rank := range ranks {
		all = append(all, mci.Rule{ID: rank.rule, Means: "an inbound referral goes by " + rank.what + ", unless a more special one applies", Source: routingRules})
	}
	for _, row := range registrationRules {
		all = append(all, mci.Rule{ID: row.id, Means: "to be registered it takes " + row.want, Source: row.source})
	}
	return all
}

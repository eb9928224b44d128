package change

import (
	"slices"

	"github.com/mci-go/incentives/mci"
)

// The rules that are not rows of a table.
const (
	stateRule   mci.RuleID = "referral.state"
	removalRule mci.RuleID = "edit.removal"
	oddRule     mci.RuleID = "edit.odd"
	pathRule    mci.RuleID = "edit.path"
)

// StaysClosed is the rule that a closed referral is never edited.
const StaysClosed mci.RuleID = "referral.closed"

var loneRules = []mci.Rule{
	{ID: stateRule, Means: "a referral moves only as the table of its states allows", Source: referralResource},
	{ID: StaysClosed, Means: "a closed referral is never edited", Source: coSell},
	{ID: removalRule, Means: "an edit removes no member, because a patch only replaces and adds", Source: patchReferral},
	{ID: pathRule, Means: "an edit touches only paths that the published contract lists, or that the host opens by name", Source: connectorContract},
	{ID: oddRule, Means: "an edit overwrites no member that could not be read", Source: reading},
}

// Rules returns the meanings of the rules of this package, which cover the
// states and how referrals are created and edited.
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
	return all
}

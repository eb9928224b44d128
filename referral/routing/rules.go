package routing

import "github.com/mci-go/incentives/mci"

// routingRules is the document behind the rules.
var routingRules = mci.Source{Title: "Microsoft Learn, Routing rules for referrals", Published: "2023-08-24", Grade: mci.MicrosoftPublic}

// The rules that are no kind of routing rule.
const (
	sellerRule   mci.RuleID = "routing.seller"
	locationRule mci.RuleID = "routing.solution-location"
)

// Rules returns the meanings of the rules of this package.
func Rules() []mci.Rule {
	all := []mci.Rule{
		{ID: sellerRule, Means: "only a referral from a Microsoft seller is routed", Source: routingRules},
		{ID: locationRule, Means: "if no rule fits, an inbound referral goes to the location of its solution", Source: routingRules},
	}
	for _, rank := range ranks {
		all = append(all, mci.Rule{ID: rank.rule, Means: "an inbound referral is routed by " + rank.what + ", unless a more specific rule applies", Source: routingRules})
	}
	return all
}

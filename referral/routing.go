package referral

import (
	"time"

	"github.com/mci-go/incentives/mci"
)

// A RoutingRule sends inbound referrals to somebody. A rule for neither a
// solution nor a market is the default. Source: Microsoft Learn, "Routing rules
// for referrals", 2023-08-24.
type RoutingRule struct {
	Solution string      // empty is all solutions
	Market   mci.Country // empty is all markets
	To       string      // who gets the referral, as the host names them
	Made     time.Time   // when the rule was made; the zero time is before every referral
}

// An Inbound is what is known of a referral that comes in.
type Inbound struct {
	FromSeller mci.Fact    // from a Microsoft seller; no other is routed
	Solution   string      // the solution that it is about; empty is unknown
	Market     mci.Country // where the customer is; empty is unknown
	Created    time.Time   // when it was made
}

// A Route is where an inbound referral goes, and why. The zero Route is
// nowhere, for reasons unknown.
type Route struct {
	To      string      // as the rule names it; empty is nowhere
	Outcome mci.Outcome // unknown if it is not known who sent the referral
	Finding mci.Finding // which kind of rule counted
}

// ranks are the kinds of rules, the most special first.
var ranks = []struct {
	rule             mci.RuleID
	what             string
	solution, market bool // whether the rule names one
}{
	{"routing.solution-market", "a rule for the solution and the market", true, true},
	{"routing.solution", "a rule for the solution in all markets", true, false},
	{"routing.market", "a rule for all solutions in the market", false, true},
	{"routing.default", "the default rule", false, false},
}

// FindRoute finds the rule for an inbound referral: one for exactly the
// solution and the market, else for the solution in all markets, else for all
// solutions in the market, else the default; of two alike the first. A rule
// that was made later than the referral does not apply to it. The first worked
// scenario of the page contradicts its second; the order taken is the one that
// the page states.
func FindRoute(rules []RoutingRule, inbound Inbound) Route {
	if inbound.FromSeller != mci.Yes {
		return Route{Outcome: inbound.FromSeller.Outcome(), Finding: mci.Finding{
			Rule: sellerRule, Outcome: inbound.FromSeller.Outcome(), Path: "fromSeller",
			Want: "a referral from a Microsoft seller", Found: inbound.FromSeller.String(), Source: routingRules,
		}}
	}
	for _, rank := range ranks {
		solution, market := inbound.Solution, inbound.Market
		if !rank.solution {
			solution = ""
		}
		if !rank.market {
			market = ""
		}
		if rank.solution && solution == "" || rank.market && market == "" {
			continue
		}
		for _, rule := range rules {
			if rule.Solution == solution && rule.Market == market && !rule.Made.After(inbound.Created) {
				return Route{rule.To, mci.Pass, mci.Finding{
					Rule: rank.rule, Outcome: mci.Pass, Path: "rules", Want: "the most special rule", Found: rank.what, Source: routingRules,
				}}
			}
		}
	}
	return Route{Outcome: mci.Fail, Finding: mci.Finding{
		Rule: "routing.default", Outcome: mci.Fail, Path: "rules",
		Want: "a rule or a default", Found: "none that was made before the referral", Source: routingRules,
	}}
}

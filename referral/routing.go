package referral

import (
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A RoutingRule sends inbound referrals to somebody. A rule for neither a
// solution nor a market is the default. Source: Microsoft Learn, "Routing rules
// for referrals", 2023-08-24 and later.
type RoutingRule struct {
	Solution string      // empty is all solutions
	Market   mci.Country // empty is all markets
	To       string      // who gets the referral, as the host names them
	Made     time.Time   // when the rule was made; the zero time is before every referral
}

// An Inbound is a referral that comes in, as far as it is known.
type Inbound struct {
	FromSeller mci.Fact    // from a Microsoft seller; no other is routed
	Solution   string      // the solution that it is about; empty is unknown
	Market     mci.Country // where the customer is; empty is unknown
	Created    time.Time   // when it was made
	// SolutionLocation is the location that the solution belongs to, which gets
	// the referral if no rule does; empty is unknown.
	SolutionLocation string
}

// A Route is where an inbound referral goes, and why. The zero Route is
// nowhere, for reasons unknown.
type Route struct {
	// as the rule names it; empty is nowhere
	To string
	// fail if the referral is not routed at all; unknown if a fact that decides
	// is
	Outcome mci.Outcome
	// which kind of rule counted
	Finding mci.Finding
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
// solutions in the market, else the default, else the location of the solution.
// A rule that was made later than the referral does not apply to it. The first
// worked scenario of the page contradicts its second; the order taken is the
// one that the page states. Two rules for the same solution and market, which
// Partner Center refuses, are a [mci.FieldError].
func FindRoute(rules []RoutingRule, inbound Inbound) (Route, error) {
	for i, rule := range rules {
		first := slices.IndexFunc(rules, func(r RoutingRule) bool { return r.Solution == rule.Solution && r.Market == rule.Market })
		if first < i {
			return Route{}, mci.Invalid("rules["+strconv.Itoa(i)+"]", "the solution and market of rules["+strconv.Itoa(first)+"]", "one rule for each")
		}
	}
	return findRoute(rules, inbound), nil
}

func findRoute(rules []RoutingRule, inbound Inbound) Route {
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
	route := Route{To: inbound.SolutionLocation, Outcome: mci.Pass, Finding: mci.Finding{
		Rule: locationRule, Outcome: mci.Pass, Path: "solutionLocation",
		Want: "the location of the solution, as no rule fits", Found: inbound.SolutionLocation, Source: routingRules,
	}}
	if inbound.SolutionLocation == "" {
		route.Outcome, route.Finding.Outcome, route.Finding.Found = mci.Unknown, mci.Unknown, "unknown"
	}
	return route
}

package referral

import (
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A RoutingRule sends inbound referrals to a recipient. If a rule names neither
// a solution nor a market, it is the default. Source: Microsoft Learn, "Routing
// rules for referrals", 2023-08-24 and later.
type RoutingRule struct {
	// empty means all solutions
	Solution string `json:"solution,omitempty"`
	// empty means all markets
	Market mci.Country `json:"market,omitzero"`
	// the recipient, as the host names it
	To string `json:"to,omitempty"`
	// when the rule was made; the zero time is before every referral
	Made time.Time `json:"made,omitzero"`
}

// An Inbound is an incoming referral, as far as it is known.
type Inbound struct {
	// FromSeller is Yes if the referral comes from a Microsoft seller. No other
	// referral is routed.
	FromSeller mci.Fact `json:"fromSeller"`
	// Solution is the solution that the referral is about. Empty means unknown.
	Solution string `json:"solution,omitempty"`
	// Market is the customer's country. Empty means unknown.
	Market mci.Country `json:"market,omitzero"`
	// Created is when the referral was made.
	Created time.Time `json:"created,omitzero"`
	// SolutionLocation is the location that the solution belongs to. It gets
	// the referral if no rule applies. Empty means unknown.
	SolutionLocation string `json:"solutionLocation,omitempty"`
}

// A Route is the destination of an inbound referral, with the reason. The zero
// Route has no destination, for unknown reasons.
type Route struct {
	// To is the recipient that the rule names, or the location of the solution.
	// It is empty if there is no destination.
	To string `json:"to,omitempty"`
	// Outcome is Fail if the referral is not routed at all, and Unknown if a
	// deciding fact is unknown.
	Outcome mci.Outcome `json:"outcome"`
	// Finding names the kind of rule that decided.
	Finding mci.Finding `json:"finding,omitzero"`
}

// ranks are the kinds of rules, the most specific first.
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

// FindRoute finds the destination of an inbound referral. It looks first for a
// rule for exactly the solution and the market, then for the solution in all
// markets, then for all solutions in the market, and last for the default. If
// no rule applies, the location of the solution gets the referral. A rule that
// was made later than the referral does not apply to it.
//
// The first worked scenario of Microsoft's page contradicts its second;
// FindRoute uses the order that the page states. If two rules have the same
// solution and market, which Partner Center refuses, the error is a
// [mci.FieldError].
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
					Rule: rank.rule, Outcome: mci.Pass, Path: "rules", Want: "the most specific rule", Found: rank.what, Source: routingRules,
				}}
			}
		}
	}
	route := Route{To: inbound.SolutionLocation, Outcome: mci.Pass, Finding: mci.Finding{
		Rule: locationRule, Outcome: mci.Pass, Path: "solutionLocation",
		Want: "the location of the solution, because no rule fits", Found: inbound.SolutionLocation, Source: routingRules,
	}}
	if inbound.SolutionLocation == "" {
		route.Outcome, route.Finding.Outcome, route.Finding.Found = mci.Unknown, mci.Unknown, "unknown"
	}
	return route
}

package routing

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Rule sends inbound referrals to a recipient. If a rule names neither a
// solution nor a market, it is the default. Source: Microsoft Learn, "Routing
// rules for referrals", 2023-08-24 and later.
type Rule struct {
	// empty means all solutions
	Solution string `json:"solution,omitempty"`
	// empty means all markets
	Market mci.Country `json:"market,omitzero"`
	// the recipient, as the host names it; required
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
	// Created is when the referral was made. The zero time is unknown.
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

// A rank is a kind of rules.
type rank struct {
	rule             mci.RuleID
	what             string
	solution, market bool // whether the rule names one
}

// ranks are the kinds of rules, the most specific first.
var ranks = []rank{
	{"routing.solution-market", "a rule for the solution and the market", true, true},
	{"routing.solution", "a rule for the solution in all markets", true, false},
	{"routing.market", "a rule for all solutions in the market", false, true},
	{"routing.default", "the default rule", false, false},
}

// mostTextBytes limits the solution and the recipient of a routing rule.
const mostTextBytes = 200

// Find finds the destination of an inbound referral. It looks first for a rule
// for exactly the solution and the market, then for the solution in all
// markets, then for all solutions in the market, and last for the default. If
// no rule applies, the location of the solution gets the referral. A rule that
// was made later than the referral does not apply to it.
//
// If a rule that comes earlier in this order would send the referral elsewhere,
// and it is unknown whether it applies, the outcome is Unknown and there is no
// destination. That is so if the solution, the market or the creation is
// unknown. Solutions are compared without case, which is inferred.
//
// The first worked scenario of Microsoft's page contradicts its second; Find
// uses the order that the page states. The error is a [mci.FieldError] if a
// rule has no recipient or a malformed field, or if two rules have the same
// solution and market, which Partner Center refuses.
func Find(rules []Rule, inbound Inbound) (Route, error) {
	if err := checkRules(rules); err != nil {
		return Route{}, err
	}
	if inbound.Market != "" {
		if _, err := mci.ParseCountry(string(inbound.Market)); err != nil {
			return Route{}, mci.At("inbound.market", err)
		}
	}
	return find(rules, inbound), nil
}

func checkRules(rules []Rule) error {
	type scope struct {
		solution string
		market   mci.Country
	}
	first := make(map[scope]int, len(rules))
	for i, rule := range rules {
		at := "rules[" + strconv.Itoa(i) + "]"
		if err := rule.check(); err != nil {
			return mci.At(at, err)
		}
		own := scope{strings.ToLower(rule.Solution), rule.Market}
		if earlier, ok := first[own]; ok {
			return mci.Invalid(at, "the solution and market of rules["+strconv.Itoa(earlier)+"]", "one rule for each")
		}
		first[own] = i
	}
	return nil
}

// check reports the first malformed field.
func (r *Rule) check() error {
	if err := vocabulary.CheckName("to", r.To, mostTextBytes); err != nil {
		return err
	}
	if r.Solution != "" {
		if err := vocabulary.CheckName("solution", r.Solution, mostTextBytes); err != nil {
			return err
		}
	}
	if r.Market != "" {
		if _, err := mci.ParseCountry(string(r.Market)); err != nil {
			return mci.At("market", err)
		}
	}
	return nil
}

func find(rules []Rule, inbound Inbound) Route {
	if inbound.FromSeller != mci.Yes {
		return Route{Outcome: inbound.FromSeller.Outcome(), Finding: mci.Finding{
			Rule: sellerRule, Outcome: inbound.FromSeller.Outcome(), Path: "fromSeller",
			Want: "a referral from a Microsoft seller", Found: inbound.FromSeller.String(), Source: routingRules,
		}}
	}
	var doubt doubt
	for _, rank := range ranks {
		for i := range rules {
			if (rules[i].Solution != "") != rank.solution || (rules[i].Market != "") != rank.market {
				continue
			}
			switch applies, path := rules[i].applies(&inbound); applies {
			case mci.Yes:
				return doubt.about(Route{rules[i].To, mci.Pass, mci.Finding{
					Rule: rank.rule, Outcome: mci.Pass, Path: "rules", Want: "the most specific rule", Found: rank.what, Source: routingRules,
				}})
			case mci.NotSupplied:
				doubt.add(rules[i].To, mci.Finding{
					Rule: rank.rule, Path: path, Want: "a known value, because there is " + rank.what, Found: "unknown", Source: routingRules,
				})
			case mci.No:
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
	return doubt.about(route)
}

// A doubt holds the rules that may apply. The zero doubt is none.
type doubt struct {
	to    []string    // their recipients
	first mci.Finding // about the first of them
}

func (d *doubt) add(to string, finding mci.Finding) {
	if d.to == nil {
		d.first = finding
	}
	d.to = append(d.to, to)
}

// about returns a route, or no destination if a rule that may apply would send
// the referral elsewhere.
func (d *doubt) about(route Route) Route {
	if slices.ContainsFunc(d.to, func(to string) bool { return to != route.To }) {
		return Route{Finding: d.first}
	}
	return route
}

// applies reports whether a rule applies to a referral, and NotSupplied with
// the deciding field if that is unknown.
func (r *Rule) applies(inbound *Inbound) (mci.Fact, string) {
	unknown := ""
	for _, part := range []struct {
		path           string
		asked, unknown bool
		fits           bool
	}{
		{"solution", r.Solution != "", inbound.Solution == "", strings.EqualFold(r.Solution, inbound.Solution)},
		{"market", r.Market != "", inbound.Market == "", r.Market == inbound.Market},
		{"created", !r.Made.IsZero(), inbound.Created.IsZero(), !r.Made.After(inbound.Created)},
	} {
		switch {
		case !part.asked:
		case part.unknown && unknown == "":
			unknown = part.path
		case !part.unknown && !part.fits:
			return mci.No, part.path
		}
	}
	if unknown != "" {
		return mci.NotSupplied, unknown
	}
	return mci.Yes, ""
}

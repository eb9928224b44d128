package routing

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/tabletest"
)

// since is the day on which the referrals of the tests were made.
var since = time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC)

// all holds a rule of each kind, and deal a referral to which each applies.
func all() []Rule {
	return []Rule{{To: "default"}, {Market: "CH", To: "market"}, {Solution: "S", To: "solution"}, {Solution: "S", Market: "CH", To: "both"}}
}

func deal() Inbound {
	return Inbound{FromSeller: mci.Yes, Solution: "S", Market: "CH", Created: since, SolutionLocation: "its own"}
}

// checkRanks takes away the rule that decides, until there is none.
func checkRanks() error {
	kept := all()
	for _, c := range []struct {
		to   string
		rule mci.RuleID
		want string
	}{
		{"both", "routing.solution-market", "a rule for the solution and the market"},
		{"solution", "routing.solution", "a rule for the solution in all markets"},
		{"market", "routing.market", "a rule for all solutions in the market"},
		{"default", "routing.default", "the default rule"},
		{"its own", "routing.solution-location", ""},
	} {
		got, err := Find(kept, deal())
		if err != nil || got.To != c.to || got.Finding.Rule != c.rule || got.Outcome != mci.Pass || got.Finding.Source != routingRules {
			return fmt.Errorf("with %v: %+v, %w, want %s by %s", kept, got, err, c.to, c.rule)
		}
		if c.want != "" && !strings.Contains(got.Finding.Want+got.Finding.Found, c.want) {
			return fmt.Errorf("with %v: %+v, want the words %q", kept, got.Finding, c.want)
		}
		kept = slices.DeleteFunc(kept, func(r Rule) bool { return r.To == c.to })
	}
	return nil
}

func TestAnInboundReferralGoesByTheMostSpecialRule(t *testing.T) {
	name := func(r rank) string { return string(r.rule) }
	edit := func(what string, change func(*rank)) []tabletest.Mutant[rank] {
		return tabletest.Edit(ranks, what, name, func(r *rank) bool { change(r); return true })
	}
	original := ranks
	defer func() { ranks = original }()
	if err := tabletest.Survivors(ranks, slices.Concat(
		tabletest.Drop(ranks, name),
		edit("another ID", func(r *rank) { r.rule += "x" }),
		edit("other words", func(r *rank) { r.what = r.what[1:] }),
		edit("the other solutions", func(r *rank) { r.solution = !r.solution }),
		edit("the other markets", func(r *rank) { r.market = !r.market }),
	), func(rows []rank) error { ranks = rows; return checkRanks() }); err != nil {
		t.Error(err)
	}
}

func TestAnInboundReferralGoesWhereItsFactsLeave(t *testing.T) {
	rules, inbound := all(), deal()
	inbound.SolutionLocation = ""
	if got, err := Find(nil, inbound); err != nil || got.To != "" || got.Outcome != mci.Unknown || got.Finding.Outcome != mci.Unknown {
		t.Errorf("without a rule, and where the solution belongs is unknown: %+v, %v", got, err)
	}
	for name, c := range map[string]struct {
		inbound Inbound
		to      string
		outcome mci.Outcome
	}{
		"another solution":     {Inbound{FromSeller: mci.Yes, Solution: "T", Market: "CH", Created: since}, "market", mci.Pass},
		"another market":       {Inbound{FromSeller: mci.Yes, Solution: "S", Market: "DE", Created: since}, "solution", mci.Pass},
		"both others":          {Inbound{FromSeller: mci.Yes, Solution: "T", Market: "DE", Created: since}, "default", mci.Pass},
		"no solution, market":  {Inbound{FromSeller: mci.Yes, Created: since}, "", mci.Unknown},
		"no solution":          {Inbound{FromSeller: mci.Yes, Market: "CH", Created: since}, "", mci.Unknown},
		"no market":            {Inbound{FromSeller: mci.Yes, Solution: "S", Created: since}, "", mci.Unknown},
		"no market, another":   {Inbound{FromSeller: mci.Yes, Solution: "T", Created: since}, "", mci.Unknown},
		"in another case":      {Inbound{FromSeller: mci.Yes, Solution: "s", Market: "CH", Created: since}, "both", mci.Pass},
		"not from a seller":    {Inbound{FromSeller: mci.No, Solution: "S", Market: "CH", Created: since}, "", mci.Fail},
		"from whom is unknown": {Inbound{Solution: "S", Market: "CH", Created: since}, "", mci.Unknown},
	} {
		if got, err := Find(rules, c.inbound); err != nil || got.To != c.to || got.Outcome != c.outcome {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	later := []Rule{{Solution: "S", Market: "CH", To: "later", Made: since.Add(time.Second)}, {Solution: "S", To: "then", Made: since}}
	if got, err := Find(later, inbound); err != nil || got.To != "then" {
		t.Errorf("a rule that was made later applies: %+v, %v", got, err)
	}
}

func TestAnUnknownFactDoesNotRouteUnlessEveryRuleThatMayApplyAgrees(t *testing.T) {
	since := time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC)
	one := Rule{Solution: "S", Market: "DE", To: "a"}
	for name, c := range map[string]struct {
		rules   []Rule
		inbound Inbound
		to      string
		path    string
	}{
		"the solution":             {[]Rule{one, {Market: "DE", To: "b"}}, Inbound{Market: "DE", Created: since}, "", "solution"},
		"the market":               {[]Rule{one}, Inbound{Solution: "S", Created: since, SolutionLocation: "L"}, "", "market"},
		"both":                     {[]Rule{one}, Inbound{Created: since, SolutionLocation: "L"}, "", "solution"},
		"when it was made":         {[]Rule{{To: "a", Made: since}}, Inbound{SolutionLocation: "L"}, "", "created"},
		"the rules agree":          {[]Rule{one, {Market: "DE", To: "a"}}, Inbound{Market: "DE", Created: since}, "a", "rules"},
		"the location agrees":      {[]Rule{one}, Inbound{Solution: "S", Created: since, SolutionLocation: "a"}, "a", "solutionLocation"},
		"it decides nothing":       {[]Rule{one}, Inbound{Market: "CH", SolutionLocation: "L"}, "L", "solutionLocation"},
		"only the location may be": {nil, Inbound{}, "", "solutionLocation"},
	} {
		c.inbound.FromSeller = mci.Yes
		got, err := Find(c.rules, c.inbound)
		if err != nil || got.To != c.to || got.Finding.Path != c.path || (got.Outcome == mci.Pass) != (c.to != "") || got.Finding.Outcome != got.Outcome {
			t.Errorf("%s: %+v, %v, want %q by %s", name, got, err, c.to, c.path)
		}
	}
}

// A route that is found with less information is the one that is found with
// more.
func TestARouteIsNeverGuessedFromLess(t *testing.T) {
	since := time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC)
	solutions, markets := []string{"", "S", "T"}, []mci.Country{"", "CH", "DE"}
	rapid.Check(t, func(t *rapid.T) {
		var rules []Rule
		for _, solution := range solutions {
			for _, market := range markets {
				if rapid.Bool().Draw(t, "is there") {
					made := rapid.SampledFrom([]time.Time{{}, since, since.Add(time.Hour)}).Draw(t, "made")
					rules = append(rules, Rule{solution, market, rapid.SampledFrom([]string{"a", "b"}).Draw(t, "to"), made})
				}
			}
		}
		whole := Inbound{
			FromSeller: mci.Yes, Solution: rapid.SampledFrom([]string{"S", "T", "U"}).Draw(t, "solution"), SolutionLocation: "a",
			Market: rapid.SampledFrom([]mci.Country{"CH", "DE", "FR"}).Draw(t, "market"), Created: since,
		}
		less := whole
		for _, forget := range []func(){func() { less.Solution = "" }, func() { less.Market = "" }, func() { less.Created = time.Time{} }, func() { less.SolutionLocation = "" }} {
			if rapid.Bool().Draw(t, "forgotten") {
				forget()
			}
		}
		known, err := Find(rules, whole)
		if err != nil || known.Outcome != mci.Pass {
			t.Fatalf("%+v, %v", known, err)
		}
		if got, err := Find(rules, less); err != nil || got.Outcome == mci.Fail || got.Outcome == mci.Pass && got.To != known.To || got.Outcome == mci.Unknown && got.To != "" {
			t.Fatalf("%+v goes to %+v, %v, and %+v to %q", less, got, err, whole, known.To)
		}
	})
}

func TestAMalformedRuleIsRefused(t *testing.T) {
	for path, c := range map[string]struct {
		rule    Rule
		inbound Inbound
	}{
		"rules[0].to":       {rule: Rule{Solution: "S", Market: "DE"}},
		"rules[0].solution": {rule: Rule{Solution: strings.Repeat("S", 201), To: "a"}},
		"rules[0].market":   {rule: Rule{Market: "de", To: "a"}},
		"inbound.market":    {Rule{To: "a"}, Inbound{Market: "Germany"}},
	} {
		route, err := Find([]Rule{c.rule}, c.inbound)
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != path || route != (Route{}) {
			t.Errorf("%s: %+v, %v", path, route, err)
		}
	}
}

func TestTwoRulesForOneSolutionAndMarketAreRefused(t *testing.T) {
	for _, rules := range [][]Rule{
		{{To: "a"}, {Market: "CH", To: "b"}, {To: "c"}},
		{{Solution: "S", Market: "CH", To: "a"}, {Solution: "S", To: "b"}, {Solution: "S", Market: "CH", To: "a", Made: time.Unix(0, 0)}},
		{{Solution: "S", Market: "CH", To: "a"}, {Solution: "S", To: "b"}, {Solution: "s", Market: "CH", To: "b"}},
	} {
		route, err := Find(rules, Inbound{FromSeller: mci.Yes})
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != "rules[2]" || route != (Route{}) {
			t.Errorf("%v: %+v, %v", rules, route, err)
		}
	}
}

func TestAFactThatIsNotDeclaredIsUnknown(t *testing.T) {
	if got, err := Find([]Rule{{To: "a"}}, Inbound{FromSeller: 9}); err != nil || got.Outcome != mci.Unknown {
		t.Errorf("%+v, %v", got, err)
	}
}

package referral

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/mci/tabletest"
	"github.com/mci-go/incentives/referral/resource"
)

// registrable returns a deal that passes every condition.
func registrable() Registration {
	created := time.Date(2023, time.June, 1, 9, 0, 0, 0, time.UTC)
	return Registration{
		State: won, Type: resource.PartnerLed, MicrosoftTook: mci.Yes, Value: usd("25000"), Created: created, Won: created.Add(72 * time.Hour),
		Managed: mci.Yes, EligibleSolution: mci.Yes, ISVConnect: mci.No, Assessment: mci.No, Marketplace: mci.No,
	}
}

func checkRegistration(rules []ruling.Row[*Registration, struct{}]) error {
	euros := must(mci.ParseMoney("90000", "EUR"))
	for name, c := range map[string]struct {
		edit func(*Registration)
		want mci.Outcome
	}{
		"as it is":               {func(*Registration) {}, mci.Pass},
		"lost":                   {func(d *Registration) { d.State = lost }, mci.Fail},
		"still open":             {func(d *Registration) { d.State = active }, mci.Fail},
		"state unknown":          {func(d *Registration) { d.State = resource.State{} }, mci.Unknown},
		"private":                {func(d *Registration) { d.Type = resource.Private }, mci.Fail},
		"type unknown":           {func(d *Registration) { d.Type = resource.NoDeal }, mci.Unknown},
		"co-sell":                {func(d *Registration) { d.Type = resource.CoSell }, mci.Pass},
		"co-sell, not taken":     {func(d *Registration) { d.Type, d.MicrosoftTook = resource.CoSell, mci.No }, mci.Fail},
		"co-sell, unknown":       {func(d *Registration) { d.Type, d.MicrosoftTook = resource.CoSell, mci.NotSupplied }, mci.Unknown},
		"partner-led, not taken": {func(d *Registration) { d.MicrosoftTook = mci.No }, mci.Pass},
		"a cent less":            {func(d *Registration) { d.Value = usd("24999.99") }, mci.Fail},
		"a cent less, ISV":       {func(d *Registration) { d.Value, d.ISVConnect = usd("24999.99"), mci.Yes }, mci.Pass},
		"a cent less, unknown":   {func(d *Registration) { d.Value, d.ISVConnect = usd("24999.99"), mci.NotSupplied }, mci.Unknown},
		"a cent over 5,000, ISV": {func(d *Registration) { d.Value, d.ISVConnect = usd("5000.01"), mci.Yes }, mci.Pass},
		"5,000, ISV":             {func(d *Registration) { d.Value, d.ISVConnect = usd("5000"), mci.Yes }, mci.Fail},
		"5,000, unknown":         {func(d *Registration) { d.Value, d.ISVConnect = usd("5000"), mci.NotSupplied }, mci.Fail},
		"25,000, unknown":        {func(d *Registration) { d.ISVConnect = mci.NotSupplied }, mci.Pass},
		"no value":               {func(d *Registration) { d.Value = mci.Money{} }, mci.Unknown},
		"euros":                  {func(d *Registration) { d.Value = euros }, mci.Unknown},
		"not managed":            {func(d *Registration) { d.Managed = mci.No }, mci.Fail},
		"managed unknown":        {func(d *Registration) { d.Managed = mci.NotSupplied }, mci.Unknown},
		"no solution":            {func(d *Registration) { d.EligibleSolution = mci.No }, mci.Fail},
		"solution unknown":       {func(d *Registration) { d.EligibleSolution = mci.NotSupplied }, mci.Unknown},
		"a second too soon":      {func(d *Registration) { d.Won = d.Won.Add(-time.Second) }, mci.Fail},
		"creation unknown":       {func(d *Registration) { d.Created = time.Time{} }, mci.Unknown},
		"winning unknown":        {func(d *Registration) { d.Won = time.Time{} }, mci.Unknown},
		"assessment":             {func(d *Registration) { d.Assessment = mci.Yes }, mci.Fail},
		"assessment unknown":     {func(d *Registration) { d.Assessment = mci.NotSupplied }, mci.Unknown},
		"marketplace in June 2023": {func(d *Registration) {
			d.Marketplace, d.Won = mci.Yes, time.Date(2023, time.June, 30, 23, 59, 59, 0, time.UTC)
		}, mci.Pass},
		"marketplace in July 2023": {func(d *Registration) {
			d.Marketplace, d.Won = mci.Yes, time.Date(2023, time.July, 1, 0, 0, 0, 0, time.UTC)
		}, mci.Fail},
		"marketplace unknown":       {func(d *Registration) { d.Marketplace = mci.NotSupplied }, mci.Unknown},
		"marketplace, when unknown": {func(d *Registration) { d.Marketplace, d.Won = mci.Yes, time.Time{} }, mci.Unknown},
	} {
		deal := registrable()
		c.edit(&deal)
		got := judge(rules, &deal)
		if got.Outcome != c.want {
			return fmt.Errorf("%s: %v, want %v: %+v", name, got.Outcome, c.want, got.Findings)
		}
	}
	return nil
}

func TestADealIsRegisteredByTheDocumentedConditions(t *testing.T) {
	name := func(r ruling.Row[*Registration, struct{}]) string { return string(r.ID) }
	mutants := tabletest.Drop(registrationRules, name)
	mutants = append(mutants, tabletest.Edit(registrationRules, "pass always", name, func(r *ruling.Row[*Registration, struct{}]) bool {
		r.Check = func(*Registration) mci.Outcome { return mci.Pass }
		return true
	})...)
	if err := tabletest.Survivors(registrationRules, mutants, checkRegistration); err != nil {
		t.Error(err)
	}
	deal := registrable()
	got := MayRegister(&deal)
	if len(got.Findings) != len(registrationRules) {
		t.Errorf("%+v", got)
	}
	for _, f := range got.Findings {
		if f.Rule == "" || f.Path == "" || f.Want == "" || f.Found == "" || f.Source.Title == "" {
			t.Errorf("%+v lacks something", f)
		}
	}
}

func TestNoRegistrationIsBetterWithLessInformation(t *testing.T) {
	forgets := []func(*Registration){
		func(d *Registration) { d.State = resource.State{} }, func(d *Registration) { d.Type = resource.NoDeal }, func(d *Registration) { d.MicrosoftTook = 0 }, func(d *Registration) { d.Value = mci.Money{} },
		func(d *Registration) { d.Created = time.Time{} }, func(d *Registration) { d.Won = time.Time{} }, func(d *Registration) { d.Managed = 0 },
		func(d *Registration) { d.EligibleSolution = 0 }, func(d *Registration) { d.ISVConnect = 0 }, func(d *Registration) { d.Assessment = 0 }, func(d *Registration) { d.Marketplace = 0 },
	}
	rank := map[mci.Outcome]int{mci.Fail: 0, mci.Unknown: 1, mci.Pass: 2}
	rapid.Check(t, func(t *rapid.T) {
		fact := rapid.SampledFrom([]mci.Fact{mci.Yes, mci.No, mci.NotSupplied})
		created := time.Date(2023, time.June, 27, 9, 0, 0, 0, time.UTC)
		deal := Registration{
			State: rapid.SampledFrom([]resource.State{{}, active, won, lost}).Draw(t, "state"), Type: rapid.SampledFrom([]resource.DealType{resource.NoDeal, resource.Private, resource.PartnerLed, resource.CoSell}).Draw(t, "type"),
			MicrosoftTook: fact.Draw(t, "took"), Value: usd(rapid.SampledFrom([]string{"5000", "5000.01", "25000"}).Draw(t, "value")),
			Created: created, Won: created.Add(time.Duration(rapid.SampledFrom([]int{71, 72, 100}).Draw(t, "hours")) * time.Hour), Managed: fact.Draw(t, "managed"),
			EligibleSolution: fact.Draw(t, "solution"), ISVConnect: fact.Draw(t, "isv"), Assessment: fact.Draw(t, "assessment"), Marketplace: fact.Draw(t, "marketplace"),
		}
		less := deal
		rapid.SampledFrom(forgets).Draw(t, "forget")(&less)
		// If a fact is removed, a failed condition can become unknown. It never
		// passes because of the missing fact.
		with, without := MayRegister(&deal), MayRegister(&less)
		for i, f := range without.Findings {
			if f.Outcome == mci.Pass && with.Findings[i].Outcome != mci.Pass {
				t.Fatalf("%s passes with less: %+v", f.Rule, less)
			}
		}
		if with.Outcome != mci.Pass && rank[without.Outcome] > 1 {
			t.Fatalf("%v with more and %v with less", with.Outcome, without.Outcome)
		}
	})
}

func TestAnInboundReferralGoesByTheMostSpecialRule(t *testing.T) {
	since := time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC)
	rules := []RoutingRule{
		{To: "default"}, {Market: "CH", To: "market"}, {Solution: "S", To: "solution"}, {Solution: "S", Market: "CH", To: "both"},
	}
	inbound := Inbound{FromSeller: mci.Yes, Solution: "S", Market: "CH", Created: since, SolutionLocation: "its own"}
	kept := slices.Clone(rules)
	for _, c := range []struct {
		to   string
		rule mci.RuleID
	}{{"both", "routing.solution-market"}, {"solution", "routing.solution"}, {"market", "routing.market"}, {"default", "routing.default"}, {"its own", "routing.solution-location"}} {
		got, err := FindRoute(kept, inbound)
		if err != nil || got.To != c.to || got.Finding.Rule != c.rule || got.Outcome != mci.Pass || got.Finding.Source != routingRules {
			t.Errorf("with %v: %+v, %v, want %s by %s", kept, got, err, c.to, c.rule)
		}
		kept = slices.DeleteFunc(kept, func(r RoutingRule) bool { return r.To == c.to })
	}
	inbound.SolutionLocation = ""
	if got, err := FindRoute(nil, inbound); err != nil || got.To != "" || got.Outcome != mci.Unknown || got.Finding.Outcome != mci.Unknown {
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
		if got, err := FindRoute(rules, c.inbound); err != nil || got.To != c.to || got.Outcome != c.outcome {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
	later := []RoutingRule{{Solution: "S", Market: "CH", To: "later", Made: since.Add(time.Second)}, {Solution: "S", To: "then", Made: since}}
	if got, err := FindRoute(later, inbound); err != nil || got.To != "then" {
		t.Errorf("a rule that was made later applies: %+v, %v", got, err)
	}
}

func TestAnUnknownFactDoesNotRouteUnlessEveryRuleThatMayApplyAgrees(t *testing.T) {
	since := time.Date(2026, time.May, 1, 0, 0, 0, 0, time.UTC)
	one := RoutingRule{Solution: "S", Market: "DE", To: "a"}
	for name, c := range map[string]struct {
		rules   []RoutingRule
		inbound Inbound
		to      string
		path    string
	}{
		"the solution":             {[]RoutingRule{one, {Market: "DE", To: "b"}}, Inbound{Market: "DE", Created: since}, "", "solution"},
		"the market":               {[]RoutingRule{one}, Inbound{Solution: "S", Created: since, SolutionLocation: "L"}, "", "market"},
		"both":                     {[]RoutingRule{one}, Inbound{Created: since, SolutionLocation: "L"}, "", "solution"},
		"when it was made":         {[]RoutingRule{{To: "a", Made: since}}, Inbound{SolutionLocation: "L"}, "", "created"},
		"the rules agree":          {[]RoutingRule{one, {Market: "DE", To: "a"}}, Inbound{Market: "DE", Created: since}, "a", "rules"},
		"the location agrees":      {[]RoutingRule{one}, Inbound{Solution: "S", Created: since, SolutionLocation: "a"}, "a", "solutionLocation"},
		"it decides nothing":       {[]RoutingRule{one}, Inbound{Market: "CH", SolutionLocation: "L"}, "L", "solutionLocation"},
		"only the location may be": {nil, Inbound{}, "", "solutionLocation"},
	} {
		c.inbound.FromSeller = mci.Yes
		got, err := FindRoute(c.rules, c.inbound)
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
		var rules []RoutingRule
		for _, solution := range solutions {
			for _, market := range markets {
				if rapid.Bool().Draw(t, "is there") {
					made := rapid.SampledFrom([]time.Time{{}, since, since.Add(time.Hour)}).Draw(t, "made")
					rules = append(rules, RoutingRule{solution, market, rapid.SampledFrom([]string{"a", "b"}).Draw(t, "to"), made})
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
		known, err := FindRoute(rules, whole)
		if err != nil || known.Outcome != mci.Pass {
			t.Fatalf("%+v, %v", known, err)
		}
		if got, err := FindRoute(rules, less); err != nil || got.Outcome == mci.Fail || got.Outcome == mci.Pass && got.To != known.To || got.Outcome == mci.Unknown && got.To != "" {
			t.Fatalf("%+v goes to %+v, %v, and %+v to %q", less, got, err, whole, known.To)
		}
	})
}

func TestAMalformedRoutingRuleIsRefused(t *testing.T) {
	for path, c := range map[string]struct {
		rule    RoutingRule
		inbound Inbound
	}{
		"rules[0].to":       {rule: RoutingRule{Solution: "S", Market: "DE"}},
		"rules[0].solution": {rule: RoutingRule{Solution: strings.Repeat("S", 201), To: "a"}},
		"rules[0].market":   {rule: RoutingRule{Market: "de", To: "a"}},
		"inbound.market":    {RoutingRule{To: "a"}, Inbound{Market: "Germany"}},
	} {
		route, err := FindRoute([]RoutingRule{c.rule}, c.inbound)
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != path || route != (Route{}) {
			t.Errorf("%s: %+v, %v", path, route, err)
		}
	}
}

func TestTwoRoutingRulesForOneSolutionAndMarketAreRefused(t *testing.T) {
	for _, rules := range [][]RoutingRule{
		{{To: "a"}, {Market: "CH", To: "b"}, {To: "c"}},
		{{Solution: "S", Market: "CH", To: "a"}, {Solution: "S", To: "b"}, {Solution: "S", Market: "CH", To: "a", Made: now}},
		{{Solution: "S", Market: "CH", To: "a"}, {Solution: "S", To: "b"}, {Solution: "s", Market: "CH", To: "b"}},
	} {
		route, err := FindRoute(rules, Inbound{FromSeller: mci.Yes})
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != "rules[2]" || route != (Route{}) {
			t.Errorf("%v: %+v, %v", rules, route, err)
		}
	}
}

func TestAValueThatIsNotDeclaredIsUnknownAndNeverPassesOrFails(t *testing.T) {
	for name, change := range map[string]func(*Registration){
		"a deal type":            func(d *Registration) { d.Type = 9 },
		"a fact about customers": func(d *Registration) { d.Managed = 9 },
		"a fact about solutions": func(d *Registration) { d.Assessment = 9 },
		"a fact about a sale":    func(d *Registration) { d.Marketplace = 9 },
		"a fact about Microsoft": func(d *Registration) { d.Type, d.MicrosoftTook = resource.CoSell, 9 },
		"a fact about the deal":  func(d *Registration) { d.Value, d.ISVConnect = usd("6000"), 9 },
	} {
		deal := registrable()
		change(&deal)
		if got := MayRegister(&deal); got.Outcome != mci.Unknown {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got, err := FindRoute([]RoutingRule{{To: "a"}}, Inbound{FromSeller: 9}); err != nil || got.Outcome != mci.Unknown {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestEveryRowOfATableIsComplete(t *testing.T) {
	for _, err := range []error{ruling.Check(registrationRules), ruling.Check(candidateRows), ruling.Check(differenceRows), ruling.Check(accessRows)} {
		if err != nil {
			t.Error(err)
		}
	}
}

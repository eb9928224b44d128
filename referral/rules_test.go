package referral

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/tabletest"
)

// full is a new referral that has all that can be asked for.
func full() Resource {
	return Resource{
		Type: Shared, CustomerProfile: CustomerProfile{Name: "Contoso"}, Consent: Consent{ToContact: mci.No}, Details: Details{DealValue: "1"},
		SolutionArea: "Infrastructure", SolutionPlay: "Migrate", PartnerRole: SolutionDesign,
	}
}

var (
	june2025 = mci.DateOf(time.Date(2025, time.June, 30, 0, 0, 0, 0, time.UTC))
	july2025 = mci.DateOf(time.Date(2025, time.July, 1, 0, 0, 0, 0, time.UTC))
)

// checkNeeds holds, for each field that is taken away, under which terms that fails, is unknown, or passes.
func checkNeeds(rows []need) error {
	always := func(Creation, Type) mci.Outcome { return mci.Fail }
	dated := func(asked func(Creation) mci.Outcome) func(Creation, Type) mci.Outcome {
		return func(c Creation, kind Type) mci.Outcome {
			outcome := asked(c)
			switch {
			case kind == Independent || c.Day == june2025:
				return mci.Pass
			case c.Day.IsZero() && outcome == mci.Fail:
				return mci.Unknown
			default:
				return outcome
			}
		}
	}
	services := func(c Creation, byPortal bool) mci.Outcome {
		switch {
		case c.Offer == UnknownOffer:
			return mci.Unknown
		case c.Offer == Services || byPortal && c.ByPortal:
			return mci.Fail
		default:
			return mci.Pass
		}
	}
	area := dated(func(c Creation) mci.Outcome { return services(c, true) })
	role := dated(func(c Creation) mci.Outcome { return services(c, false) })
	for path, c := range map[string]struct {
		without func(*Resource)
		want    func(Creation, Type) mci.Outcome
	}{
		"type":            {func(r *Resource) { r.Type = "" }, always},
		"customerProfile": {func(r *Resource) { r.CustomerProfile = CustomerProfile{} }, always},
		"consent":         {func(r *Resource) { r.Consent = Consent{} }, always},
		"details":         {func(r *Resource) { r.Details = Details{} }, always},
		"solutionArea":    {func(r *Resource) { r.SolutionArea = "" }, area},
		"solutionPlay":    {func(r *Resource) { r.SolutionPlay = "" }, area},
		"partnerRole":     {func(r *Resource) { r.PartnerRole = "" }, role},
	} {
		for _, kind := range []Type{Independent, Shared} {
			for _, day := range []mci.Date{{}, june2025, july2025} {
				for _, offer := range []Offer{UnknownOffer, Services, IntellectualProperty} {
					for _, portal := range []bool{false, true} {
						r, terms := full(), Creation{day, offer, portal}
						r.Type = kind
						if complete := checkCreation(rows, &r, terms); complete.Outcome != mci.Pass || len(complete.Findings) == 0 {
							return fmt.Errorf("a full referral is refused: %+v", complete)
						}
						c.without(&r)
						got := checkCreation(rows, &r, terms)
						if want := c.want(terms, kind); got.Outcome != want {
							return fmt.Errorf("%s without %s under %+v: %v, want %v", kind, path, terms, got.Outcome, want)
						}
						for _, f := range got.Findings {
							if f.Outcome != mci.Pass && f.Path != path || f.Source.Title == "" {
								return fmt.Errorf("without %s: %+v", path, f)
							}
						}
					}
				}
			}
		}
	}
	return nil
}

func TestANewReferralHasWhatPartnerCenterAsksFor(t *testing.T) {
	name := func(n need) string { return string(n.rule) }
	mutants := tabletest.Drop(needs, name)
	mutants = append(mutants, tabletest.Edit(needs, "one day later", name, func(n *need) bool { had := !n.since.IsZero(); n.since = n.since.AddDays(1); return had })...)
	mutants = append(mutants, tabletest.Edit(needs, "one day earlier", name, func(n *need) bool { had := !n.since.IsZero(); n.since = n.since.AddDays(-1); return had })...)
	mutants = append(mutants, tabletest.Edit(needs, "no portal", name, func(n *need) bool { had := n.portal != nil; n.portal = nil; return had })...)
	mutants = append(mutants, tabletest.Edit(needs, "for all", name, func(n *need) bool { had := n.offers != nil; n.offers = nil; return had })...)
	mutants = append(mutants, tabletest.Edit(needs, "for IP", name, func(n *need) bool { had := n.offers != nil; n.offers = []Offer{IntellectualProperty}; return had })...)
	mutants = append(mutants, tabletest.Edit(needs, "portal too", name, func(n *need) bool {
		had := n.portal == nil
		n.portal = []Offer{IntellectualProperty}
		return had && n.offers != nil
	})...)
	if err := tabletest.Survivors(needs, mutants, checkNeeds); err != nil {
		t.Error(err)
	}
	bad := full()
	bad.Direction = "up"
	if got := CheckCreation(&bad, Creation{}); got.Outcome == mci.Fail {
		t.Errorf("what cannot be written is taken for missing: %+v", got)
	}
}

// registrable is a deal that passes every condition.
func registrable() Deal {
	created := time.Date(2023, time.June, 1, 9, 0, 0, 0, time.UTC)
	return Deal{
		State: won, Type: PartnerLed, MicrosoftTook: mci.Yes, Value: usd("25000"), Created: created, Won: created.Add(72 * time.Hour),
		Managed: mci.Yes, EligibleSolution: mci.Yes, ISVConnect: mci.No, Assessment: mci.No, Marketplace: mci.No,
	}
}

func checkRegistration(rules []registrationRule) error {
	euros := must(mci.ParseMoney("90000", "EUR"))
	for name, c := range map[string]struct {
		edit func(*Deal)
		want mci.Outcome
	}{
		"as it is":                  {func(*Deal) {}, mci.Pass},
		"lost":                      {func(d *Deal) { d.State = lost }, mci.Fail},
		"still open":                {func(d *Deal) { d.State = active }, mci.Fail},
		"state unknown":             {func(d *Deal) { d.State = State{} }, mci.Unknown},
		"private":                   {func(d *Deal) { d.Type = Private }, mci.Fail},
		"type unknown":              {func(d *Deal) { d.Type = NoDeal }, mci.Unknown},
		"co-sell":                   {func(d *Deal) { d.Type = CoSell }, mci.Pass},
		"co-sell, not taken":        {func(d *Deal) { d.Type, d.MicrosoftTook = CoSell, mci.No }, mci.Fail},
		"co-sell, unknown":          {func(d *Deal) { d.Type, d.MicrosoftTook = CoSell, mci.NotSupplied }, mci.Unknown},
		"partner-led, not taken":    {func(d *Deal) { d.MicrosoftTook = mci.No }, mci.Pass},
		"a cent less":               {func(d *Deal) { d.Value = usd("24999.99") }, mci.Fail},
		"a cent less, ISV":          {func(d *Deal) { d.Value, d.ISVConnect = usd("24999.99"), mci.Yes }, mci.Pass},
		"a cent less, unknown":      {func(d *Deal) { d.Value, d.ISVConnect = usd("24999.99"), mci.NotSupplied }, mci.Unknown},
		"a cent over 5,000, ISV":    {func(d *Deal) { d.Value, d.ISVConnect = usd("5000.01"), mci.Yes }, mci.Pass},
		"5,000, ISV":                {func(d *Deal) { d.Value, d.ISVConnect = usd("5000"), mci.Yes }, mci.Fail},
		"5,000, unknown":            {func(d *Deal) { d.Value, d.ISVConnect = usd("5000"), mci.NotSupplied }, mci.Fail},
		"25,000, unknown":           {func(d *Deal) { d.ISVConnect = mci.NotSupplied }, mci.Pass},
		"no value":                  {func(d *Deal) { d.Value = mci.Money{} }, mci.Unknown},
		"euros":                     {func(d *Deal) { d.Value = euros }, mci.Unknown},
		"not managed":               {func(d *Deal) { d.Managed = mci.No }, mci.Fail},
		"managed unknown":           {func(d *Deal) { d.Managed = mci.NotSupplied }, mci.Unknown},
		"no solution":               {func(d *Deal) { d.EligibleSolution = mci.No }, mci.Fail},
		"solution unknown":          {func(d *Deal) { d.EligibleSolution = mci.NotSupplied }, mci.Unknown},
		"a second too soon":         {func(d *Deal) { d.Won = d.Won.Add(-time.Second) }, mci.Fail},
		"creation unknown":          {func(d *Deal) { d.Created = time.Time{} }, mci.Unknown},
		"winning unknown":           {func(d *Deal) { d.Won = time.Time{} }, mci.Unknown},
		"assessment":                {func(d *Deal) { d.Assessment = mci.Yes }, mci.Fail},
		"assessment unknown":        {func(d *Deal) { d.Assessment = mci.NotSupplied }, mci.Unknown},
		"marketplace in June 2023":  {func(d *Deal) { d.Marketplace, d.Won = mci.Yes, time.Date(2023, time.June, 30, 23, 59, 59, 0, time.UTC) }, mci.Pass},
		"marketplace in July 2023":  {func(d *Deal) { d.Marketplace, d.Won = mci.Yes, time.Date(2023, time.July, 1, 0, 0, 0, 0, time.UTC) }, mci.Fail},
		"marketplace unknown":       {func(d *Deal) { d.Marketplace = mci.NotSupplied }, mci.Unknown},
		"marketplace, when unknown": {func(d *Deal) { d.Marketplace, d.Won = mci.Yes, time.Time{} }, mci.Unknown},
	} {
		deal := registrable()
		c.edit(&deal)
		got := mayRegister(rules, &deal)
		if got.Outcome != c.want {
			return fmt.Errorf("%s: %v, want %v: %+v", name, got.Outcome, c.want, got.Findings)
		}
	}
	return nil
}

func TestADealIsRegisteredByTheDocumentedConditions(t *testing.T) {
	name := func(r registrationRule) string { return string(r.id) }
	mutants := tabletest.Drop(registrationRules, name)
	mutants = append(mutants, tabletest.Edit(registrationRules, "pass always", name, func(r *registrationRule) bool {
		r.check = func(*Deal) (mci.Outcome, string) { return mci.Pass, "" }
		return true
	})...)
	if err := tabletest.Survivors(registrationRules, mutants, checkRegistration); err != nil {
		t.Error(err)
	}
	deal := registrable()
	got := MayRegister(&deal)
	if len(got.Findings) != len(registrationRules) || got.About != PartnerLed {
		t.Errorf("%+v", got)
	}
	for _, f := range got.Findings {
		if f.Rule == "" || f.Path == "" || f.Want == "" || f.Found == "" || f.Source.Title == "" {
			t.Errorf("%+v lacks something", f)
		}
	}
}

func TestNoRegistrationIsBetterWithLessInformation(t *testing.T) {
	forgets := []func(*Deal){
		func(d *Deal) { d.State = State{} }, func(d *Deal) { d.Type = NoDeal }, func(d *Deal) { d.MicrosoftTook = 0 }, func(d *Deal) { d.Value = mci.Money{} },
		func(d *Deal) { d.Created = time.Time{} }, func(d *Deal) { d.Won = time.Time{} }, func(d *Deal) { d.Managed = 0 },
		func(d *Deal) { d.EligibleSolution = 0 }, func(d *Deal) { d.ISVConnect = 0 }, func(d *Deal) { d.Assessment = 0 }, func(d *Deal) { d.Marketplace = 0 },
	}
	rank := map[mci.Outcome]int{mci.Fail: 0, mci.Unknown: 1, mci.Pass: 2}
	rapid.Check(t, func(t *rapid.T) {
		fact := rapid.SampledFrom([]mci.Fact{mci.Yes, mci.No, mci.NotSupplied})
		created := time.Date(2023, time.June, 27, 9, 0, 0, 0, time.UTC)
		deal := Deal{
			State: rapid.SampledFrom(states[:]).Draw(t, "state"), Type: rapid.SampledFrom([]DealType{NoDeal, Private, PartnerLed, CoSell}).Draw(t, "type"),
			MicrosoftTook: fact.Draw(t, "took"), Value: usd(rapid.SampledFrom([]string{"5000", "5000.01", "25000"}).Draw(t, "value")),
			Created: created, Won: created.Add(time.Duration(rapid.SampledFrom([]int{71, 72, 100}).Draw(t, "hours")) * time.Hour), Managed: fact.Draw(t, "managed"),
			EligibleSolution: fact.Draw(t, "solution"), ISVConnect: fact.Draw(t, "isv"), Assessment: fact.Draw(t, "assessment"), Marketplace: fact.Draw(t, "marketplace"),
		}
		less := deal
		rapid.SampledFrom(forgets).Draw(t, "forget")(&less)
		// A condition that failed can become unknown; one that is unknown never passes by forgetting more.
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
		{To: "default"}, {Market: "CH", To: "market"}, {Solution: "S", To: "solution"}, {Solution: "S", Market: "CH", To: "both"}, {Solution: "S", Market: "CH", To: "second"},
	}
	inbound := Inbound{FromSeller: mci.Yes, Solution: "S", Market: "CH", Created: since}
	kept := slices.Clone(rules)
	for _, c := range []struct {
		to   string
		rule mci.RuleID
	}{{"both", "routing.solution-market"}, {"second", "routing.solution-market"}, {"solution", "routing.solution"}, {"market", "routing.market"}, {"default", "routing.default"}, {"", "routing.default"}} {
		got := FindRoute(kept, inbound)
		if got.To != c.to || got.Finding.Rule != c.rule || got.Outcome != mci.FactOf(c.to != "").Outcome() || got.Finding.Source != routingRules {
			t.Errorf("with %v: %+v, want %s by %s", kept, got, c.to, c.rule)
		}
		kept = slices.DeleteFunc(kept, func(r RoutingRule) bool { return r.To == c.to })
	}
	for name, c := range map[string]struct {
		inbound Inbound
		to      string
		outcome mci.Outcome
	}{
		"another solution":     {Inbound{FromSeller: mci.Yes, Solution: "T", Market: "CH", Created: since}, "market", mci.Pass},
		"another market":       {Inbound{FromSeller: mci.Yes, Solution: "S", Market: "DE", Created: since}, "solution", mci.Pass},
		"both others":          {Inbound{FromSeller: mci.Yes, Solution: "T", Market: "DE", Created: since}, "default", mci.Pass},
		"no solution, market":  {Inbound{FromSeller: mci.Yes, Created: since}, "default", mci.Pass},
		"not from a seller":    {Inbound{FromSeller: mci.No, Solution: "S", Market: "CH", Created: since}, "", mci.Fail},
		"from whom is unknown": {Inbound{Solution: "S", Market: "CH", Created: since}, "", mci.Unknown},
	} {
		if got := FindRoute(rules, c.inbound); got.To != c.to || got.Outcome != c.outcome {
			t.Errorf("%s: %+v", name, got)
		}
	}
	later := []RoutingRule{{Solution: "S", Market: "CH", To: "later", Made: since.Add(time.Second)}, {Solution: "S", To: "then", Made: since}}
	if got := FindRoute(later, inbound); got.To != "then" {
		t.Errorf("a rule that was made later applies: %+v", got)
	}
}

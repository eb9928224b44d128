package referral

import (
	"fmt"
	"testing"
	"time"

	"github.com/mci-go/incentives/referral/progress"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/mci/tabletest"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/internal/conditions"
)

// registrable returns a deal that passes every condition.
func registrable() Registration {
	created := time.Date(2023, time.June, 1, 9, 0, 0, 0, time.UTC)
	return Registration{
		State: won, Type: cosell.PartnerLed, MicrosoftTook: mci.Yes, Value: usd("25000"), Created: created, Won: created.Add(72 * time.Hour),
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
		"state unknown":          {func(d *Registration) { d.State = progress.State{} }, mci.Unknown},
		"private":                {func(d *Registration) { d.Type = cosell.Private }, mci.Fail},
		"type unknown":           {func(d *Registration) { d.Type = cosell.NoDeal }, mci.Unknown},
		"co-sell":                {func(d *Registration) { d.Type = cosell.CoSell }, mci.Pass},
		"co-sell, not taken":     {func(d *Registration) { d.Type, d.MicrosoftTook = cosell.CoSell, mci.No }, mci.Fail},
		"co-sell, unknown":       {func(d *Registration) { d.Type, d.MicrosoftTook = cosell.CoSell, mci.NotSupplied }, mci.Unknown},
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
		got := conditions.Judge(rules, &deal)
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
		func(d *Registration) { d.State = progress.State{} }, func(d *Registration) { d.Type = cosell.NoDeal }, func(d *Registration) { d.MicrosoftTook = 0 }, func(d *Registration) { d.Value = mci.Money{} },
		func(d *Registration) { d.Created = time.Time{} }, func(d *Registration) { d.Won = time.Time{} }, func(d *Registration) { d.Managed = 0 },
		func(d *Registration) { d.EligibleSolution = 0 }, func(d *Registration) { d.ISVConnect = 0 }, func(d *Registration) { d.Assessment = 0 }, func(d *Registration) { d.Marketplace = 0 },
	}
	rank := map[mci.Outcome]int{mci.Fail: 0, mci.Unknown: 1, mci.Pass: 2}
	rapid.Check(t, func(t *rapid.T) {
		fact := rapid.SampledFrom([]mci.Fact{mci.Yes, mci.No, mci.NotSupplied})
		created := time.Date(2023, time.June, 27, 9, 0, 0, 0, time.UTC)
		deal := Registration{
			State: rapid.SampledFrom([]progress.State{{}, active, won, lost}).Draw(t, "state"), Type: rapid.SampledFrom([]cosell.DealType{cosell.NoDeal, cosell.Private, cosell.PartnerLed, cosell.CoSell}).Draw(t, "type"),
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

func TestAValueThatIsNotDeclaredIsUnknownAndNeverPassesOrFails(t *testing.T) {
	for name, change := range map[string]func(*Registration){
		"a deal type":            func(d *Registration) { d.Type = 9 },
		"a fact about customers": func(d *Registration) { d.Managed = 9 },
		"a fact about solutions": func(d *Registration) { d.Assessment = 9 },
		"a fact about a sale":    func(d *Registration) { d.Marketplace = 9 },
		"a fact about Microsoft": func(d *Registration) { d.Type, d.MicrosoftTook = cosell.CoSell, 9 },
		"a fact about the deal":  func(d *Registration) { d.Value, d.ISVConnect = usd("6000"), 9 },
	} {
		deal := registrable()
		change(&deal)
		if got := MayRegister(&deal); got.Outcome != mci.Unknown {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestEveryRowOfATableIsComplete(t *testing.T) {
	for _, err := range []error{ruling.Check(registrationRules), ruling.Check(candidateRows), ruling.Check(differenceRows)} {
		if err != nil {
			t.Error(err)
		}
	}
}

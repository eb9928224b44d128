package catalog_test

import (
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The pay of each number of hours is that of the hours at the rate, until the
// most is reached.
func TestPayByHoursIsWhatEveryNumberOfHoursPays(t *testing.T) {
	all := madeUpEngagements(t)
	rapid.Check(t, func(t *rapid.T) {
		e, inputs := anyMadeUp(t, all), anyFacts(t, rapid.Bool().Draw(t, "missing"))
		byHours := e.PayByHours(inputs)
		if e.PayKind() == catalog.FixedPay && e.TakesHours(inputs.Hours) == mci.Fail {
			return // the hours are a condition that these do not meet
		}
		paid := e.Payout(inputs)
		if staged := len(paid.Worksheet().Stages) > 0; staged || byHours.Outcome != mci.Pass {
			if !staged && byHours.Outcome != paid.Outcome {
				t.Fatalf("%s pays %s, and by hours %+v", e.Title(), paid.Summary(), byHours)
			}
			return
		}
		switch {
		case paid.Outcome != mci.Pass:
			t.Fatalf("%s pays %s, and by hours %+v", e.Title(), paid.Summary(), byHours)
		case byHours.PerHour.IsNone() || !byHours.Enough.IsNone() && inputs.Hours.Compare(byHours.Enough) >= 0:
			if !paid.Amount.Equal(byHours.Most) {
				t.Fatalf("%s pays %s for %s hours, and by hours %+v", e.Title(), paid.Amount, inputs.Hours, byHours)
			}
		default:
			want, _ := e.Edition().Rounding().Round(inputs.Hours.Times(byHours.PerHour.Minor()))
			if paid.Amount.Minor() != want || want >= byHours.Most.Minor() {
				t.Fatalf("%s pays %s for %s hours, want %d, less than %s", e.Title(), paid.Amount, inputs.Hours, want, byHours.Most)
			}
		}
	})
}

func TestPayByHoursSaysWhatIsMissingOtherThanHours(t *testing.T) {
	for _, c := range []struct {
		name   string
		id     mci.EngagementID
		inputs catalog.PayInputs
		want   string
	}{
		{"the lowest of three", "by-hours", facts(func(i *catalog.PayInputs) { i.Hours = mci.Hours{} }), "pass USD 210.00 USD 5,000.00 23.81 [] "},
		{"no contract value", "by-hours", facts(func(i *catalog.PayInputs) { i.ContractValue = mci.Money{} }), "unknown   no amount   no amount  [the contract value] "},
		{"not offered there", "by-hours", facts(func(i *catalog.PayInputs) { i.CustomerCountry = "FR" }), "fail   no amount   no amount  [] MADE UP, lowest of three is not offered in FR"},
		{"hours alone", "by-hours-alone", madeUpFacts(), "pass USD 160.00 USD 10,000.00 62.5 [] "},
		{"hours alone, without a country", "by-hours-alone", facts(func(i *catalog.PayInputs) { i.CustomerCountry = "" }), "unknown   no amount   no amount  [the customer's country] "},
		{"the cap below the share", "by-hours", facts(func(i *catalog.PayInputs) { i.ContractValue = usd("900000") }), "pass USD 210.00 USD 32,000.00 152.39 [] "},
		{"a share that rounds to the price of the hours", "by-hours", facts(func(i *catalog.PayInputs) { i.ContractValue = usd("42.01") }), "pass USD 210.00 USD 4.20 0.02 [] "},
		{"hours as a condition", "by-worked-hours", facts(func(i *catalog.PayInputs) { i.Hours = mci.Hours{} }), "pass   no amount CHF 6,000.00  [] "},
		{"pay without hours", "by-tier", madeUpFacts(), "pass   no amount USD 3,000.00  [] "},
		{"both stages", "in-two-stages", facts(func(i *catalog.PayInputs) { i.Target = catalog.Measurement{} }), "pass   no amount USD 8,000.00  [] "},
	} {
		got := madeUpEngagement(t, c.id).PayByHours(c.inputs)
		money := func(m mci.Money) string {
			if m.IsNone() {
				return "  no amount"
			}
			return m.String()
		}
		if text := fmt.Sprintf("%v %s %s %s %v %s", got.Outcome, money(got.PerHour), money(got.Most), got.Enough, got.Needs, got.Reason); text != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.name, text, c.want)
		}
	}
	slow := madeUpWith(t, "by-hours-alone", change{byWork + ".pay.rates[1].hourlyRates.A", "0.01"}, change{byWork + ".pay.rates[1].cap", "999999999"})
	if got := slow.PayByHours(madeUpFacts()); got.Outcome != mci.Pass || !got.Enough.IsNone() {
		t.Errorf("a cap that no hours reach: %+v", got)
	}
}

// Nobody takes both stages for what the approval pays: the parts of the most
// are beside it, whatever shape is divided and whatever was measured.
func TestPayByHoursDividesTheMostIntoItsStages(t *testing.T) {
	divided := maps.Clone(at(madeUpDocument(), staged+".pay").(map[string]any))
	divided["whole"] = at(madeUpDocument(), byWork+".pay")
	for _, c := range []struct {
		engagement *catalog.Engagement
		want       string
	}{
		{madeUpEngagement(t, "in-two-stages"), "USD 8,000.00: on approval 65% USD 5,200.00 pass, on target 35% USD 2,800.00 unknown"},
		{madeUpWith(t, "by-hours-alone", change{byWork + ".pay", divided}), "USD 10,000.00: on approval 65% USD 6,500.00 pass, on target 35% USD 3,500.00 unknown"},
	} {
		for _, target := range []catalog.Measurement{{}, madeUpFacts().Target} {
			got := c.engagement.PayByHours(facts(func(i *catalog.PayInputs) { i.Target = target }))
			var parts []string
			for _, stage := range got.Stages {
				parts = append(parts, fmt.Sprint(stage.Name, " ", stage.Share, " ", stage.Amount, " ", stage.Outcome))
			}
			if text := got.Most.String() + ": " + strings.Join(parts, ", "); got.Outcome != mci.Pass || text != c.want {
				t.Errorf("%s: %s %s, want %s", c.engagement.Title(), got.Outcome, text, c.want)
			}
		}
	}
}

// A partner wants to know how many hours an opportunity pays.
func ExampleEngagement_PayByHours() {
	guide, _ := os.ReadFile("testdata/made-up.catalog.json")
	card, err := catalog.Read(guide, catalog.ReadOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	nomination, _ := mci.ParseDate("2026-01-05")
	engagement, _ := card.Find("by-hours", nomination)
	value, _ := mci.ParseMoney("50000", mci.USD)
	pay := engagement.PayByHours(catalog.PayInputs{
		Dates:           mci.AnchorDates{Nomination: nomination},
		CustomerCountry: "CH",
		ContractValue:   value,
	})
	fmt.Printf("%s an hour, and %s from %s hours on\n", pay.PerHour, pay.Most, pay.Enough)
	fmt.Println("hours asked for:", engagement.OpportunityTerms().HoursAsked())
	// Output:
	// USD 210.00 an hour, and USD 5,000.00 from 23.81 hours on
	// hours asked for: at least 10
}

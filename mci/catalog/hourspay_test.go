package catalog_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestPayByTheHourNeedsNoContractValueAndHasACap(t *testing.T) {
	worked := func(text, day string) catalog.PayInputs {
		return facts(func(i *catalog.PayInputs) {
			i.Hours, i.ContractValue, i.Dates.Nomination = hours(text), mci.Money{}, date(day)
		})
	}
	testPay(t, madeUpEngagement(t, "by-hours-alone"), []payCase{
		{"hours by the rate of the day", worked("10.5", "2026-01-01"), "USD 1,680.00"},
		{"the day before", worked("10.5", "2025-12-31"), "USD 1,575.00"},
		{"just below the cap", worked("62.49", "2026-01-01"), "USD 9,998.40"},
		{"exactly at the cap", worked("62.5", "2026-01-01"), "USD 10,000.00"},
		{"above the cap", worked("62.51", "2026-01-01"), "USD 10,000.00"},
		{"no hours", worked("", "2026-01-01"), "unknown: needs hours"},
		{"no day", worked("10", ""), "unknown: needs the nomination date"},
		{"no rate in the market", facts(func(i *catalog.PayInputs) {
			i.CustomerCountry, i.Dates.Nomination = "BR", date("2025-12-31")
		}), "not eligible: no hourly rate in market C"},
	})
}

func TestFixedPayCanHaveHoursAsItsCondition(t *testing.T) {
	e := madeUpEngagement(t, "by-worked-hours")
	worked := func(text string) catalog.PayInputs {
		return facts(func(i *catalog.PayInputs) { i.Hours = hours(text) })
	}
	testPay(t, e, []payCase{
		{"too few", worked("39.99"), "not eligible: 39.99 hours, and the pay asks for at least 40 and at most 400"},
		{"exactly enough", worked("40"), "CHF 6,000.00"},
		{"exactly the most", worked("400"), "CHF 6,000.00"},
		{"too many", worked("400.01"), "not eligible: 400.01 hours, and the pay asks for at least 40 and at most 400"},
		{"not known", worked(""), "unknown: needs hours"},
	})
	if steps := e.Payout(worked("80")).Worksheet().Steps; steps[0].Name != "hours" || steps[0].Detail != "a condition of the pay, at least 40 and at most 400" || steps[0].Value != "80" {
		t.Errorf("the first step is %+v", steps[0])
	}
}

// With variable pay the hours are a condition of the nomination alone.
func TestTheHoursOfVariablePayAreNoConditionOfThePayout(t *testing.T) {
	testPay(t, madeUpEngagement(t, "by-hours-alone"), []payCase{
		{"more hours than a nomination may have", facts(func(i *catalog.PayInputs) { i.Hours = hours("201") }), "USD 10,000.00"},
	})
}

func TestAnEngagementNeedsHoursForVariablePayForPayByTheHourAndAsACondition(t *testing.T) {
	for id, want := range map[mci.EngagementID]bool{
		"by-hours": true, "by-whole-share": true, "by-hours-alone": true, "by-worked-hours": true, "by-market": false, "by-size": false, "by-share": false,
	} {
		if got := madeUpEngagement(t, id).NeedsHours(); got != want {
			t.Errorf("%s: %t", id, got)
		}
	}
	fixed := madeUpWith(t, "by-hours-alone", change{byWork + ".pay.pays", "fixed"}, change{byWork + ".idTypes", []any{"TPID"}}, change{byWork + ".opportunity", absent{}})
	if !fixed.NeedsHours() {
		t.Error("fixed pay by the hour needs none")
	}
}

func TestPayByTheHourIsNeverAboveItsCapAndNeverBelowTheHours(t *testing.T) {
	e := madeUpEngagement(t, "by-hours-alone")
	rapid.Check(t, func(t *rapid.T) {
		hundredths := rapid.Int64Range(1, 20_000).Draw(t, "hundredths of an hour")
		got := e.Payout(facts(func(i *catalog.PayInputs) { i.Hours = hours(inHundredths(hundredths)) })).Amount
		// 160 dollars an hour are 160 cents for a hundredth of it
		if want := min(hundredths*160, 1_000_000); got.Minor() != want {
			t.Fatalf("%s hours pay %s, want %d cents", inHundredths(hundredths), got, want)
		}
	})
}

package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestAShareInSlicesIsPaidOfWhatLiesInEachTier(t *testing.T) {
	consumed := func(text string) catalog.PayInputs { return counted("first-year consumption", text) }
	testPay(t, madeUpEngagement(t, "by-share"), []payCase{
		{"within the first tier", consumed("9999.99"), "USD 1,000.00"},
		{"at the second tier", consumed("10000"), "USD 1,000.00"},
		{"within the second tier", consumed("20000"), "USD 1,750.00"},
		{"at the bound of the third, which is excluded", consumed("100000"), "USD 7,750.00"},
		{"within the third tier", consumed("150000.55"), "USD 9,750.02"},
		{"above the cap", consumed("300000"), "USD 12,000.00"},
		{"nothing consumed", consumed("0"), "USD 0.00"},
		{"not known", consumed(""), "unknown: needs first-year consumption"},
	})
}

func TestAShareOfTheWholeIsThatOfTheTierReached(t *testing.T) {
	value := func(text string, currency mci.Currency) catalog.PayInputs {
		return facts(func(i *catalog.PayInputs) { i.ContractValue = must(mci.ParseMoney(text, currency)) })
	}
	testPay(t, madeUpEngagement(t, "by-whole-share"), []payCase{
		{"at the first bound, which is excluded", value("1000", "EUR"), "not eligible: the contract value of EUR 1,000.00, and the first tier begins above EUR 1,000.00"},
		{"just above it", value("1000.01", "EUR"), "EUR 50.00"},
		{"just below the second", value("19999.99", "EUR"), "EUR 1,000.00"},
		{"at the second, which is included", value("20000", "EUR"), "EUR 1,250.00"},
		{"in another currency", value("20000", "USD"), "unknown: needs the contract value in EUR"},
		{"of zero", value("0", "EUR"), "unknown: needs a contract value above zero, of at most 18 digits"},
		{"not known", facts(func(i *catalog.PayInputs) { i.ContractValue = mci.Money{} }), "unknown: needs the contract value"},
	})
}

func TestThePayoutOfAShareShowsEachSlice(t *testing.T) {
	const want = `slice | 10% of USD 10,000.00, from USD 0.00 | USD 1,000.00 | false
slice | 7.5% of USD 90,000.00, from USD 10,000.00 | USD 6,750.00 | false
slice | 4% of USD 50,000.55, above USD 100,000.00 | USD 2000.022 | false
shares | the sum of the slices | USD 9750.022 | true
cap | the most that is paid | USD 12,000.00 | false
rounding | half even, once, to the minor unit | USD 9,750.02 | false
USD 9,750.02`
	if diff := cmp.Diff(want, worksheet(madeUpEngagement(t, "by-share").Payout(madeUpFacts()))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestAnIntermediateAmountIsShownWithAllItsDigits(t *testing.T) {
	for consumed, want := range map[string]string{"12345.60": "USD 1,175.92", "12345.61": "USD 1175.92075", "20000": "USD 1,750.00"} {
		steps := madeUpEngagement(t, "by-share").Payout(counted("first-year consumption", consumed)).Worksheet().Steps
		if got := steps[len(steps)-3]; got.Name != "shares" || got.Value != want {
			t.Errorf("%s: %s %s, want %s", consumed, got.Name, got.Value, want)
		}
	}
}

func TestAShareOfAnAmountAsksForWholeMinorUnits(t *testing.T) {
	yen := madeUpWith(t, "by-share",
		change{"measures[3].currency", "JPY"}, change{byShare + ".pay.currency", "JPY"},
		change{byShare + ".pay.rates[0].tiers", []any{map[string]any{"from": "0", "percent": "10"}}},
	)
	testPay(t, yen, []payCase{
		{"whole yen", counted("first-year consumption", "12345"), "JPY 1,234"},
		{"a fraction of a yen", counted("first-year consumption", "12345.5"), "unknown: needs first-year consumption in whole minor units of JPY"},
	})
	dinar := madeUpWith(t, "by-share",
		change{"measures[3].currency", "KWD"}, change{byShare + ".pay.currency", "KWD"},
		change{byShare + ".pay.rates[0].tiers", []any{map[string]any{"from": "0", "percent": "10"}}},
	)
	testPay(t, dinar, []payCase{{"fils", counted("first-year consumption", "12345.25"), "KWD 1,234.525"}})
}

func TestAShareIsPaidInTheDaysOfItsRates(t *testing.T) {
	e := madeUpWith(t, "by-share", change{byShare + ".pay.anchor", "creation"}, change{byShare + ".pay.rates[0].from", "2026-01-01"}, change{byShare + ".pay.rates[0].knownUntil", "2026-06-30"})
	on := func(day string) catalog.PayInputs {
		return facts(func(i *catalog.PayInputs) { i.Dates.Creation = date(day) })
	}
	for day, want := range map[string]mci.Outcome{"2025-12-31": mci.Fail, "2026-01-01": mci.Pass, "2026-07-01": mci.Unknown, "": mci.Pass} {
		if got := e.PaysIn(on(day)); got != want {
			t.Errorf("on %q: %v, want %v", day, got, want)
		}
	}
	testPay(t, e, []payCase{
		{"before", on("2025-12-31"), "not eligible: no rate for creation on 2025-12-31"},
		{"after it is known", on("2026-07-01"), "unknown: needs whether the rate is still in force on 2026-07-01, known until 2026-06-30"},
	})
}

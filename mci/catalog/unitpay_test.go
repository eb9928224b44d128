package catalog_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci/catalog"
)

func TestPayPerUnitIsForUnitsAboveTheHighWaterMark(t *testing.T) {
	testPay(t, madeUpEngagement(t, "by-unit"), []payCase{
		{"300 units", madeUpFacts(), "CHF 1,275.00"},
		{"one hundredth of a unit, which rounds to even", counted("active users", "500.01"), "CHF 0.04"},
		{"at the mark", counted("active users", "500"), "not eligible: active users of 500 are not above the high-water mark of 500"},
		{"below the mark", counted("active users", "499"), "not eligible: active users of 499 are not above the high-water mark of 500"},
		{"no mark before", counted("high-water mark", "0"), "CHF 3,400.00"},
		{"just below the cap", counted("active users", "1676.47"), "CHF 5,000.00"},
		{"above the cap", counted("active users", "100000"), "CHF 5,000.00"},
		{"by the rate of another segment", facts(func(i *catalog.PayInputs) { i.Segment = "education" }), "CHF 450.00"},
		{"a segment without a rate", facts(func(i *catalog.PayInputs) { i.Segment = "public sector" }), "not eligible: no rate for the segment public sector in market home"},
		{"a segment without a rate, and nothing counted", facts(func(i *catalog.PayInputs) {
			i.Segment, i.Quantities = "public sector", nil
		}), "not eligible: no rate for the segment public sector in market home"},
		{"at the mark, and no segment", facts(func(i *catalog.PayInputs) {
			i.Segment, i.Quantities["active users"] = "", quantity("500")
		}), "not eligible: active users of 500 are not above the high-water mark of 500"},
		{"no segment, and each has a rate", facts(func(i *catalog.PayInputs) { i.Segment = "" }), "unknown: needs the customer's segment"},
		{"a country without a market", facts(func(i *catalog.PayInputs) { i.CustomerCountry = "DE" }), "not eligible: market list two countries has no market for DE"},
		{"no mark", counted("high-water mark", ""), "unknown: needs high-water mark"},
		{"no mark, and no user", counted("active users", "0", "high-water mark", ""), "unknown: needs high-water mark"},
		{"no users", counted("active users", ""), "unknown: needs active users"},
		{"nothing known", catalog.PayInputs{}, "unknown: needs the customer's country, the customer's segment, active users, high-water mark"},
	})
}

func TestThePayoutPerUnitShowsTheUnitsAndTheCap(t *testing.T) {
	const want = `market | customer's country CH on list two countries | home | false
units | active users of 2000 above the high-water mark of 500 | 1500 | false
units by rate | 1500 at CHF 4.25 for commercial in market home | CHF 6,375.00 | false
cap | the most that is paid | CHF 5,000.00 | true
rounding | half even, once, to the minor unit | CHF 5,000.00 | false
CHF 5,000.00`
	if diff := cmp.Diff(want, worksheet(madeUpEngagement(t, "by-unit").Payout(counted("active users", "2000")))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	rateless := madeUpWith(t, "by-unit", change{byUnit + ".pay.marketList", "areas"}, change{byUnit + ".pay.anchor", "nomination"},
		change{byUnit + ".pay.rates[0].amounts", map[string]any{"commercial": map[string]any{"east": "4.25"}}})
	testPay(t, rateless, []payCase{
		{"no segment, and none has a rate", facts(func(i *catalog.PayInputs) { i.Segment = "" }), "not eligible: no rate in market west"},
	})
	uncapped := madeUpWith(t, "by-unit", change{byUnit + ".pay.rates[0].cap", absent{}})
	testPay(t, uncapped, []payCase{{"without a cap", counted("active users", "2000"), "CHF 6,375.00"}})
}

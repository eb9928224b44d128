package catalog_test

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func valued(seats, value string) catalog.PayInputs {
	return facts(func(i *catalog.PayInputs) {
		delete(i.Quantities, "seats")
		if seats != "" {
			i.Quantities["seats"] = quantity(seats)
		}
		i.ContractValue = usd(value)
	})
}

func TestOneMeasureChoosesTheTierAndAnotherIsPaidByIt(t *testing.T) {
	e := madeUpEngagement(t, "by-tier")
	testPay(t, e, []payCase{
		{"too few seats", valued("299.99", "50000"), "not eligible: seats of 299.99, and the first tier begins from 300"},
		{"the first tier", valued("300", "30000"), "USD 1,200.00"},
		{"its cap", valued("1000", "50000"), "USD 1,500.00"},
		{"the second tier", valued("1000.01", "50000"), "USD 3,000.00"},
		{"its cap", valued("4999.99", "90000"), "USD 4,000.00"},
		{"the third tier, which has no cap", valued("5000", "900000"), "USD 67,500.00"},
		{"seats that are not known", valued("", "50000"), "unknown: needs seats"},
		{"no contract value", facts(func(i *catalog.PayInputs) { i.ContractValue = mci.Money{} }), "unknown: needs the contract value"},
	})
	consumed := madeUpWith(t, "by-tier", change{byTier + ".pay.of", "first-year consumption"})
	testPay(t, consumed, []payCase{{"a share of a measure", counted("seats", "500", "first-year consumption", "1000.50"), "USD 40.02"}})
	if got := len(consumed.Measures()); got != 2 {
		t.Errorf("it needs %d measures", got)
	}
}

func TestAShareByTierIsNeverAboveTheCapOfItsTier(t *testing.T) {
	e := madeUpEngagement(t, "by-tier")
	rapid.Check(t, func(t *rapid.T) {
		seats, value := rapid.Int64Range(0, 600_000).Draw(t, "hundredths of seats"), rapid.Int64Range(1, 100_000_000).Draw(t, "cents")
		p := e.Payout(valued(inHundredths(seats), inHundredths(value)))
		if (p.Outcome == mci.Fail) != (seats < 300_00) || p.Outcome == mci.Unknown {
			t.Fatalf("%s seats: %s", inHundredths(seats), p.Summary())
		}
		most := int64(100_000_000)
		switch {
		case seats <= 1000_00:
			most = 1500_00
		case seats < 5000_00:
			most = 4000_00
		}
		if got := p.Amount.Minor(); got < 0 || got > most {
			t.Fatalf("%s seats pay %s of %d cents", inHundredths(seats), p.Amount, value)
		}
	})
}

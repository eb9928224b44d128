package earnings_test

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// toBePaid is an upcoming earning. Without US dollars only the amount in francs
// is given; without an ID the layout is the summarized one.
func toBePaid(id, francs, dollars string) earnings.Row {
	row := earnings.Row{EarningID: id, ProgramName: "MCI", EarningType: "Rebate", PaymentStatus: "Upcoming", Amount: amount(francs, "CHF")}
	if dollars != "" {
		row.AmountUSD = amount(dollars, mci.USD)
	}
	return row
}

func thresholds(t testing.TB, rows ...earnings.Row) []earnings.Threshold {
	t.Helper()
	var tally earnings.Tally
	for i := range rows {
		if err := tally.Add(&rows[i]); err != nil {
			t.Fatal(err)
		}
	}
	return must(tally.Thresholds())
}

func TestASumIsBelowTheThresholdOnlyAsFarAsItIsKnown(t *testing.T) {
	for name, c := range map[string]struct {
		rows  []earnings.Row
		below mci.Fact
		sum   string // empty if it is not known
	}{
		"just below":                            {[]earnings.Row{toBePaid("1", "1", "199.99")}, mci.Yes, "199.99"},
		"at it":                                 {[]earnings.Row{toBePaid("1", "1", "200")}, mci.No, "200"},
		"no dollars":                            {[]earnings.Row{toBePaid("1", "99.99", "")}, mci.NotSupplied, ""},
		"nothing, in francs":                    {[]earnings.Row{toBePaid("1", "0", "")}, mci.Yes, "0"},
		"enough, and more of unknown dollars":   {[]earnings.Row{toBePaid("1", "1", "200"), toBePaid("2", "1", "")}, mci.No, ""},
		"enough, and less of unknown dollars":   {[]earnings.Row{toBePaid("1", "1", "200"), toBePaid("2", "-1", "")}, mci.NotSupplied, ""},
		"too little, and more unknown":          {[]earnings.Row{toBePaid("1", "1", "199"), toBePaid("2", "1", "")}, mci.NotSupplied, ""},
		"too little, and less unknown":          {[]earnings.Row{toBePaid("1", "1", "199"), toBePaid("2", "-1", "")}, mci.Yes, ""},
		"lowered below it":                      {[]earnings.Row{toBePaid("1", "1", "250"), toBePaid("2", "-1", "-51")}, mci.Yes, "199"},
		"without an ID":                         {[]earnings.Row{toBePaid("", "1", "150"), toBePaid("", "2", "50")}, mci.No, "200"},
		"perhaps the same earning":              {[]earnings.Row{toBePaid("1", "1", "150"), toBePaid("", "1", "150")}, mci.NotSupplied, ""},
		"enough, even if it is the same":        {[]earnings.Row{toBePaid("1", "1", "10"), toBePaid("", "1", "200")}, mci.No, ""},
		"too little, even if it is another":     {[]earnings.Row{toBePaid("1", "1", "100"), toBePaid("", "1", "99")}, mci.Yes, ""},
		"perhaps lowered twice":                 {[]earnings.Row{toBePaid("1", "1", "260"), toBePaid("2", "-1", "-40"), toBePaid("", "-1", "-40")}, mci.NotSupplied, ""},
		"lowered by the same or by another one": {[]earnings.Row{toBePaid("1", "1", "220"), toBePaid("2", "-1", "-40"), toBePaid("", "-1", "-30")}, mci.Yes, ""},
	} {
		got := thresholds(t, c.rows...)
		if len(got) != 1 || got[0].Below != c.below {
			t.Errorf("%s: got %+v, want below %s", name, got, c.below)
			continue
		}
		if c.sum == "" != got[0].UnpaidUSD.IsNone() || c.sum != "" && got[0].UnpaidUSD != amount(c.sum, mci.USD) {
			t.Errorf("%s: got %s to be paid, want %q", name, got[0].UnpaidUSD, c.sum)
		}
	}
}

// A report need not repeat in another column what is in US dollars anyway.
func TestDollarsAreReadFromWhicheverColumnHasThem(t *testing.T) {
	inTransaction, inPayment := toBePaid("1", "1", ""), toBePaid("2", "1", "")
	inTransaction.Amount, inPayment.AmountInLastPaymentCurrency = amount("150", mci.USD), amount("49", mci.USD)
	if got := thresholds(t, inTransaction, inPayment); got[0].UnpaidUSD != amount("199", mci.USD) || got[0].Below != mci.Yes {
		t.Errorf("got %+v, want USD 199", got)
	}
	var tally earnings.Tally
	if err := tally.Add(&inTransaction); err != nil {
		t.Fatal(err)
	}
	if got := must(tally.Totals()); got[0].AmountUSD != inTransaction.Amount {
		t.Errorf("got %+v, want the amount in US dollars", got)
	}
}

func TestOnlyAnEarningWhosePaymentHasNotBegunWaitsForTheThreshold(t *testing.T) {
	for _, terms := range earnings.StatusTable() {
		row := toBePaid("1", "1", "150")
		row.PaymentStatus = terms.Status.String()
		waits := terms.Status == earnings.Unprocessed || terms.Status == earnings.Upcoming
		if got := row.AwaitsThreshold(); got != waits || len(thresholds(t, row)) == 1 != waits {
			t.Errorf("%s: %t", terms.Status, got)
		}
		row.EarningType = "Co-op"
		if row.AwaitsThreshold() || len(thresholds(t, row)) != 0 {
			t.Errorf("%s of co-op waits", terms.Status)
		}
	}
	row := toBePaid("1", "1", "150")
	if row.PaymentStatus = "On the moon"; row.AwaitsThreshold() {
		t.Error("a status that is not known waits")
	}
}

// One earning more that is not below zero can raise a sum over the threshold,
// and never puts a sum below it that reached it.
func TestAnotherEarningNeverPutsASumBelowTheThreshold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := func(texts ...string) string { return rapid.SampledFrom(texts).Draw(t, "text") }
		one := func(i int, amounts ...string) earnings.Row {
			id, value := text("", strconv.Itoa(i)), text(amounts...)
			row := toBePaid(id, value, text("", value))
			row.TransactionID = strconv.Itoa(i)
			return row
		}
		var tally earnings.Tally
		for i := range rapid.IntRange(1, 5).Draw(t, "earnings") {
			row := one(i, "150", "250", "0.01", "-60")
			if err := tally.Add(&row); err != nil {
				t.Fatal(err)
			}
		}
		before := must(tally.Thresholds())[0]
		more := one(9, "0", "40", "500")
		if err := tally.Add(&more); err != nil {
			t.Fatal(err)
		}
		after := must(tally.Thresholds())[0]
		if before.Below == mci.No && after.Below != mci.No || before.Below == mci.NotSupplied && after.Below == mci.Yes {
			t.Fatalf("with %s more, %+v became %+v", more.Amount, before, after)
		}
	})
}

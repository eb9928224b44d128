package earnings_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

// paid is a row of a month, a status and an amount.
func paid(monthText, status string, amount, dollars mci.Money) earnings.Row {
	r := earnings.Row{PaymentStatus: status, EarningAmount: amount, EarningAmountUSD: dollars}
	if monthText != "" {
		r.EstimatedPaymentMonth = month(monthText)
	}
	return r
}

func TestTotalsAreOrderedAndNeverAddDifferentMonthsStatusesOrCurrencies(t *testing.T) {
	none := mci.Money{}
	got, err := earnings.Totals(slices.Values([]earnings.Row{
		paid("2023-05", "On the moon", usd("1"), usd("1")),
		paid("2023-05", "Sent", usd("10"), usd("10")),
		paid("2023-05", "In orbit", usd("1"), usd("1")),
		paid("2023-05", "Upcoming", usd("10"), usd("10")),
		paid("2023-04", "Rejected", usd("10"), usd("10")),
		paid("2023-05", "Sent", money("9", "CHF"), usd("10")),
		paid("2023-05", "Sent", usd("0.50"), usd("0.50")),
		paid("2023-05", "Sent", money("0.50", "CHF"), none),
		paid("2023-05", "Sent", money("1", "CHF"), usd("1")),
		paid("2023-05", "", none, none),
		paid("2023-05", "", none, usd("3")),
		paid("", "Sent", usd("-7"), none),
		paid("", "Sent", usd("7"), usd("7")),
	}))
	if err != nil {
		t.Fatal(err)
	}
	want := []earnings.Total{
		{earnings.Month{}, "Sent", 2, usd("0"), none},
		{month("2023-04"), "Rejected", 1, usd("10"), usd("10")},
		{month("2023-05"), "Upcoming", 1, usd("10"), usd("10")},
		{month("2023-05"), "Sent", 3, money("10.50", "CHF"), none},
		{month("2023-05"), "Sent", 2, usd("10.50"), usd("10.50")},
		{month("2023-05"), "", 2, none, none},
		{month("2023-05"), "In orbit", 1, usd("1"), usd("1")},
		{month("2023-05"), "On the moon", 1, usd("1"), usd("1")},
	}
	if diff := cmp.Diff(want, got, sameMonth); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if got[0].Status() != earnings.Sent || got[6].Status() != 0 {
		t.Errorf("the statuses are %q and %q", got[0].Status(), got[6].Status())
	}
}

func TestStatusesAreOrderedAsInTheDocument(t *testing.T) {
	var all []earnings.Row
	for _, c := range slices.Backward(statuses) {
		all = append(all, paid("2023-04", c.text, usd("1"), usd("1")))
	}
	totals := must(earnings.Totals(slices.Values(all)))
	for i, c := range append(statuses[1:], statuses[0]) {
		if totals[i].PaymentStatus != c.text {
			t.Errorf("total %d is of %q, want %q", i, totals[i].PaymentStatus, c.text)
		}
	}
}

func TestTotalsSumToTheWholeInWhateverOrderTheRowsCome(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rows().Draw(t, "rows")
		totals := must(earnings.Totals(slices.Values(all)))
		number := 0
		whole, parts := map[mci.Currency]mci.Money{}, map[mci.Currency]mci.Money{}
		for _, r := range all {
			whole[r.EarningAmount.Currency()] = plus(whole[r.EarningAmount.Currency()], r.EarningAmount)
		}
		for _, total := range totals {
			number += total.Rows
			parts[total.Amount.Currency()] = plus(parts[total.Amount.Currency()], total.Amount)
			wantTotalOfItsRows(t, total, all)
		}
		if number != len(all) {
			t.Fatalf("the totals are of %d rows, want %d", number, len(all))
		}
		if diff := cmp.Diff(whole, parts); diff != "" {
			t.Fatalf("the totals are not the whole (-whole +totals):\n%s", diff)
		}
		other := rapid.Permutation(all).Draw(t, "in another order")
		if diff := cmp.Diff(totals, must(earnings.Totals(slices.Values(other))), sameMonth); diff != "" {
			t.Fatalf("the order of the rows shows (-one +another):\n%s", diff)
		}
	})
}

// wantTotalOfItsRows adds up the rows of a total one by one.
func wantTotalOfItsRows(t *rapid.T, total earnings.Total, all []earnings.Row) {
	want := earnings.Total{PaymentMonth: total.PaymentMonth, PaymentStatus: total.PaymentStatus}
	dollars, complete := mci.Money{}, true
	for _, r := range all {
		if r.EstimatedPaymentMonth == total.PaymentMonth && r.PaymentStatus == total.PaymentStatus && r.EarningAmount.Currency() == total.Amount.Currency() {
			want.Rows++
			want.Amount = plus(want.Amount, r.EarningAmount)
			dollars = plus(dollars, r.EarningAmountUSD)
			complete = complete && !r.EarningAmountUSD.IsNone()
		}
	}
	if complete {
		want.AmountUSD = dollars
	}
	if diff := cmp.Diff(want, total, sameMonth); diff != "" {
		t.Fatalf("a total is not that of its rows (-want +got):\n%s", diff)
	}
}

// plus adds amounts of which either may be none.
func plus(a, b mci.Money) mci.Money {
	switch {
	case a.IsNone():
		return b
	case b.IsNone():
		return a
	default:
		return must(a.Add(b))
	}
}

func TestAnAmountInUSDollarsThatIsNoneIsAnError(t *testing.T) {
	totals, err := earnings.Totals(slices.Values([]earnings.Row{
		paid("2023-04", "Sent", usd("1"), usd("1")),
		paid("2023-04", "Sent", usd("1"), mci.Money{}),
		paid("2023-04", "Sent", usd("1"), money("1", "CHF")),
	}))
	want := mci.FieldError{Path: "rows[2].earningAmountUSD", Found: `"CHF 1.00"`, Want: "an amount in USD"}
	if got := wantFieldError(t, err); got != want || totals != nil {
		t.Errorf("got %v and %v, want %v", totals, got, want)
	}
}

func TestNoRowsHaveNoTotals(t *testing.T) {
	if totals, err := earnings.Totals(nil); totals != nil || err != nil {
		t.Errorf("got %v (%v)", totals, err)
	}
}

func TestATotalIsEncodedAndDecodedAsTheSame(t *testing.T) {
	for _, total := range []earnings.Total{{}, {month("2023-04"), "Sent", 2, money("4", "CHF"), usd("5")}} {
		var decoded earnings.Total
		if err := json.Unmarshal(must(json.Marshal(total)), &decoded); err != nil || !cmp.Equal(decoded, total, sameMonth) {
			t.Errorf("%+v is decoded as %+v (%v)", total, decoded, err)
		}
	}
}

package mci_test

import (
	"testing"

	"github.com/mci-go/incentives/mci"
)

func TestAnExactAmountIsRoundedByEachMode(t *testing.T) {
	const most = 999_999_999_999_999_999
	quantity := func(text string) mci.Quantity { return must(mci.ParseQuantity(text)) }
	for _, c := range []struct {
		name           string
		amount         mci.Exact
		away, even, to int64 // -1 if it is out of bounds
	}{
		{"whole", mci.ExactOf(12), 12, 12, 12},
		{"below half", quantity("0.49").Times(25), 12, 12, 12}, // 12.25
		{"half, and even", quantity("0.5").Times(25), 13, 12, 12},
		{"half, and odd", quantity("0.5").Times(27), 14, 14, 13},
		{"above half", quantity("0.7").Times(18), 13, 13, 12}, // 12.6
		{"the largest", mci.ExactOf(most), most, most, most},
		{"half of a unit more", mci.ExactOf(most).Plus(quantity("0.5").Times(1)), -1, -1, most},
		{"one more", quantity("10").Times(100_000_000_000_000_000), -1, -1, -1},
		{"far more", quantity("100").Times(184_467_440_737_095_517), -1, -1, -1},
		{"the largest that there is", quantity("999999999999.99").Times(most), -1, -1, -1},
	} {
		for mode, want := range map[mci.RoundingMode]int64{mci.HalfAwayFromZero: c.away, mci.HalfEven: c.even, mci.TowardZero: c.to} {
			if units, _, ok := c.amount.Minor(); ok != (c.to >= 0) || ok && units != c.to {
				t.Errorf("%s: %d whole units, %t, want %d", c.name, units, ok, c.to)
			}
			if got, ok := (mci.Rounding{Mode: mode}).Round(c.amount); ok != (want >= 0) || ok && got != want {
				t.Errorf("%s, %s: %d, %t, want %d", c.name, mode, got, ok, want)
			}
		}
	}
}

func TestAnExactAmountIsShownWithAllItsDigits(t *testing.T) {
	const most = 999_999_999_999_999_999
	large := must(mci.ParseQuantity("999999999999.99")).Times(most)
	for want, c := range map[string]struct {
		amount   mci.Exact
		currency mci.Currency
	}{
		"USD 5,000.00":                           {mci.ExactOf(500_000), mci.USD},
		"USD 5.20":                               {mci.ExactOf(520), mci.USD},
		"USD 0.333":                              {must(mci.ParsePercent("33.3")).Of(100), mci.USD},
		"JPY 5,000":                              {mci.ExactOf(5000), "JPY"},
		"USD 9999999999999899990000000000.0001":  {large, mci.USD},
		"USD 19999999999999799980000000000.0002": {large.Plus(large), mci.USD},
		"USD 29999999999999699970000000000.0003": {large.Plus(large).Plus(large), mci.USD},
	} {
		if got := c.amount.Text(c.currency); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

package mci_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
)

func TestASumOfNothingIsNoAmount(t *testing.T) {
	if sum, err := mci.Sum(slices.Values([]mci.Money(nil))); err != nil || !sum.IsNone() {
		t.Errorf("got %s (%v)", sum, err)
	}
}

func TestASumRefusesToMixCurrencies(t *testing.T) {
	for _, amounts := range [][]mci.Money{
		{usd("1"), must(mci.ParseMoney("1", "EUR"))},
		{usd("1"), {}},
		{{}, usd("1")},
	} {
		if sum, err := mci.Sum(slices.Values(amounts)); !errors.Is(err, mci.ErrCurrencyMismatch) || !sum.IsNone() {
			t.Errorf("%s: got %s (%v)", amounts, sum, err)
		}
	}
}

// Amounts of more than 18 digits are added in another way, and so are many that together have more.
func TestASumIsWhatAddingOneByOneGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) mci.Money {
			m := usd(rapid.StringMatching(`-?[0-9]{1,15}\.[0-9]{2}`).Draw(t, "amount"))
			for range rapid.IntRange(0, 8).Draw(t, "doubled") {
				m = must(m.Add(m))
			}
			return m
		}), 1, 50).Draw(t, "amounts")
		want := amounts[0]
		for _, m := range amounts[1:] {
			want = must(want.Add(m))
		}
		if got := must(mci.Sum(slices.Values(amounts))); !got.Equal(want) || got.Amount() != want.Amount() {
			t.Fatalf("the sum is %s, one by one %s", got, want)
		}
	})
}

func TestASumOfManyLargeAmountsDoesNotOverflow(t *testing.T) {
	amounts := slices.Repeat([]mci.Money{usd("999999999999999.99")}, 1000)
	if got := must(mci.Sum(slices.Values(amounts))).Amount(); got != "999999999999999990.00" {
		t.Errorf("got %s", got)
	}
	for i := range amounts {
		amounts[i] = usd("-999999999999999.99")
	}
	if got := must(mci.Sum(slices.Values(amounts))).Amount(); got != "-999999999999999990.00" {
		t.Errorf("got %s", got)
	}
}

func percents(texts ...string) []mci.Percent {
	shares := make([]mci.Percent, len(texts))
	for i, text := range texts {
		shares[i] = must(mci.ParsePercent(text))
	}
	return shares
}

func TestASplitLosesNothing(t *testing.T) {
	for _, c := range []struct {
		amount string
		shares []string
		want   []string
	}{
		{"1000", []string{"65", "35"}, []string{"650.00", "350.00"}},
		{"1000.01", []string{"65", "35"}, []string{"650.01", "350.00"}},
		{"0.01", []string{"60", "40"}, []string{"0.01", "0.00"}},
		{"0.02", []string{"25", "25", "25", "25"}, []string{"0.01", "0.00", "0.01", "0.00"}},
		{"100", []string{"33.333333", "33.333333", "33.333334"}, []string{"33.33", "33.34", "33.33"}},
		{"7", []string{"100"}, []string{"7.00"}},
		{"0", []string{"65", "35"}, []string{"0.00", "0.00"}},
	} {
		parts, err := usd(c.amount).Split(mci.Rounding{}, percents(c.shares...)...)
		var got []string
		for _, part := range parts {
			got = append(got, part.Amount())
		}
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%s by %s: %q (%v), want %q", c.amount, c.shares, got, err, c.want)
		}
	}
}

func TestASplitRefusesWhatIsNoWhole(t *testing.T) {
	for name, c := range map[string]struct {
		amount mci.Money
		shares []mci.Percent
		path   string
	}{
		"too little":         {usd("1"), percents("65", "34.999999"), "shares"},
		"too much":           {usd("1"), percents("65", "35.000001"), "shares[1]"},
		"no share":           {usd("1"), nil, "shares"},
		"a share of nothing": {usd("1"), append(percents("100"), mci.Percent{}), "shares[1]"},
		"no amount":          {mci.Money{}, percents("100"), "amount"},
		"below zero":         {usd("-1"), percents("100"), "amount"},
	} {
		parts, err := c.amount.Split(mci.Rounding{}, c.shares...)
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != c.path || parts != nil {
			t.Errorf("%s: got %v with error %v, want one at %s", name, parts, err, c.path)
		}
	}
	huge := usd("999999999999999.99")
	for range 5 {
		huge = must(huge.Add(huge))
	}
	if _, err := huge.Split(mci.Rounding{}, percents("100")...); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("an amount of 19 digits: %v", err)
	}
}

func TestPartsSumToTheWholeAndNoneIsNegative(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		currency := rapid.SampledFrom([]mci.Currency{"USD", "JPY", "KWD"}).Draw(t, "currency")
		amount := must(mci.ParseMoney(rapid.StringMatching(`[0-9]{1,15}`).Draw(t, "amount"), currency))
		rounding := mci.Rounding{Mode: rapid.SampledFrom([]mci.RoundingMode{mci.HalfAwayFromZero, mci.HalfEven, mci.TowardZero}).Draw(t, "rounding")}
		left, shares := int64(100_000_000), []mci.Percent(nil)
		for left > 0 {
			share := rapid.Int64Range(1, left).Draw(t, "share")
			if len(shares) == 6 {
				share = left
			}
			shares = append(shares, must(mci.ParsePercent(inMillionths(share))))
			left -= share
		}
		parts := must(amount.Split(rounding, shares...))
		for i, part := range parts {
			if part.Sign() < 0 {
				t.Fatalf("part %d of %s is %s", i, amount, part)
			}
		}
		if sum := must(mci.Sum(slices.Values(parts))); !sum.Equal(amount) || len(parts) != len(shares) {
			t.Fatalf("%s is split into %s, which sum to %s", amount, parts, sum)
		}
	})
}

func inMillionths(n int64) string { return fmt.Sprintf("%d.%06d", n/1_000_000, n%1_000_000) }

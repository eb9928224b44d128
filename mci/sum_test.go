package mci_test

import (
	"errors"
	"fmt"
	"math/big"
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

// The test draws amounts up to the maximum, so that partial sums leave the
// range and return to it.
func TestASumIsExactInAnyOrderOrAnError(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amounts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) mci.Money {
			return must(mci.ParseMoney(rapid.StringMatching(`-?[09][0-9]{0,14}\.[0-9]{3}`).Draw(t, "amount"), "KWD"))
		}), 1, 60).Draw(t, "amounts")
		amounts = append(amounts, slices.Repeat(amounts[:1], rapid.IntRange(0, 40).Draw(t, "repeated"))...)
		want := new(big.Rat)
		for _, m := range amounts {
			want.Add(want, exact(t, m.Amount()))
		}
		got, err := mci.Sum(slices.Values(rapid.Permutation(amounts).Draw(t, "order")))
		most := new(big.Rat).SetInt64(999_999_999_999_999)
		most.Add(most, big.NewRat(999, 1000))
		if fits := new(big.Rat).Abs(want).Cmp(most) <= 0; fits != (err == nil) || err != nil && !errors.Is(err, mci.ErrAmountRange) {
			t.Fatalf("the sum %s: %v", want.FloatString(3), err)
		}
		if err == nil && got.Amount() != want.FloatString(3) {
			t.Fatalf("the sum is %s, want %s", got, want.FloatString(3))
		}
	})
}

func TestASumOfMoreThan18DigitsIsAnErrorAndTheWayToItIsNot(t *testing.T) {
	most := must(mci.ParseMoney("999999999999999.999", "KWD"))
	least := must(mci.ParseMoney("-999999999999999.999", "KWD"))
	for _, one := range []mci.Money{most, least} {
		amounts := slices.Repeat([]mci.Money{one}, 1000)
		if got, err := mci.Sum(slices.Values(amounts)); !errors.Is(err, mci.ErrAmountRange) || !got.IsNone() {
			t.Errorf("got %s (%v)", got, err)
		}
		if got, err := one.Add(one); !errors.Is(err, mci.ErrAmountRange) || !got.IsNone() {
			t.Errorf("got %s (%v)", got, err)
		}
	}
	there := append(slices.Repeat([]mci.Money{most}, 1000), slices.Repeat([]mci.Money{least}, 999)...)
	if got := must(mci.Sum(slices.Values(there))); !got.Equal(most) {
		t.Errorf("there and back is %s", got)
	}
}

func BenchmarkSum(b *testing.B) {
	amounts := slices.Repeat([]mci.Money{usd("4321.09"), usd("12.50")}, 50_000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := mci.Sum(slices.Values(amounts)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(amounts)), "ns/amount")
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

func TestASumIsBoundedOnBothSidesOfZero(t *testing.T) {
	const most = 999_999_999_999_999_999
	for _, c := range []struct {
		amounts []int64
		want    int64 // zero if the sum is out of bounds
	}{
		{[]int64{most - 1, 1}, most},
		{[]int64{most, 1}, 0},
		{[]int64{1 - most, -1}, -most},
		{[]int64{-most, -1}, 0},
		{[]int64{-most, -most, -most, -most, -most, most, most, most, most, most / 2}, -most + most/2},
		{[]int64{most, most, most, most, most, -most, -most, -most, -most, -most / 2}, most - most/2},
	} {
		sum, err := mci.Sum(func(yield func(mci.Money) bool) {
			for _, minor := range c.amounts {
				if !yield(mci.MoneyOf(minor, mci.USD)) {
					return
				}
			}
		})
		if sum.Minor() != c.want || errors.Is(err, mci.ErrAmountRange) != (c.want == 0) {
			t.Errorf("%v: %s, %v", c.amounts, sum, err)
		}
		if len(c.amounts) == 2 {
			added, err := mci.MoneyOf(c.amounts[0], mci.USD).Add(mci.MoneyOf(c.amounts[1], mci.USD))
			if added.Minor() != c.want || errors.Is(err, mci.ErrAmountRange) != (c.want == 0) {
				t.Errorf("%v: %s, %v", c.amounts, added, err)
			}
		}
	}
	for _, none := range []mci.Money{mci.MoneyOf(most+1, mci.USD), mci.MoneyOf(-most-1, mci.USD), mci.MoneyOf(1, "XXX")} {
		if !none.IsNone() {
			t.Errorf("%s is an amount", none)
		}
	}
}

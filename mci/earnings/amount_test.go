package earnings_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/earnings"
)

func amount(text string, currency mci.Currency) earnings.Amount {
	return must(earnings.ParseAmount(text, currency))
}

func TestAnAmountIsReadExactlyAsItIsWritten(t *testing.T) {
	for text, want := range map[string]string{
		"5000": "5000.00", "5000.00": "5000.00", "-1304.89130434783": "-1304.89130434783", "+1.5": "1.50",
		"0": "0.00", "-0": "0.00", "0.000000000001": "0.000000000001", "123456789012345678": "123456789012345678.00",
		"1.2E+3": "1200.00", "1.2e3": "1200.00", "1E-12": "0.000000000001", "5E17": "500000000000000000.00",
		"123456789012345678e0": "123456789012345678.00", "12e-001": "1.20", "000012.50": "12.50", "1.500000000000000000000": "1.50",
	} {
		got, err := earnings.ParseAmount(text, mci.USD)
		if err != nil || got.Text() != want {
			t.Errorf("ParseAmount(%q) = %q, %v; want %q", text, got.Text(), err, want)
		}
	}
}

func TestAnAmountOutsideTheBoundsIsAnErrorAndNeverRounded(t *testing.T) {
	for _, text := range []string{
		"", " ", "-", ".", ".5", "5.", "1,000", "1 000", "1.2.3", "--1", "1e", "e5", "1e+", "1e0000", "1e1000", "1e18", "1e-13", "0.0000000000001",
		"1234567890123456789", "12345678901234567.89", "NaN", "Infinity", "0x10", "1_000", "１", "1\n",
	} {
		_, err := earnings.ParseAmount(text, mci.USD)
		if field := wantFieldError(t, err); field.Path != "amount" {
			t.Errorf("ParseAmount(%q): %v, want the path amount", text, err)
		}
	}
	_, err := earnings.ParseAmount("1", "usd")
	if field := wantFieldError(t, err); field.Path != "currency" {
		t.Errorf("got %v, want the path currency", err)
	}
}

// drawAmount draws an amount and the same number as a decimal.
func drawAmount(t *rapid.T, label string) (earnings.Amount, decimal.Decimal) {
	text := rapid.StringMatching(`-?[0-9]{1,10}(\.[0-9]{1,8})?`).Draw(t, label)
	return amount(text, mci.USD), decimal.RequireFromString(text)
}

func TestSumsAreThoseOfDecimals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, da := drawAmount(t, "a")
		b, db := drawAmount(t, "b")
		sum, err := a.Add(b)
		if err != nil || !decimal.RequireFromString(sum.Text()).Equal(da.Add(db)) {
			t.Fatalf("%v + %v = %v, %v; want %v", a, b, sum, err, da.Add(db))
		}
		order, err := a.Compare(b)
		if err != nil || order != da.Cmp(db) || a.Sign() != da.Sign() {
			t.Fatalf("compare %v with %v: %d, %v; want %d", a, b, order, err, da.Cmp(db))
		}
		if back, err := sum.Add(b.Negate()); err != nil || back != a {
			t.Fatalf("%v - %v = %v, %v; want %v", sum, b, back, err, a)
		}
	})
}

func TestRoundingIsThatOfDecimalsAndLosesNothing(t *testing.T) {
	modes := map[mci.RoundingMode]func(decimal.Decimal, int32) decimal.Decimal{
		mci.HalfAwayFromZero: decimal.Decimal.Round,
		mci.HalfEven:         decimal.Decimal.RoundBank,
		mci.TowardZero:       decimal.Decimal.Truncate,
	}
	rapid.Check(t, func(t *rapid.T) {
		currency := rapid.SampledFrom([]mci.Currency{mci.USD, "JPY", "KWD"}).Draw(t, "currency")
		text := rapid.StringMatching(`-?[0-9]{1,5}(\.[0-9]{0,3}[05]{0,4}[0-9])?`).Draw(t, "amount")
		for mode, round := range modes {
			exact := amount(text, currency)
			money, lost, err := exact.Round(mci.Rounding{Mode: mode})
			digits, _ := currency.MinorDigits()
			if want := round(decimal.RequireFromString(text), int32(digits)).StringFixed(int32(digits)); err != nil || money.Amount() != want && money.Sign() != 0 {
				t.Fatalf("%v rounded %v is %v, %v; want %s", exact, mode, money, err, want)
			}
			if sum, err := earnings.AmountOf(money).Add(lost); err != nil || sum != exact {
				t.Fatalf("%v and %v make %v, %v; want %v", money, lost, sum, err, exact)
			}
		}
	})
}

// A draw is seldom exactly half.
func TestAnExactHalfIsRoundedAsTheModeSays(t *testing.T) {
	for text, want := range map[string][3]string{ // half away from zero, half even, toward zero
		"0.125":  {"0.13", "0.12", "0.12"},
		"0.135":  {"0.14", "0.14", "0.13"},
		"-0.125": {"-0.13", "-0.12", "-0.12"},
		"0.1251": {"0.13", "0.13", "0.12"},
	} {
		for i, mode := range []mci.RoundingMode{mci.HalfAwayFromZero, mci.HalfEven, mci.TowardZero} {
			if money, _, err := amount(text, mci.USD).Round(mci.Rounding{Mode: mode}); err != nil || money.Amount() != want[i] {
				t.Errorf("%s rounded %v is %v, %v, want %s", text, mode, money, err, want[i])
			}
		}
	}
}

func TestAmountsOfTwoCurrenciesHaveNoSumAndNoOrder(t *testing.T) {
	a, b := amount("1", "USD"), amount("1", "CHF")
	if _, err := a.Add(b); !errors.Is(err, mci.ErrCurrencyMismatch) {
		t.Errorf("Add: %v", err)
	}
	if _, err := a.Compare(b); !errors.Is(err, mci.ErrCurrencyMismatch) {
		t.Errorf("Compare: %v", err)
	}
}

func TestASumBeyondTheBoundsIsAnError(t *testing.T) {
	sum := amount("999999999999999999", mci.USD)
	var err error
	for range 100 { // doubling exceeds 128 bits after 27 steps
		if sum, err = sum.Add(sum); err != nil {
			wantFieldError(t, err)
			return
		}
	}
	t.Error("the sum never left its bounds")
}

func TestAnAmountSurvivesJSON(t *testing.T) {
	for _, want := range []earnings.Amount{{}, amount("-1304.89130434783", "EUR"), amount("7", "JPY"), amount("0", mci.USD)} {
		text, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got earnings.Amount
		if err := json.Unmarshal(text, &got); err != nil || got != want {
			t.Errorf("%s was read as %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []string{`5`, `"5"`, `{"amount":"x","currency":"USD"}`, `{"amount":"1","currency":"usd"}`, `[]`, `{"amount":"1","currency":"USD","usd":"1"}`} {
		var got earnings.Amount
		wantFieldError(t, json.Unmarshal([]byte(text), &got))
	}
}

func FuzzParseAmount(f *testing.F) {
	for _, text := range []string{"-1304.89130434783", "1E+3", "0", "999999999999999999", "1e-12", "+.5", "--"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := earnings.ParseAmount(text, mci.USD)
		if err != nil {
			wantFieldError(t, err)
			return
		}
		want, err := decimal.NewFromString(text)
		if err != nil || !want.Equal(decimal.RequireFromString(got.Text())) {
			t.Fatalf("%q was read as %v; decimal says %v, %v", text, got, want, err)
		}
		if strings.HasPrefix(got.Text(), "-0.00") && got.Sign() == 0 {
			t.Fatalf("%q is shown as %s", text, got.Text())
		}
	})
}

func BenchmarkAmountAdd(b *testing.B) {
	sum, one := amount("0", mci.USD), amount("1304.89130434783", mci.USD)
	for b.Loop() {
		sum, _ = sum.Add(one)
	}
}

func BenchmarkParseAmount(b *testing.B) {
	for b.Loop() {
		_, _ = earnings.ParseAmount("-1304.89130434783", mci.USD)
	}
}

func TestNoAmountStaysNoAmount(t *testing.T) {
	var none earnings.Amount
	money, lost, err := none.Round(mci.Rounding{})
	if !money.IsNone() || !lost.IsNone() || err != nil || !earnings.AmountOf(mci.Money{}).IsNone() || none.Text() != "" || none.String() != "no amount" || none.Sign() != 0 {
		t.Errorf("got %v, %v, %v, %q", money, lost, err, none)
	}
}

func TestAnAmountBeyondTheBoundsOfMoneyIsNotRounded(t *testing.T) {
	money, _, err := amount("123456789012345678", mci.USD).Round(mci.Rounding{})
	if wantFieldError(t, err); !money.IsNone() {
		t.Errorf("got %v beside the error", money)
	}
}

func TestAFigureIsReadTheSameWithAndWithoutAnExponent(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[-+]?[0-9]{0,20}(\.[0-9]{0,14})?`).Draw(t, "figure")
		plain, err := earnings.ParseAmount(text, mci.USD)
		general, other := earnings.ParseAmount(text+"E0", mci.USD)
		if (err == nil) != (other == nil) || plain != general {
			t.Fatalf("%q is read as %s, %v, and with an exponent as %s, %v", text, plain, err, general, other)
		}
	})
}

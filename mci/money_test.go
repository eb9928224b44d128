package mci_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// usd returns an amount in USD and panics if it is malformed. Use it for values
// that the test wrote itself.
func usd(amount string) mci.Money { return must(mci.ParseMoney(amount, mci.USD)) }

// anyMoney draws an amount with all of its digits, in a currency with 0, 2 or 3
// minor digits.
func anyMoney(t *rapid.T, label string) mci.Money {
	currency := rapid.SampledFrom([]mci.Currency{"USD", "JPY", "KWD"}).Draw(t, label+" currency")
	text := rapid.StringMatching(`-?[0-9]{1,15}`).Draw(t, label)
	if digits, _ := currency.MinorDigits(); digits > 0 {
		text += rapid.StringMatching(fmt.Sprintf(`(\.[0-9]{1,%d})?`, digits)).Draw(t, label+" fraction")
	}
	return must(mci.ParseMoney(text, currency))
}

func TestMoneyIsWrittenWithTheMinorDigitsOfItsCurrency(t *testing.T) {
	for _, c := range []struct {
		amount         string
		currency       mci.Currency
		digits, people string
	}{
		{"5000", "USD", "5000.00", "USD 5,000.00"},
		{"0.5", "USD", "0.50", "USD 0.50"},
		{"-12.5", "USD", "-12.50", "USD -12.50"},
		{"0", "USD", "0.00", "USD 0.00"},
		{"-0", "USD", "0.00", "USD 0.00"},
		{"-0.00", "USD", "0.00", "USD 0.00"},
		{"007", "USD", "7.00", "USD 7.00"},
		{"100", "USD", "100.00", "USD 100.00"},
		{"-100", "USD", "-100.00", "USD -100.00"},
		{"1000", "USD", "1000.00", "USD 1,000.00"},
		{"-1000", "USD", "-1000.00", "USD -1,000.00"},
		{"123456", "USD", "123456.00", "USD 123,456.00"},
		{"1234567", "JPY", "1234567", "JPY 1,234,567"},
		{"999", "JPY", "999", "JPY 999"},
		{"1234.5", "KWD", "1234.500", "KWD 1,234.500"},
		{"999999999999999.99", "USD", "999999999999999.99", "USD 999,999,999,999,999.99"},
	} {
		m, err := mci.ParseMoney(c.amount, c.currency)
		if err != nil {
			t.Errorf("%s %s: %v", c.currency, c.amount, err)
			continue
		}
		if m.Amount() != c.digits || m.String() != c.people || m.Currency() != c.currency {
			t.Errorf("%s %s is %q, %q in %s, want %q, %q", c.currency, c.amount, m.Amount(), m, m.Currency(), c.digits, c.people)
		}
	}
}

func TestMoneyIsReadInPlainDecimalDigitsOnly(t *testing.T) {
	for _, c := range []struct {
		amount   string
		currency mci.Currency
		path     string
		want     string
	}{
		{"", "USD", "amount", "a plain decimal number, 15 digits at most and at most 2 decimal places"},
		{"-", "USD", "amount", ""},
		{"--5", "USD", "amount", ""},
		{"+5", "USD", "amount", ""},
		{"5-", "USD", "amount", ""},
		{".5", "USD", "amount", ""},
		{"5.", "USD", "amount", ""},
		{".", "USD", "amount", ""},
		{"5..0", "USD", "amount", ""},
		{"5.0.0", "USD", "amount", ""},
		{"5.-1", "USD", "amount", ""},
		{"5,000", "USD", "amount", ""},
		{"5'000", "USD", "amount", ""},
		{"5 000", "USD", "amount", ""},
		{" 5", "USD", "amount", ""},
		{"5 ", "USD", "amount", ""},
		{"1e3", "USD", "amount", ""},
		{"1e1000000000", "USD", "amount", ""},
		{"0x10", "USD", "amount", ""},
		{"NaN", "USD", "amount", ""},
		{"Inf", "USD", "amount", ""},
		{"５", "USD", "amount", ""},
		{"٥", "USD", "amount", ""},
		{"1.005", "USD", "amount", ""},
		{"1.000", "USD", "amount", ""},
		{"1.5", "JPY", "amount", "a plain decimal number, 15 digits at most and no decimal places"},
		{"1.5000", "KWD", "amount", "a plain decimal number, 15 digits at most and at most 3 decimal places"},
		{"1000000000000000", "USD", "amount", ""},
		{"5", "", "currency", "an ISO 4217 currency code in capitals, such as USD"},
		{"5", "usd", "currency", ""},
		{"5", "XXX", "currency", ""},
		{"x", "usd", "currency", ""}, // the meaning of the digits depends on the currency
	} {
		m, err := mci.ParseMoney(c.amount, c.currency)
		field := wantFieldError(t, err)
		if field.Path != c.path || c.want != "" && field.Want != c.want {
			t.Errorf("%q %q: got %+v, want path %s", c.amount, c.currency, field, c.path)
		}
		if !m.IsNone() {
			t.Errorf("%q %q is refused and yet read as %s", c.amount, c.currency, m)
		}
	}
}

func TestTheZeroMoneyIsNoAmountAndNotAnAmountOfZero(t *testing.T) {
	var none mci.Money
	zero := usd("0")
	if !none.IsNone() || zero.IsNone() {
		t.Error("IsNone does not tell no amount from zero")
	}
	if none.Equal(zero) || !none.Equal(mci.Money{}) {
		t.Error("Equal does not tell no amount from zero")
	}
	if none.Amount() != "" || none.String() != "no amount" || none.Currency() != "" || none.Sign() != 0 {
		t.Errorf("no amount is written as %q, %q in %q", none.Amount(), none, none.Currency())
	}
	if got := string(must(json.Marshal(none))); got != "null" {
		t.Errorf("no amount is encoded as %s", got)
	}
	decoded := zero
	if err := json.Unmarshal([]byte("null"), &decoded); err != nil || !decoded.IsNone() {
		t.Errorf("null is decoded as %s (%v)", decoded, err)
	}
}

func TestMoneyIsEqualWhateverTheDigitsItWasWrittenWith(t *testing.T) {
	for _, c := range []struct {
		a, b  mci.Money
		equal bool
	}{
		{usd("1.5"), usd("1.50"), true},
		{usd("5000"), usd("5000.00"), true},
		{usd("0"), usd("-0.00"), true},
		{usd("1.5"), usd("1.51"), false},
		{usd("1"), usd("-1"), false},
		{usd("1"), must(mci.ParseMoney("1", "CAD")), false},
	} {
		if c.a.Equal(c.b) != c.equal || c.b.Equal(c.a) != c.equal {
			t.Errorf("%s and %s: equal is %v", c.a, c.b, !c.equal)
		}
	}
}

func TestMoneyComparesByAmount(t *testing.T) {
	ascending := []mci.Money{usd("-10"), usd("-9.99"), usd("0"), usd("0.01"), usd("9.99"), usd("10"), usd("100")}
	for i, a := range ascending {
		for j, b := range ascending {
			got, err := a.Compare(b)
			if err != nil || (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("%s compares to %s as %d (%v)", a, b, got, err)
			}
		}
		if want := max(-1, min(1, i-2)); a.Sign() != want {
			t.Errorf("the sign of %s is %d, want %d", a, a.Sign(), want)
		}
	}
}

func TestMoneyAddsExactly(t *testing.T) {
	sum := usd("0")
	for range 1000 {
		sum = must(sum.Add(usd("0.10")))
	}
	if !sum.Equal(usd("100")) {
		t.Errorf("a thousand times 0.10 is %s", sum)
	}
}

func TestMoneyOfDifferentCurrenciesCannotBeAddedOrCompared(t *testing.T) {
	yen := must(mci.ParseMoney("5", "JPY"))
	for _, pair := range [][2]mci.Money{{usd("5"), yen}, {yen, usd("5")}, {usd("5"), {}}, {{}, usd("5")}} {
		sum, err := pair[0].Add(pair[1])
		if !errors.Is(err, mci.ErrCurrencyMismatch) || !sum.IsNone() {
			t.Errorf("%s and %s is %s (%v), want ErrCurrencyMismatch", pair[0], pair[1], sum, err)
		}
		order, err := pair[0].Compare(pair[1])
		if !errors.Is(err, mci.ErrCurrencyMismatch) || order != 0 {
			t.Errorf("%s compares to %s as %d (%v), want ErrCurrencyMismatch", pair[0], pair[1], order, err)
		}
	}
}

func TestMoneyIsEncodedAsDigitsInAText(t *testing.T) {
	const want = `{"amount":"5000.00","currency":"USD"}`
	if got := string(must(json.Marshal(usd("5000")))); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestMoneyIsDecodedUnderTheBoundsOfParseMoney(t *testing.T) {
	for _, c := range []struct{ data, path string }{
		{`{"amount":"5000.001","currency":"USD"}`, "amount"},
		{`{"amount":"1e9","currency":"USD"}`, "amount"},
		{`{"amount":"","currency":"USD"}`, "amount"},
		{`{"amount":"5000"}`, "currency"},
		{`{"amount":"5000","currency":"usd"}`, "currency"},
		{`{}`, "currency"},
		{`{"amount":5000,"currency":"USD"}`, ""},
		{`{"amount":"5000","currency":"USD","minor":"500000"}`, ""},
		{`{"Amount":"5000","currency":"USD"}`, ""},
		{`{"amount":"5000","amount":"6000","currency":"USD"}`, ""},
		{`5000`, ""},
		{`"5000"`, ""},
		{`[]`, ""},
		{`true`, ""},
	} {
		m := usd("1")
		err := json.Unmarshal([]byte(c.data), &m)
		if field := wantFieldError(t, err); field.Path != c.path {
			t.Errorf("%s: got %+v, want path %q", c.data, field, c.path)
		}
		if !m.Equal(usd("1")) {
			t.Errorf("%s is refused and yet changed the amount to %s", c.data, m)
		}
	}
}

func TestMoneyIsWrittenAndReadAsTheSameAmount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyMoney(t, "m")
		if again, err := mci.ParseMoney(m.Amount(), m.Currency()); err != nil || !again.Equal(m) || again.Amount() != m.Amount() {
			t.Fatalf("%s is read as %s (%v)", m, again, err)
		}
		var decoded mci.Money
		if err := json.Unmarshal(must(json.Marshal(m)), &decoded); err != nil || !cmp.Equal(decoded, m) {
			t.Fatalf("%s is decoded as %s (%v)", m, decoded, err)
		}
		people := strings.NewReplacer(string(m.Currency())+" ", "", ",", "").Replace(m.String())
		if people != m.Amount() {
			t.Fatalf("%q has other digits than %q", m, m.Amount())
		}
	})
}

func TestMoneyAddsAsItCompares(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cents := func(label string) (int64, mci.Money) {
			n := rapid.Int64Range(-1_000_000_000_000, 1_000_000_000_000).Draw(t, label)
			return n, usd(decimal.New(n, -2).StringFixed(2))
		}
		a, left := cents("a")
		b, right := cents("b")
		if sum := must(left.Add(right)); sum.Amount() != decimal.New(a+b, -2).StringFixed(2) || !sum.Equal(must(right.Add(left))) {
			t.Fatalf("%s and %s is %s", left, right, sum)
		}
		order := must(left.Compare(right))
		if (order < 0) != (a < b) || (order > 0) != (a > b) || left.Equal(right) != (order == 0) {
			t.Fatalf("%s compares to %s as %d", left, right, order)
		}
	})
}

// The test draws amounts up to the maximum.
func TestMoneyOfAnySizeComparesAsFractionsDo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) mci.Money {
			m := usd(rapid.StringMatching(`-?[1-9][0-9]{0,14}(\.[0-9]{1,2})?`).Draw(t, label))
			for range rapid.IntRange(0, 20).Draw(t, label+" doubled") {
				twice, err := m.Add(m)
				if err != nil {
					break // at the maximum
				}
				m = twice
			}
			return m
		}
		a, b := draw("a"), draw("b")
		if rapid.Bool().Draw(t, "nearly equal") {
			near, err := a.Add(usd(rapid.SampledFrom([]string{"-0.01", "0", "0.00", "0.01"}).Draw(t, "difference")))
			if err == nil {
				b = near
			}
		}
		want := exact(t, a.Amount()).Cmp(exact(t, b.Amount()))
		if got := must(a.Compare(b)); got != want || must(b.Compare(a)) != -want || a.Equal(b) != (want == 0) {
			t.Fatalf("%s compares to %s as %d, want %d", a, b, got, want)
		}
	})
}

// A host may set the globals of the decimal library. The stored form must not
// change with them.
func TestMoneyDoesNotDependOnTheGlobalsOfTheDecimalLibrary(t *testing.T) {
	defer func(quotes, exponent bool, precision int) {
		decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.DivisionPrecision = quotes, exponent, precision //nolint:reassign // put back
	}(decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.DivisionPrecision)
	write := func() string {
		e, ok := must(catalog.Public()).Find("illustrative-variable-pay", mci.Date{})
		if !ok {
			t.Fatal("the public catalog has no illustrative engagement")
		}
		payout := e.Payout(catalog.PayInputs{
			Dates: mci.AnchorDates{Consent: date("2026-01-20")}, CustomerCountry: "CH", ContractValue: usd("123456.78"), Hours: hours("7.25"),
		})
		percent := must(mci.ParsePercent("12.50"))
		return string(must(json.Marshal(usd("1234.50")))) + string(must(json.Marshal(hours("7.50")))) + percent.String() +
			string(must(json.Marshal(payout))) + payout.String()
	}
	before := write()
	decimal.MarshalJSONWithoutQuotes, decimal.TrimTrailingZeros, decimal.DivisionPrecision = true, !decimal.TrimTrailingZeros, 0 //nolint:reassign // as a host may
	if diff := cmp.Diff(before, write()); diff != "" {
		t.Errorf("changed with the globals (-before +after):\n%s", diff)
	}
}

func FuzzParseMoney(f *testing.F) {
	for _, seed := range [][2]string{
		{"5000", "USD"}, {"-12.50", "USD"}, {"0.5", "KWD"}, {"1", "JPY"}, {"1e9", "USD"}, {"999999999999999.99", "USD"}, {"", ""}, {"--1", "usd"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, amount, currency string) {
		m, err := mci.ParseMoney(amount, mci.Currency(currency))
		if err != nil {
			wantFieldError(t, err)
			return
		}
		again, err := mci.ParseMoney(m.Amount(), m.Currency())
		if err != nil || !again.Equal(m) {
			t.Errorf("%q %q is written as %q and then read as %s (%v)", amount, currency, m.Amount(), again, err)
		}
		if len(m.Amount()) > len(amount)+4 {
			t.Errorf("%q grew to %q", amount, m.Amount())
		}
	})
}

func inHundredths(n int64) string { return fmt.Sprintf("%d.%02d", n/100, n%100) }

// exact returns an amount as a fraction, for comparison with a second
// calculation.
func exact(t interface{ Fatalf(string, ...any) }, amount string) *big.Rat {
	r, ok := new(big.Rat).SetString(amount)
	if !ok {
		t.Fatalf("%q is no number", amount)
	}
	return r
}

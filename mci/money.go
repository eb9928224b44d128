package mci

import (
	"cmp"
	"encoding/json"
	"iter"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// Money is an exact amount in one currency. The zero Money is no amount: it has no currency, and is
// not the same as an amount of zero. Compare with [Money.Equal], never with ==.
type Money struct {
	amount   decimal.Decimal // with the currency's minor digits, so that its coefficient is in minor units
	currency Currency
}

// mostMoneyDigits is how many digits [ParseMoney] accepts before the decimal
// point: a bound against hostile input, far above any payout.
const mostMoneyDigits = 15

// MostMinorDigits is how many digits an amount in minor units has at most. It is
// a bound against hostile input, far above any payout.
const MostMinorDigits = 18

// ParseMoney returns the amount that text gives in decimal digits, such as "5000", "-12.50" or "0.5".
// It takes at most 15 digits before the point and at most the currency's minor digits after it, with
// neither exponent nor grouping. Anything else, or an unknown currency, is a [FieldError] with the
// path "amount" or "currency".
func ParseMoney(amount string, currency Currency) (Money, error) {
	digits, ok := currency.MinorDigits()
	if !ok {
		return Money{}, Invalid("currency", string(currency), wantCurrency)
	}
	value, err := parseDecimal(amount, mostMoneyDigits, digits)
	if err != nil {
		return Money{}, At("amount", err)
	}
	return Money{value.Round(int32(digits)), currency}, nil
}

// MoneyOf returns an amount of minor units of a currency, such as 500000 cents
// for USD 5,000.00. If the currency is unknown, it returns no amount.
func MoneyOf(minor int64, currency Currency) Money {
	digits, ok := currency.MinorDigits()
	if !ok {
		return Money{}
	}
	return Money{decimal.New(minor, int32(-digits)), currency}
}

// Minor returns the amount in minor units, and whether it has at most
// [MostMinorDigits] digits of them.
func (m Money) Minor() (units int64, ok bool) {
	return m.amount.CoefficientInt64(), m.amount.NumDigits() <= MostMinorDigits
}

// parseDecimal accepts plain decimal notation with bounded digits on both sides of the point.
func parseDecimal(text string, mostWhole, mostFraction int) (decimal.Decimal, error) {
	whole, fraction, hasPoint := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	switch {
	case !isDigits(whole) || len(whole) > mostWhole,
		hasPoint && (!isDigits(fraction) || len(fraction) > mostFraction):
		want := decimal.NewFromInt(int64(mostWhole)).String() + " digits at most"
		if mostFraction > 0 {
			want += " and at most " + decimal.NewFromInt(int64(mostFraction)).String() + " decimal places"
		} else {
			want += " and no decimal places"
		}
		return decimal.Decimal{}, Invalid("", text, "a plain decimal number, "+want)
	}
	return decimal.NewFromString(text)
}

// plain returns a number in as few decimal digits as it has. Unlike its own String, it does not depend on
// what a host sets in the decimal library.
func plain(d decimal.Decimal) string {
	text := d.StringFixed(max(0, -d.Exponent()))
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// Currency returns the currency; it is empty for the zero Money.
func (m Money) Currency() Currency { return m.currency }

// Amount returns the amount with the currency's minor digits, such as "5000.00". It is empty for the
// zero Money.
func (m Money) Amount() string {
	if m.IsNone() {
		return ""
	}
	digits, _ := m.currency.MinorDigits()
	return m.amount.StringFixed(int32(digits))
}

// String returns the amount for people, such as "USD 5,000.00"; "no amount" for the zero Money.
func (m Money) String() string {
	if m.IsNone() {
		return "no amount"
	}
	amount, sign := m.Amount(), ""
	if strings.HasPrefix(amount, "-") {
		amount, sign = amount[1:], "-"
	}
	whole, fraction, hasPoint := strings.Cut(amount, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if hasPoint {
		whole += "." + fraction
	}
	return string(m.currency) + " " + sign + whole
}

// IsNone reports whether m is the zero Money: no amount at all.
func (m Money) IsNone() bool { return m.currency == "" }

// Sign returns -1, 0 or 1 for an amount below, at or above zero, and 0 for the zero Money.
func (m Money) Sign() int { return m.amount.Sign() }

// Equal reports whether both are the same amount of the same currency, whatever the digits they were written with.
func (m Money) Equal(other Money) bool {
	return m.currency == other.currency && m.amount.Equal(other.amount)
}

// Compare returns -1, 0 or 1 as m is less than, equal to or greater than other.
// It returns [ErrCurrencyMismatch] when the currencies differ.
func (m Money) Compare(other Money) (int, error) {
	if m.currency != other.currency {
		return 0, ErrCurrencyMismatch
	}
	a, small := m.Minor()
	b, alsoSmall := other.Minor()
	if small && alsoSmall { // without allocating
		return cmp.Compare(a, b), nil
	}
	return m.amount.Cmp(other.amount), nil
}

// Add returns the sum of both. It returns [ErrCurrencyMismatch] when the currencies differ.
func (m Money) Add(other Money) (Money, error) {
	if m.currency != other.currency {
		return Money{}, ErrCurrencyMismatch
	}
	return Money{m.amount.Add(other.amount), m.currency}, nil
}

// Sum returns the sum of all amounts, and the zero Money for none. It returns [ErrCurrencyMismatch] when the
// currencies differ.
func Sum(amounts iter.Seq[Money]) (Money, error) {
	var t total
	for m := range amounts {
		if !t.add(m) {
			return Money{}, ErrCurrencyMismatch
		}
	}
	t.carry()
	return t.sum, nil
}

// total is a sum in the making. Minor units are added apart as long as they fit, which costs no allocation.
type total struct {
	sum   Money
	units int64 // that are not in the sum yet
	begun bool
}

// add reports whether the amount is of the currency of the sum.
func (t *total) add(m Money) bool {
	if !t.begun {
		*t = total{sum: m, begun: true}
		return true
	}
	if m.currency != t.sum.currency {
		return false
	}
	units, small := m.Minor()
	if !small {
		t.sum.amount = t.sum.amount.Add(m.amount)
		return true
	}
	const most = 1 << 62 // one more amount of 18 digits stays below 63 bits
	if t.units += units; t.units >= most || t.units <= -most {
		t.carry()
	}
	return true
}

// carry puts the units into the sum.
func (t *total) carry() {
	if t.units != 0 {
		t.sum.amount = t.sum.amount.Add(decimal.New(t.units, t.sum.amount.Exponent()))
		t.units = 0
	}
}

// Split divides an amount of zero or more by shares that make a whole, such as 65% and 35%. Nothing is lost:
// the parts sum to the amount, because each ends where the shares up to it, rounded together, end. Shares
// that do not sum to 100% are a [FieldError] with the path "shares" or that of the one that is too much; an
// amount below zero, of more than 18 digits, or none at all, one with the path "amount".
func (m Money) Split(rounding Rounding, shares ...Percent) ([]Money, error) {
	units, ok := m.Minor()
	if m.IsNone() || !ok || units < 0 {
		return nil, Invalid("amount", m.String(), "an amount of zero or more")
	}
	var whole Percent
	for i, one := range shares {
		if whole.millionths += one.millionths; one.millionths <= 0 || whole.millionths > wholePercent {
			return nil, Invalid(vocabulary.ItemPath("shares", i), one.String(), "a share above 0% that makes no more than 100% with those before it")
		}
	}
	if whole.millionths != wholePercent {
		return nil, Invalid("shares", whole.String(), "shares that sum to 100%")
	}
	return m.split(rounding, units, shares), nil
}

func (m Money) split(rounding Rounding, units int64, shares []Percent) []Money {
	parts := make([]Money, len(shares))
	var given int64
	var together Percent
	for i, one := range shares {
		together.millionths += one.millionths
		end, _ := rounding.Round(together.Of(units))
		parts[i] = MoneyOf(end-given, m.currency)
		given = end
	}
	return parts
}

type moneyJSON struct {
	Amount   string   `json:"amount"`
	Currency Currency `json:"currency"`
}

// MarshalJSON returns {"amount":"5000.00","currency":"USD"}, and null for the zero Money.
func (m Money) MarshalJSON() ([]byte, error) {
	if m.IsNone() {
		return []byte("null"), nil
	}
	return json.Marshal(moneyJSON{m.Amount(), m.currency})
}

// UnmarshalJSON reads what [Money.MarshalJSON] writes, under the bounds of [ParseMoney].
func (m *Money) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*m = Money{}
		return nil
	}
	var wire moneyJSON
	if err := json.Unmarshal(data, &wire); err != nil {
		return Invalid("", string(data), `{"amount": "5000.00", "currency": "USD"}`)
	}
	parsed, err := ParseMoney(wire.Amount, wire.Currency)
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

package mci

import (
	"cmp"
	"encoding/json"
	"iter"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// Money is an exact amount in one currency, of at most 18 digits in minor
// units. The zero Money is no amount: it has no currency, and is not the same
// as an amount of zero. Compare with [Money.Equal] or [Money.Compare].
type Money struct {
	units    int64 // minor units of the currency
	currency Currency
}

// mostMoneyDigits is the number of digits that [ParseMoney] accepts before the
// decimal point. The limit guards against hostile input and is far above any
// payout.
const mostMoneyDigits = 15

// MostMinorDigits is the greatest number of digits of an amount in minor units:
// 15 before the point, and 3 after it for the currencies with the finest minor
// unit. The sum of any two such amounts fits 64 bits.
const MostMinorDigits = 18

// minorBound is the first number with one digit more than [MostMinorDigits].
const minorBound = 1_000_000_000_000_000_000

// ParseMoney returns the amount of a text in decimal digits, such as "5000",
// "-12.50" or "0.5". The text may have at most 15 digits before the point and
// at most the currency's minor digits after it, with neither exponent nor
// grouping. If the text is malformed, the error is a [FieldError] with the path
// "amount". If the currency is unknown, the path is "currency".
func ParseMoney(amount string, currency Currency) (Money, error) {
	digits, ok := currency.MinorDigits()
	if !ok {
		return Money{}, Invalid("currency", string(currency), wantCurrency)
	}
	if err := checkDecimal(amount, mostMoneyDigits, digits); err != nil {
		return Money{}, At("amount", err)
	}
	whole, fraction, _ := strings.Cut(amount, ".")
	units, err := strconv.ParseInt(whole+fraction+"000"[:digits-len(fraction)], 10, 64)
	if err != nil {
		return Money{}, Invalid("amount", amount, "a plain decimal number")
	}
	return Money{units, currency}, nil
}

// MoneyOf returns an amount of minor units of a currency, such as 500000 cents
// for USD 5,000.00. If the currency is unknown, or the amount has more than
// [MostMinorDigits] digits, it returns the zero Money.
func MoneyOf(minor int64, currency Currency) Money {
	if _, ok := currency.MinorDigits(); !ok || minor >= minorBound || minor <= -minorBound {
		return Money{}
	}
	return Money{minor, currency}
}

// Minor returns the amount in minor units, a number of at most
// [MostMinorDigits] digits. It returns 0 for the zero Money.
func (m Money) Minor() int64 { return m.units }

// parseDecimal accepts plain decimal notation with bounded digits on both sides
// of the point.
func parseDecimal(text string, mostWhole, mostFraction int) (decimal.Decimal, error) {
	if err := checkDecimal(text, mostWhole, mostFraction); err != nil {
		return decimal.Decimal{}, err
	}
	return decimal.NewFromString(text)
}

func checkDecimal(text string, mostWhole, mostFraction int) error {
	whole, fraction, hasPoint := strings.Cut(strings.TrimPrefix(text, "-"), ".")
	switch {
	case !isDigits(whole) || len(whole) > mostWhole,
		hasPoint && (!isDigits(fraction) || len(fraction) > mostFraction):
		want := strconv.Itoa(mostWhole) + " digits at most"
		if mostFraction > 0 {
			want += " and at most " + strconv.Itoa(mostFraction) + " decimal places"
		} else {
			want += " and no decimal places"
		}
		return Invalid("", text, "a plain decimal number, "+want)
	}
	return nil
}

// plain returns a number in decimal digits without trailing zeros. Unlike the
// number's own String, it does not depend on settings that a host makes in the
// decimal library.
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

// Currency returns the currency. It is empty for the zero Money.
func (m Money) Currency() Currency { return m.currency }

// Amount returns the amount with the currency's minor digits, such as
// "5000.00". It is empty for the zero Money.
func (m Money) Amount() string {
	if m.IsNone() {
		return ""
	}
	digits, _ := m.currency.MinorDigits()
	return withPoint(m.units, digits)
}

// withPoint returns a number of minor units with a decimal point.
func withPoint(units int64, digits int) string {
	text, sign := strconv.FormatInt(units, 10), ""
	if units < 0 {
		text, sign = text[1:], "-"
	}
	if digits == 0 {
		return sign + text
	}
	if short := digits + 1 - len(text); short > 0 {
		text = strings.Repeat("0", short) + text
	}
	return sign + text[:len(text)-digits] + "." + text[len(text)-digits:]
}

// String returns the amount for people, such as "USD 5,000.00", or "no amount"
// for the zero Money.
func (m Money) String() string {
	if m.IsNone() {
		return "no amount"
	}
	return forPeople(m.Amount(), m.currency)
}

// forPeople groups the digits of an amount.
func forPeople(amount string, currency Currency) string {
	sign := ""
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
	return string(currency) + " " + sign + whole
}

// IsNone reports whether m is the zero Money: no amount at all.
func (m Money) IsNone() bool { return m.currency == "" }

// Sign returns -1, 0 or 1 for an amount below, at or above zero, and 0 for the
// zero Money.
func (m Money) Sign() int { return cmp.Compare(m.units, 0) }

// Equal reports whether both are the same amount of the same currency. The
// digits with which they were written do not matter: "5" and "5.00" are equal.
func (m Money) Equal(other Money) bool { return m == other }

// Compare returns -1, 0 or 1 as m is less than, equal to or greater than other.
// It returns [ErrCurrencyMismatch] if the currencies differ.
func (m Money) Compare(other Money) (int, error) {
	if m.currency != other.currency {
		return 0, ErrCurrencyMismatch
	}
	return cmp.Compare(m.units, other.units), nil
}

// Add returns the sum of both. It returns [ErrCurrencyMismatch] if the
// currencies differ, and [ErrAmountRange] if the sum has more than 18 digits in
// minor units.
func (m Money) Add(other Money) (Money, error) {
	if m.currency != other.currency {
		return Money{}, ErrCurrencyMismatch
	}
	units := m.units + other.units
	if units >= minorBound || units <= -minorBound {
		return Money{}, ErrAmountRange
	}
	return Money{units, m.currency}, nil
}

// Sum returns the sum of all amounts, or the zero Money if there are none. It
// returns [ErrCurrencyMismatch] if the currencies differ, and [ErrAmountRange]
// if the final sum has more than 18 digits in minor units. Sums on the way may
// have more digits, so the order of the amounts does not matter.
func Sum(amounts iter.Seq[Money]) (Money, error) {
	var t total
	amounts(t.add) // a range statement would be twice as slow
	if t.mixed {
		return Money{}, ErrCurrencyMismatch
	}
	return t.sum()
}

// total is a running sum: bounds times 10^18, plus units.
type total struct {
	units    int64
	bounds   int64
	currency Currency
	begun    bool
	mixed    bool // an amount was of another currency
}

// add adds an amount, and reports whether the sum accepts the next one.
func (t *total) add(m Money) bool {
	if m.currency != t.currency {
		if t.begun {
			t.mixed = true
			return false
		}
		t.currency = m.currency
	}
	t.begun = true
	if t.units += m.units; t.units >= carryBound || t.units <= -carryBound {
		t.carry()
	}
	return true
}

// carryBound leaves room in 64 bits for one more amount of 18 digits.
const carryBound = 1 << 62

// carry reduces units to at most 18 digits.
func (t *total) carry() {
	t.bounds += t.units / minorBound
	t.units %= minorBound
}

func (t *total) sum() (Money, error) {
	t.carry()
	switch { // the signs of both parts may differ
	case t.bounds > 0 && t.units < 0:
		t.bounds, t.units = t.bounds-1, t.units+minorBound
	case t.bounds < 0 && t.units > 0:
		t.bounds, t.units = t.bounds+1, t.units-minorBound
	}
	if t.bounds != 0 {
		return Money{}, ErrAmountRange
	}
	return Money{t.units, t.currency}, nil
}

// Split divides an amount of zero or more by shares that make a whole, such as
// 65% and 35%. Nothing is lost: the parts sum to the amount, because each part
// ends at the rounded sum of the shares up to it.
//
// If the shares do not sum to 100%, the error is a [FieldError] with the path
// "shares", or with the path of a share that is zero or that makes the sum
// exceed 100%. If the amount is below zero or the zero Money, the path is
// "amount".
func (m Money) Split(rounding Rounding, shares ...Percent) ([]Money, error) {
	if m.IsNone() || m.units < 0 {
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
	return m.split(rounding, shares), nil
}

func (m Money) split(rounding Rounding, shares []Percent) []Money {
	parts := make([]Money, len(shares))
	var given int64
	var together Percent
	for i, one := range shares {
		together.millionths += one.millionths
		end, _ := rounding.Round(together.Of(m.units))
		parts[i] = MoneyOf(end-given, m.currency)
		given = end
	}
	return parts
}

type moneyJSON struct {
	Amount   string   `json:"amount"`
	Currency Currency `json:"currency"`
}

// MarshalJSON returns {"amount":"5000.00","currency":"USD"}, or null for the
// zero Money.
func (m Money) MarshalJSON() ([]byte, error) {
	if m.IsNone() {
		return []byte("null"), nil
	}
	return json.Marshal(moneyJSON{m.Amount(), m.currency})
}

// UnmarshalJSON reads the form that [Money.MarshalJSON] writes, with the bounds
// of [ParseMoney]. Any other JSON is a [FieldError].
func (m *Money) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*m = Money{}
		return nil
	}
	var amount, currency string
	if !vocabulary.ReadTexts(data, map[string]*string{"amount": &amount, "currency": &currency}) {
		return Invalid("", string(data), `{"amount": "5000.00", "currency": "USD"}`)
	}
	parsed, err := ParseMoney(amount, Currency(currency))
	if err != nil {
		return err
	}
	*m = parsed
	return nil
}

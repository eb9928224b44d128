package mci

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/shopspring/decimal"
)

// Money is an exact amount in one currency. The zero Money is no amount: it has no currency, and is
// not the same as an amount of zero. Compare with [Money.Equal], never with ==.
type Money struct {
	amount   decimal.Decimal
	currency Currency
}

// The digits that [ParseMoney] accepts before the decimal point. It is a bound against hostile input,
// far above any payout.
const mostMoneyDigits = 15

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
	return Money{value, currency}, nil
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
	return compare(m.amount, other.amount), nil
}

// compare does what a.Cmp(b) does, without allocating where both fit into 18 digits.
func compare(a, b decimal.Decimal) int {
	const most = 18
	low := min(a.Exponent(), b.Exponent())
	shiftA, shiftB := int(a.Exponent()-low), int(b.Exponent()-low)
	if a.NumDigits()+shiftA > most || b.NumDigits()+shiftB > most {
		return a.Cmp(b)
	}
	return cmp.Compare(shifted(a, shiftA), shifted(b, shiftB))
}

func shifted(d decimal.Decimal, places int) int64 {
	units := d.CoefficientInt64()
	for range places {
		units *= 10
	}
	return units
}

// Add returns the sum of both. It returns [ErrCurrencyMismatch] when the currencies differ.
func (m Money) Add(other Money) (Money, error) {
	if m.currency != other.currency {
		return Money{}, ErrCurrencyMismatch
	}
	return Money{m.amount.Add(other.amount), m.currency}, nil
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

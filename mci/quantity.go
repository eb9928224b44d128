package mci

import (
	"cmp"
	"encoding/json"
	"strings"

	"github.com/shopspring/decimal"
)

// A MeasureID names something that is counted for a claim's customer, such as
// "seats". A catalog declares its measures.
type MeasureID string

// A Quantity is the count of a measure: zero or more, to the hundredth. The
// zero Quantity means that nothing was counted, not that the count is unknown.
type Quantity struct {
	hundredths int64
}

// mostQuantityDigits is the number of digits that [ParseQuantity] accepts
// before the decimal point. The limit guards against hostile input.
const mostQuantityDigits = 12

// ParseQuantity returns the quantity of a text in decimal digits, such as
// "1200" or "0.5". It must be zero or more, with at most 12 digits before the
// point and two after it. Any other text is a [FieldError].
func ParseQuantity(text string) (Quantity, error) {
	value, err := parseDecimal(text, mostQuantityDigits, 2)
	if err != nil {
		return Quantity{}, err
	}
	if strings.HasPrefix(text, "-") {
		return Quantity{}, Invalid("", text, "a quantity of zero or more")
	}
	return Quantity{value.Shift(2).IntPart()}, nil
}

// Compare returns -1, 0 or 1 as q is less than, equal to or more than other.
func (q Quantity) Compare(other Quantity) int { return cmp.Compare(q.hundredths, other.hundredths) }

// Minus returns q less other, or zero if other is more than q.
func (q Quantity) Minus(other Quantity) Quantity {
	return Quantity{max(0, q.hundredths-other.hundredths)}
}

// Minor returns a quantity of money in the minor units of its currency. It
// reports false if the quantity is not a whole number of them.
func (q Quantity) Minor(currency Currency) (int64, bool) {
	const own = 2
	digits, _ := currency.MinorDigits()
	units := q.hundredths
	for range digits - own {
		units *= 10
	}
	for range own - digits {
		if units%10 != 0 {
			return 0, false
		}
		units /= 10
	}
	return units, true
}

// String returns the quantity in decimal digits, such as "1200" or "0.5".
func (q Quantity) String() string { return plain(decimal.New(q.hundredths, -2)) }

// MarshalText returns the quantity in decimal digits.
func (q Quantity) MarshalText() ([]byte, error) { return []byte(q.String()), nil }

// UnmarshalText reads the form that [Quantity.MarshalText] writes. Any other
// text is a [FieldError].
func (q *Quantity) UnmarshalText(text []byte) error {
	parsed, err := ParseQuantity(string(text))
	if err == nil {
		*q = parsed
	}
	return err
}

// Quantities are the counted quantities by measure. If a measure is not in the
// map, its quantity is unknown.
type Quantities map[MeasureID]Quantity

// UnmarshalJSON reads an object of quantities by measure. A measure that is null
// is left out: its quantity is unknown, and not zero.
func (q *Quantities) UnmarshalJSON(data []byte) error {
	var read map[MeasureID]*Quantity
	if err := json.Unmarshal(data, &read); err != nil {
		return err
	}
	if read == nil {
		*q = nil
		return nil
	}
	*q = make(Quantities, len(read))
	for measure, quantity := range read {
		if quantity != nil {
			(*q)[measure] = *quantity
		}
	}
	return nil
}

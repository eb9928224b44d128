package mci

import (
	"cmp"
	"strings"

	"github.com/shopspring/decimal"
)

// A MeasureID names something that is counted of a claim's customer, such as
// "seats". A catalog declares its measures.
type MeasureID string

// A Quantity is how much of a measure there is: zero or more, to the hundredth.
// The zero Quantity is nothing counted, which is not the same as not known.
type Quantity struct {
	hundredths int64
}

// The digits that [ParseQuantity] accepts before the decimal point: a bound
// against hostile input.
const mostQuantityDigits = 12

// ParseQuantity returns the quantity that text gives in decimal digits, such as
// "1200" or "0.5": at most 12 digits before the point and two after it, zero or
// more. Anything else is a [FieldError].
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

// Minus returns what is left of q without other, and zero if other is more.
func (q Quantity) Minus(other Quantity) Quantity {
	return Quantity{max(0, q.hundredths-other.hundredths)}
}

// Minor returns a quantity of money in the minor units of its currency, and
// whether it is a whole number of them.
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

// UnmarshalText reads what [Quantity.MarshalText] writes.
func (q *Quantity) UnmarshalText(text []byte) error {
	parsed, err := ParseQuantity(string(text))
	if err == nil {
		*q = parsed
	}
	return err
}

// Quantities are what was counted, by measure. A measure that is not in it is
// not known.
type Quantities map[MeasureID]Quantity

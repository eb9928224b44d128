package mci

import (
	"cmp"
	"math/big"
	"math/bits"
	"strings"

	"github.com/shopspring/decimal"
)

// An Exact is an amount of zero or more before it is rounded. It is counted in
// hundred-millionths of the currency's minor unit, the finest unit that an
// amount by a [Percent] can need. The zero Exact is zero.
//
// The bounds of [ParseMoney], [ParseHours], [ParseQuantity] and [ParsePercent]
// keep every product below 128 bits: 10^18 minor units by 10^14 hundredths by
// 10^6 is 10^38.
type Exact struct {
	high, low uint64
}

const (
	exactDigits = 8 // below the minor unit
	exactUnit   = 100_000_000
)

// ExactOf returns an amount of whole minor units as an Exact. The amount must
// be zero or more.
func ExactOf(minor int64) Exact { return product(minor, exactUnit) }

// Of returns the share of an amount in minor units. The amount must be zero or
// more.
func (p Percent) Of(minor int64) Exact { return product(minor, p.millionths) }

// Times returns an amount in minor units multiplied by q. The amount must be
// zero or more.
func (q Quantity) Times(minor int64) Exact { return byHundredths(minor, q.hundredths) }

// Times returns the price of the hours at a rate in minor units for one hour.
// The rate must be zero or more.
func (h Hours) Times(minor int64) Exact { return byHundredths(minor, h.hundredths) }

// byHundredths returns an amount in minor units multiplied by a number of
// hundredths.
func byHundredths(minor, hundredths int64) Exact {
	const toExact = exactUnit / 100
	p := product(minor, hundredths)
	carry, low := bits.Mul64(p.low, toExact)
	return Exact{p.high*toExact + carry, low}
}

func product(a, b int64) Exact {
	high, low := bits.Mul64(uint64(a), uint64(b))
	return Exact{high, low}
}

// Plus returns the sum of two amounts.
func (e Exact) Plus(other Exact) Exact {
	low, carry := bits.Add64(e.low, other.low, 0)
	return Exact{e.high + other.high + carry, low}
}

// Compare returns -1, 0 or 1 as e is less than, equal to or more than other.
func (e Exact) Compare(other Exact) int {
	return cmp.Or(cmp.Compare(e.high, other.high), cmp.Compare(e.low, other.low))
}

// Minor returns the whole minor units, the rest below them in
// hundred-millionths, and whether the amount is within its bounds: at most
// [MostMinorDigits] digits.
func (e Exact) Minor() (units, below int64, ok bool) {
	if e.high >= exactUnit {
		return 0, 0, false
	}
	quotient, remainder := bits.Div64(e.high, e.low, exactUnit)
	return int64(quotient), int64(remainder), quotient < minorBound
}

// Text returns the amount for people. It shows all digits of the amount, and at
// least the minor digits of the currency.
func (e Exact) Text(currency Currency) string {
	minor, _ := currency.MinorDigits()
	units := new(big.Int).SetUint64(e.high)
	units.Lsh(units, 64).Or(units, new(big.Int).SetUint64(e.low))
	amount := decimal.NewFromBigInt(units, int32(-exactDigits-minor))
	text := plain(amount)
	if _, fraction, _ := strings.Cut(text, "."); len(fraction) > minor {
		return string(currency) + " " + text
	}
	return forPeople(amount.StringFixed(int32(minor)), currency)
}

package mci

import (
	"cmp"
	"math/big"
	"math/bits"
	"strings"

	"github.com/shopspring/decimal"
)

// exact is an amount of zero or more before it is rounded, in the hundred-millionth part of the currency's
// minor unit: the finest that an amount by a [Percent] can be. The bounds of [ParseMoney], [ParseHours],
// [ParseQuantity] and [ParsePercent] keep every product below 128 bits: 10^18 minor units by 10^14
// hundredths by 10^6 is 10^38.
type exact struct {
	high, low uint64
}

const (
	exactDigits = 8 // below the minor unit
	exactUnit   = 100_000_000
)

// exactAmount returns an amount of whole minor units.
func exactAmount(minor int64) exact { return product(minor, exactUnit) }

// share returns a share of an amount of minor units.
func share(minor int64, of Percent) exact { return product(minor, of.millionths) }

// byHundredths returns an amount of minor units taken as often as a number of hundredths says.
func byHundredths(minor, hundredths int64) exact {
	const toExact = exactUnit / 100
	p := product(minor, hundredths)
	carry, low := bits.Mul64(p.low, toExact)
	return exact{p.high*toExact + carry, low}
}

func product(a, b int64) exact {
	high, low := bits.Mul64(uint64(a), uint64(b))
	return exact{high, low}
}

func (e exact) plus(other exact) exact {
	low, carry := bits.Add64(e.low, other.low, 0)
	return exact{e.high + other.high + carry, low}
}

func (e exact) compare(other exact) int {
	return cmp.Or(cmp.Compare(e.high, other.high), cmp.Compare(e.low, other.low))
}

// minor returns the whole minor units and the part below, and whether they fit the bounds of an amount.
func (e exact) minor() (units, below int64, ok bool) {
	if e.high >= exactUnit {
		return 0, 0, false
	}
	quotient, remainder := bits.Div64(e.high, e.low, exactUnit)
	return int64(quotient), int64(remainder), quotient < minorBound
}

// text shows an amount with all its digits, and at least those of the currency.
func (e exact) text(currency Currency) string {
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

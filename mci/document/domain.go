package document

import (
	"math"

	"github.com/mci-go/incentives/mci"
)

// The values of package mci that are written as objects. Their own
// UnmarshalJSON passes over unknown fields; these methods do not.

// Money returns an amount in the form that [mci.Money.MarshalJSON] writes; none
// for JSON null.
func (f Field) Money() mci.Money {
	return twoTexts(f, "amount", "currency", func(amount, currency string) (mci.Money, error) {
		return mci.ParseMoney(amount, mci.Currency(currency))
	})
}

// CustomerID returns an ID in the form that [mci.CustomerID.MarshalJSON]
// writes; none for JSON null.
func (f Field) CustomerID() mci.CustomerID {
	return twoTexts(f, "type", "value", func(kind, value string) (mci.CustomerID, error) {
		var of mci.IDType
		if err := of.UnmarshalText([]byte(kind)); err != nil {
			return mci.CustomerID{}, mci.At("type", err)
		}
		return mci.ParseCustomerID(of, value)
	})
}

// twoTexts returns the value that parse makes from the two texts of an object.
// The paths in its error are those of the fields.
func twoTexts[T any](f Field, first, second string, parse func(first, second string) (T, error)) (parsed T) {
	if f.IsNull() {
		return parsed
	}
	var a, b string
	sound := f.Object(func(o Object) { a, b = o.Field(first).Text(math.MaxInt), o.Field(second).Text(math.MaxInt) })
	if !sound {
		return parsed
	}
	parsed, err := parse(a, b)
	f.Wrong(err, "a well-formed "+first+" and "+second)
	return parsed
}

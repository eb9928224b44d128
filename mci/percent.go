package mci

import "github.com/shopspring/decimal"

// A Percent is a share of an amount, above 0 and at most 100, with up to six decimal places. The zero
// Percent is none.
type Percent struct {
	value decimal.Decimal
}

// ParsePercent returns the share that text gives, such as "15" or "3.75". Anything outside its range is
// a [FieldError].
func ParsePercent(text string) (Percent, error) {
	value, err := parseDecimal(text, 3, 6)
	if err != nil {
		return Percent{}, err
	}
	if value.Sign() <= 0 || value.GreaterThan(decimal.NewFromInt(100)) {
		return Percent{}, Invalid("", text, "a percentage above 0 and at most 100")
	}
	return Percent{value}, nil
}

// String returns the share with a percent sign, such as "15%".
func (p Percent) String() string { return plain(p.value) + "%" }

func (p Percent) of(amount decimal.Decimal) decimal.Decimal {
	return amount.Mul(p.value).Shift(-2)
}

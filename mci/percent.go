package mci

import "github.com/shopspring/decimal"

// A Percent is a share of an amount, above 0 and at most 100, with up to six decimal places. The zero
// Percent is none.
type Percent struct {
	millionths int64
}

const wholePercent = 100_000_000 // the whole, in millionths of a percent

// ParsePercent returns the share that text gives, such as "15" or "3.75". Anything outside its range is
// a [FieldError].
func ParsePercent(text string) (Percent, error) {
	value, err := parseDecimal(text, 3, 6)
	if err != nil {
		return Percent{}, err
	}
	millionths := value.Shift(6).IntPart()
	if millionths <= 0 || millionths > wholePercent {
		return Percent{}, Invalid("", text, "a percentage above 0 and at most 100")
	}
	return Percent{millionths}, nil
}

// String returns the share with a percent sign, such as "15%".
func (p Percent) String() string { return plain(decimal.New(p.millionths, -6)) + "%" }

// rest returns what the share leaves of the whole.
func (p Percent) rest() Percent { return Percent{wholePercent - p.millionths} }

package mci

import "github.com/shopspring/decimal"

// A Percent is a share of an amount, above 0 and at most 100, with up to six
// decimal places. The zero Percent is no share.
type Percent struct {
	millionths int64
}

const wholePercent = 100_000_000 // the whole, in millionths of a percent

// ParsePercent returns the share of a text such as "15" or "3.75". If the text
// is malformed or the share is out of range, the error is a [FieldError].
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

// IsNone reports whether p is the zero Percent: no share is given, or nothing
// is left of the whole.
func (p Percent) IsNone() bool { return p.millionths == 0 }

// Rest returns the share that is left of the whole: 35% for 65%, and none for
// 100%.
func (p Percent) Rest() Percent { return Percent{wholePercent - p.millionths} }

// MarshalText returns the share in digits, such as "3.75", and the empty text
// for the zero Percent.
func (p Percent) MarshalText() ([]byte, error) {
	if p.IsNone() {
		return nil, nil
	}
	return []byte(plain(decimal.New(p.millionths, -6))), nil
}

// UnmarshalText reads a text that [Percent.MarshalText] returns. If the text is
// malformed, the error is a [FieldError].
func (p *Percent) UnmarshalText(text []byte) (err error) {
	*p = Percent{}
	if len(text) > 0 {
		*p, err = ParsePercent(string(text))
	}
	return err
}

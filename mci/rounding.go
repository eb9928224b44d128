package mci

import "github.com/mci-go/incentives/mci/vocabulary"

// A RoundingMode names the way to round an amount between two payable amounts.
// Microsoft publishes none; the default of a catalog is [HalfAwayFromZero].
type RoundingMode uint8

// The rounding modes.
const (
	HalfAwayFromZero RoundingMode = iota // 0.125 becomes 0.13
	HalfEven                             // 0.125 becomes 0.12, 0.135 becomes 0.14
	TowardZero                           // 0.129 becomes 0.12
)

var roundingModeNames = vocabulary.Names[RoundingMode]{What: "rounding mode", Texts: []string{"half away from zero", "half even", "toward zero"}}

// String returns the mode in words.
func (m RoundingMode) String() string { return roundingModeNames.Text(m) }

// MarshalText returns the mode in words.
func (m RoundingMode) MarshalText() ([]byte, error) { return roundingModeNames.Marshal(m) }

// UnmarshalText reads a mode. Any other text is a [FieldError].
func (m *RoundingMode) UnmarshalText(text []byte) error { return roundingModeNames.Unmarshal(m, text) }

// A Rounding is the named policy for rounding a payout. A payout is rounded
// once, at the end of the calculation, to the minor unit of the currency. The
// zero Rounding is half away from zero. Source: none is published; this is a
// reading of this library, and a setting of the catalog.
type Rounding struct {
	// Mode is the way to round an amount between two payable amounts.
	Mode RoundingMode `json:"mode"`
}

// Round returns an amount rounded to whole minor units. It reports false if the
// result is beyond the bounds of an amount: more than [MostMinorDigits] digits.
func (r Rounding) Round(amount Exact) (minor int64, ok bool) {
	units, below, ok := amount.Minor()
	const half = exactUnit / 2
	switch r.Mode {
	case HalfEven:
		if below > half || below == half && units%2 == 1 {
			units++
		}
	case TowardZero:
	case HalfAwayFromZero:
		if below >= half {
			units++
		}
	}
	return units, ok && units < minorBound
}

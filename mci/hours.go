package mci

import "github.com/shopspring/decimal"

// Hours is an amount of work in hours, to the hundredth. The zero Hours means
// that no hours are given.
type Hours struct {
	hundredths int64
}

// ParseHours returns the hours of a text such as "80" or "7.5". The number must
// be above zero, with at most six digits before the point and two after it. Any
// other text is a [FieldError]. The upper bound guards against hostile input,
// since the program publishes none.
func ParseHours(text string) (Hours, error) {
	value, err := parseDecimal(text, 6, 2)
	if err != nil {
		return Hours{}, err
	}
	if value.Sign() <= 0 {
		return Hours{}, Invalid("", text, "hours above zero")
	}
	return Hours{value.Shift(2).IntPart()}, nil
}

// HoursOf returns a number of hundredths of an hour, such as 750 for 7.5 hours.
// If the number is not within the bounds of [ParseHours], it returns the zero
// Hours.
func HoursOf(hundredths int64) Hours {
	if hundredths < 0 || hundredths > mostHundredths {
		return Hours{}
	}
	return Hours{hundredths}
}

// mostHundredths is the largest number of hundredths that [ParseHours] accepts.
const mostHundredths = 99_999_999

// IsNone reports whether no hours are given.
func (h Hours) IsNone() bool { return h.hundredths == 0 }

// Compare returns -1, 0 or 1 as h is less than, equal to or more than other.
func (h Hours) Compare(other Hours) int {
	switch {
	case h.hundredths < other.hundredths:
		return -1
	case h.hundredths > other.hundredths:
		return 1
	default:
		return 0
	}
}

func (h Hours) decimal() decimal.Decimal { return decimal.New(h.hundredths, -2) }

// String returns the hours in decimal digits, such as "7.5", or the empty
// string if no hours are given.
func (h Hours) String() string {
	if h.IsNone() {
		return ""
	}
	return plain(h.decimal())
}

// MarshalText returns the hours in decimal digits, or the empty text if no
// hours are given.
func (h Hours) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads the form that [Hours.MarshalText] writes. Any other text
// is a [FieldError].
func (h *Hours) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*h = Hours{}
		return nil
	}
	parsed, err := ParseHours(string(text))
	if err != nil {
		return err
	}
	*h = parsed
	return nil
}

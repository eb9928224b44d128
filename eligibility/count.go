package eligibility

import (
	"encoding/json"
	"strconv"

	"github.com/mci-go/incentives/mci"
)

// A Count is a number that may be unknown, such as the number of a customer's
// claims. The zero Count is unknown.
type Count struct {
	number int
	known  bool
}

// CountOf returns a known count.
func CountOf(number int) Count { return Count{number, true} }

// String returns the number, or "unknown".
func (c Count) String() string {
	if !c.known {
		return "unknown"
	}
	return strconv.Itoa(c.number)
}

// Value returns the number, and whether it is known.
func (c Count) Value() (number int, known bool) { return c.number, c.known }

// MarshalJSON returns the number, or null if the count is unknown. If the
// number is below zero, it returns a [mci.FieldError].
func (c Count) MarshalJSON() ([]byte, error) {
	switch {
	case !c.known:
		return []byte("null"), nil
	case c.number < 0:
		return nil, &mci.FieldError{Found: c.String(), Want: wantCount}
	}
	return strconv.AppendInt(nil, int64(c.number), 10), nil
}

// UnmarshalJSON reads the form that [Count.MarshalJSON] writes. If the input is
// anything else, it returns a [mci.FieldError].
func (c *Count) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*c = Count{}
		return nil
	}
	var number int
	if err := json.Unmarshal(data, &number); err != nil || number < 0 {
		return mci.Invalid("", string(data), wantCount)
	}
	*c = CountOf(number)
	return nil
}

const wantCount = "a whole number of zero or more, or null"

package recognition

import (
	"encoding/json"
	"strconv"

	"github.com/mci-go/incentives/mci"
)

// Seats is the number of a customer's seats of a product, which may be unknown.
// The zero Seats is unknown.
type Seats struct {
	number int
	known  bool
}

// SeatsOf returns a known number of seats.
func SeatsOf(number int) Seats { return Seats{number, true} }

// Value returns the number, and whether it is known.
func (s Seats) Value() (number int, known bool) { return s.number, s.known }

// String returns the number, or "unknown".
func (s Seats) String() string {
	if !s.known {
		return "unknown"
	}
	return strconv.Itoa(s.number)
}

const wantSeats = "a whole number of zero or more, or null"

// MarshalJSON returns the number, or null if it is unknown. If the number is
// below zero, it returns a [mci.FieldError].
func (s Seats) MarshalJSON() ([]byte, error) {
	switch {
	case !s.known:
		return []byte("null"), nil
	case s.number < 0:
		return nil, &mci.FieldError{Found: s.String(), Want: wantSeats}
	}
	return strconv.AppendInt(nil, int64(s.number), 10), nil
}

// UnmarshalJSON reads the form that [Seats.MarshalJSON] writes. If the input is
// anything else, it returns a [mci.FieldError].
func (s *Seats) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*s = Seats{}
		return nil
	}
	var number int
	if err := json.Unmarshal(data, &number); err != nil || number < 0 {
		return mci.Invalid("", string(data), wantSeats)
	}
	*s = SeatsOf(number)
	return nil
}

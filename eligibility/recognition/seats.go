package recognition

import "strconv"

// Seats are how many seats a customer has of a product, or that this is unknown. The zero Seats are unknown.
type Seats struct {
	number int
	known  bool
}

// SeatsOf returns a known number of seats.
func SeatsOf(number int) Seats { return Seats{number, true} }

// Value returns the number and whether it is known.
func (s Seats) Value() (number int, known bool) { return s.number, s.known }

// String returns the number, or "unknown".
func (s Seats) String() string {
	if !s.known {
		return "unknown"
	}
	return strconv.Itoa(s.number)
}

package cpor

import "github.com/mci-go/incentives/mci/vocabulary"

// A Clock is one of the windows that run in the life of a claim. The zero Clock
// is none. Package association defines when each one runs, and the effect of
// its end.
type Clock uint8

// The clocks. All but the dispute clock count business days.
const (
	// PickUpClock runs from a submission until Microsoft begins the review.
	PickUpClock Clock = iota + 1
	// ReviewClock runs from the beginning of a review to its decision.
	ReviewClock
	// AnswerClock runs from a reviewer's request to the next submission. If it
	// ends, the claim is rejected.
	AnswerClock
	// DisputeClock runs from the rejection to the dispute. It counts calendar
	// days. If it ends, the claim is closed.
	DisputeClock
	// DisputeReviewClock runs from the dispute to its decision.
	DisputeReviewClock
	// OptOutClock runs from the mail to the customer. It is the shortest of
	// three documented windows. The customer can opt out at any time; an
	// opt-out after the window is only a warning.
	OptOutClock
)

// clockCount is one more than the highest clock.
const clockCount = OptOutClock + 1

var clockNames = vocabulary.Names[Clock]{What: "clock", Texts: []string{
	"", "pick-up", "review", "answer", "dispute", "dispute review", "opt-out",
}}

// Clocks returns every clock.
func Clocks() []Clock {
	all := make([]Clock, 0, clockCount-1)
	for clock := PickUpClock; clock < clockCount; clock++ {
		all = append(all, clock)
	}
	return all
}

// String returns the clock's name, such as "dispute review".
func (c Clock) String() string { return clockNames.Text(c) }

// MarshalText returns the clock's name. If the value is not declared, it
// returns a [mci.FieldError].
func (c Clock) MarshalText() ([]byte, error) { return clockNames.Marshal(c) }

// UnmarshalText reads a clock's name. Any other text is a [mci.FieldError].
func (c *Clock) UnmarshalText(text []byte) error { return clockNames.Unmarshal(c, text) }

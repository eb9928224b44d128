package settlement

import "github.com/mci-go/incentives/mci/vocabulary"

// A State says how far the payment of one claim has come. The zero State is
// none.
type State uint8

// The states of a claim's payment.
const (
	// NotDue means that there is no earning yet, and that none is expected yet.
	NotDue State = iota + 1
	// Late means that the payment is past the standard payment cycle, or past
	// the estimated month of an earning.
	Late
	// Reported means that the reports have an earning, and that not all of it
	// is paid as far as they say.
	Reported
	// Paid means that the earnings were sent, and that no difference from the
	// approved amount is known. Both are amounts before taxes.
	Paid
	// PaidShort means that less was sent than was approved or, if the approved
	// amount is not known, that an earning was forfeited or escheated. Beside
	// sent earnings, one of zero or less then counts for nothing. If as much as
	// was approved was sent beside a lost earning, the claim is paid, and a
	// finding tells of the loss. Beside a lost earning, a claim is PaidShort even
	// if a payment was taken back, but not while one is being taken back.
	//
	// A claim that would be Paid is PaidShort, too, if a payment order of the
	// claim alone withheld tax; the steps of the order tell how much. An order
	// that pays other earnings as well does not tell how much of its withheld
	// tax belongs to the claim, and sales tax that an order adds is not set off.
	PaidShort
	// PaidOver means that more was sent than was approved, before taxes. Withheld
	// tax does not lessen it, because what was approved was not lessened either.
	PaidOver
	// TakenBack means that a payment was taken back, or is being taken back.
	TakenBack
	// NotEligible means that there is no earning, and that a line of the report
	// on ineligible revenue fits the claim.
	NotEligible
	// Unknown means that nothing in the reports is about the claim, and that
	// they do not suffice to call it late. Result.Missing names the missing
	// facts and files.
	Unknown
)

var stateNames = vocabulary.Names[State]{What: "state of payment", Texts: []string{
	"", "not due yet", "late", "in the report, not yet paid", "paid", "paid short", "paid over", "taken back", "not eligible", "unknown",
}}

// States returns all states in the order of their declaration.
func States() []State {
	return []State{NotDue, Late, Reported, Paid, PaidShort, PaidOver, TakenBack, NotEligible, Unknown}
}

// String returns the state in words, such as "paid short", and the empty string
// for the zero State.
func (s State) String() string { return stateNames.Text(s) }

// MarshalText returns the text of String. If the value is not declared, the
// error is a [mci.FieldError].
func (s State) MarshalText() ([]byte, error) { return stateNames.Marshal(s) }

// UnmarshalText reads the text of MarshalText. Any other text is a
// [mci.FieldError].
func (s *State) UnmarshalText(text []byte) error { return stateNames.Unmarshal(s, text) }

package claims

import "github.com/mci-go/incentives/mci/vocabulary"

// A Class is how a claim ended, as the Complete tab of the Customers page sorts
// the claims that have. The zero Class is none: the claim is still open.
// Source: [mci.CustomersPage] for the first four; that a claim whose customer
// declined is a class of its own is [mci.LibraryReading], since the page does
// not list it.
type Class uint8

// The classes.
const (
	CompletedClass     Class = iota + 1 // approved
	ExpiredClass                        // one of four windows ran out
	CanceledClass                       // withdrawn by the partner
	FinalRejectedClass                  // rejected after the dispute
	DeclinedClass                       // refused by the customer
)

var classNames = vocabulary.Names[Class]{What: "class", Texts: []string{
	"", "completed", "expired", "canceled", "final rejected", "declined",
}}

// String returns the class in lower case, such as "final rejected", and the
// empty text for none.
func (c Class) String() string { return classNames.Text(c) }

// MarshalText returns the class in lower case; a value that is not declared is
// a [mci.FieldError].
func (c Class) MarshalText() ([]byte, error) { return classNames.Marshal(c) }

// UnmarshalText reads a class in lower case. Any other text is a
// [mci.FieldError].
func (c *Class) UnmarshalText(text []byte) error { return classNames.Unmarshal(c, text) }

// Class returns how a claim in the status ended; none for a status in which it
// is still open, and for one that is not declared.
func (s Status) Class() Class {
	if s >= statusCount {
		return 0
	}
	return statuses[s].class
}

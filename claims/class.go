package claims

import "github.com/mci-go/incentives/mci/vocabulary"

// A Class says how a claim ended, as the Complete tab of the Customers page
// groups ended claims. The zero Class means that the claim is still open.
// Source: [mci.CustomersPage] for the first four. The page does not list claims
// that the customer declined; their own class is [mci.LibraryReading].
type Class uint8

// The classes.
const (
	CompletedClass     Class = iota + 1 // approved
	ExpiredClass                        // a window ran out
	CanceledClass                       // withdrawn by the partner
	FinalRejectedClass                  // rejected after the dispute
	DeclinedClass                       // refused by the customer
)

var classNames = vocabulary.Names[Class]{What: "class", Texts: []string{
	"", "completed", "expired", "canceled", "final rejected", "declined",
}}

// String returns the class in lower case, such as "final rejected". The zero
// Class is the empty text.
func (c Class) String() string { return classNames.Text(c) }

// MarshalText returns the class in lower case. If the value is not declared, it
// returns a [mci.FieldError].
func (c Class) MarshalText() ([]byte, error) { return classNames.Marshal(c) }

// UnmarshalText reads a class in lower case. Any other text is a
// [mci.FieldError].
func (c *Class) UnmarshalText(text []byte) error { return classNames.Unmarshal(c, text) }

// Class returns the class of a claim in the status. It is zero if the claim is
// still open in the status, and if the status is not declared.
func (s Status) Class() Class {
	if s >= statusCount {
		return 0
	}
	return statuses[s].class
}

package mci

import (
	"cmp"
	"strconv"
)

// A Revision numbers one state of an edition. The edition as it was published
// is revision 1, and each correction of it is one more. The zero Revision is
// revision 1, so a reference without a revision names the edition as it was
// published. Revisions are compared with ==. Source: [LibraryReading], since
// Microsoft's guides number no corrections.
type Revision struct {
	corrections uint16
}

// mostRevision is the highest revision. It is a guard against typing errors,
// not a rule.
const mostRevision = 9999

const wantRevision = "a whole number from 1 to 9999"

// NewRevision returns the revision with a number from 1 to 9999. Any other
// number is a [FieldError].
func NewRevision(number int) (Revision, error) {
	if number < 1 || number > mostRevision {
		return Revision{}, Invalid("", strconv.Itoa(number), wantRevision)
	}
	return Revision{uint16(number - 1)}, nil
}

// Number returns the number of the revision, from 1 on.
func (r Revision) Number() int { return int(r.corrections) + 1 }

// String returns the number of the revision in digits, such as "2".
func (r Revision) String() string { return strconv.Itoa(r.Number()) }

// Compare returns a negative number if r is earlier than other, 0 if they are
// the same revision, and a positive number if r is later.
func (r Revision) Compare(other Revision) int { return cmp.Compare(r.corrections, other.corrections) }

// Equal reports whether two revisions are the same, as == does.
func (r Revision) Equal(other Revision) bool { return r == other }

// MarshalJSON returns the number of the revision, such as 2.
func (r Revision) MarshalJSON() ([]byte, error) { return []byte(r.String()), nil }

// UnmarshalJSON reads a whole number from 1 to 9999. JSON null changes nothing.
// Anything else is a [FieldError].
func (r *Revision) UnmarshalJSON(data []byte) error {
	text := string(data)
	if text == "null" {
		return nil
	}
	number, err := strconv.Atoi(text)
	if err != nil || strconv.Itoa(number) != text { // such as 2.0, "2" or 02
		return Invalid("", text, wantRevision)
	}
	read, err := NewRevision(number)
	if err == nil {
		*r = read
	}
	return err
}

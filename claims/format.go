package claims

import (
	"strconv"

	"github.com/mci-go/incentives/claims/internal/bound"
	"github.com/mci-go/incentives/mci/document"
)

// FormatVersion is the version of the form in which this library writes records
// and entries. It grows by one with each change that an older library could not
// read.
const FormatVersion = 1

// A Format is the mark of [FormatVersion] in a stored record or entry. It has
// no value in memory, because this library writes one version only; in JSON it
// is the number. To read a text without the number is an error, because no text
// was ever written without it. If a newer version of this library wrote the
// text, the error says so and matches [ErrUnreadable].
type Format struct{}

// MarshalJSON returns [FormatVersion].
func (Format) MarshalJSON() ([]byte, error) {
	return strconv.AppendInt(nil, FormatVersion, 10), nil
}

// UnmarshalJSON reads the number of a version that this library knows.
func (f *Format) UnmarshalJSON(data []byte) error {
	found := newFormat()
	err := document.ReadValue(data, storedLimits, found.Field)
	return found.OrNewer(err)
}

func newFormat() *bound.Format {
	return &bound.Format{Version: FormatVersion, Unreadable: ErrUnreadable}
}

// storedLimits are far above the largest record that was ever stored: a record
// of many thousand idempotency keys is still read. [Restore] bounds each field.
var storedLimits = bound.Limits

const mostStoredText = bound.Text // the limit of the document

// readStored reads the JSON form of a record or an entry.
func readStored(text []byte, bind func(document.Object)) error { return newFormat().Read(text, bind) }

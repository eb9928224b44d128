package claims

import (
	"fmt"
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
	var found formatReader
	err := document.ReadValue(data, storedLimits, found.read)
	return found.orNewer(err)
}

// storedLimits are far above the largest record that was ever stored: a record
// of many thousand idempotency keys is still read. [Restore] bounds each field.
var storedLimits = bound.Limits

const mostStoredText = bound.Text // the limit of the document

// formatReader keeps the version that a text names, if it is a later one.
type formatReader struct{ newer uint64 }

func (f *formatReader) bind(o document.Object) { f.read(o.Field("format")) }

func (f *formatReader) read(field document.Field) {
	raw := field.Value().Raw()
	if string(raw) == "1" { // FormatVersion, as a test demands
		return
	}
	version, err := strconv.ParseUint(string(raw), 10, 64)
	if err != nil || version == 0 {
		field.Refuse(strconv.Itoa(FormatVersion) + ", the version of the stored form")
		return
	}
	f.newer = version
}

// orNewer returns err, or in its place the error of a text that a newer version
// of this library wrote: then the fields that are not known are no mistakes.
func (f *formatReader) orNewer(err error) error {
	if f.newer <= FormatVersion {
		return err
	}
	return fmt.Errorf("%w: it was written by a newer version of this library, in format %d; this version reads formats up to %d",
		ErrUnreadable, f.newer, FormatVersion)
}

// readStored reads what a record or an entry marshals to.
func readStored(text []byte, bind func(document.Object)) error {
	var found formatReader
	err := document.Read(text, storedLimits, func(o document.Object) {
		found.bind(o)
		bind(o)
	})
	return found.orNewer(err)
}

package bound

import (
	"fmt"
	"strconv"

	"github.com/mci-go/incentives/mci/document"
)

// A Format reads the number of the stored form that a record or an entry names.
type Format struct {
	// Version is the newest version that this library reads.
	Version uint64
	// Unreadable is wrapped by the error of a text in a newer version.
	Unreadable error

	newer uint64
}

// Bind reads the number from the object's field format.
func (f *Format) Bind(o document.Object) { f.Field(o.Field("format")) }

// Field reads the number.
func (f *Format) Field(field document.Field) {
	raw := field.Value().Raw()
	if len(raw) == 1 && uint64(raw[0]-'0') == f.Version { // nearly always
		return
	}
	version, err := strconv.ParseUint(string(raw), 10, 64)
	if err != nil || version == 0 {
		field.Refuse(strconv.FormatUint(f.Version, 10) + ", the version of the stored form")
		return
	}
	f.newer = version
}

// OrNewer returns err, or in its place the error of a text that a newer version
// of this library wrote: then the fields that are not known are no mistakes.
func (f *Format) OrNewer(err error) error {
	if f.newer <= f.Version {
		return err
	}
	return fmt.Errorf("%w: it was written by a newer version of this library, in format %d; this version reads formats up to %d",
		f.Unreadable, f.newer, f.Version)
}

// Read reads the JSON form of a record or an entry.
func (f *Format) Read(text []byte, bind func(document.Object)) error {
	err := document.Read(text, Limits, func(o document.Object) {
		f.Bind(o)
		bind(o)
	})
	return f.OrNewer(err)
}

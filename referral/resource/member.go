package resource

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/internal/lossless"
)

// At returns the value at a path of the referral, as it is written. The path is
// a JSON pointer of documented names, such as /details/notes or /team/0/email.
// It may lead to a member that this library does not know. If there is nothing
// at the path, the result is empty. If the value cannot be written, the error
// is that of [Referral.Encode].
func (r *Referral) At(pointer string) (Verbatim, error) {
	v, err := referralKind.At(*r, pointer)
	return verbatimOf(v), err
}

// With returns the referral with another value at a path; see [Referral.At]. It
// does not change r. With add, the path may also lead to a new member, to a
// place in a list, or, if it ends with /-, to the end of a list.
//
// If the path leads nowhere, if the value is malformed, or if the referral
// cannot be written, the error is a [mci.FieldError]. A value that does not
// have the documented form is no error: [Referral.Odd] lists it.
func (r *Referral) With(pointer string, value Verbatim, add bool) (Referral, error) {
	v, err := referralKind.Write(*r)
	if err != nil {
		return *r, err
	}
	parsed, err := lossless.Parse([]byte(value))
	if err != nil {
		return *r, mci.At("value", err)
	}
	changed, ok := v.With(pointer, parsed, add)
	if !ok {
		return *r, mci.Invalid("path", pointer, "an existing place")
	}
	made, err := Decode(changed.Append(nil))
	if err != nil {
		return *r, err
	}
	return made, nil
}

// A Difference is one value that differs between two versions of a referral.
type Difference struct {
	// Path is a JSON pointer of documented names. If it ends with /-, the new
	// value is appended to a list.
	Path string `json:"path"`
	// Old is the earlier value, or empty if there was none.
	Old Verbatim `json:"old,omitempty"`
	// New is the later value, or empty if there is none.
	New Verbatim `json:"new,omitempty"`
}

// Differences compares two versions of a referral. It returns the differences
// in the order of the earlier version, those of unknown members included. A
// list that became shorter is compared as a whole. If a version cannot be
// written, the error is that of [Referral.Encode].
func Differences(earlier, later *Referral) ([]Difference, error) {
	was, err := referralKind.Write(*earlier)
	if err != nil {
		return nil, err
	}
	is, err := referralKind.Write(*later)
	if err != nil {
		return nil, err
	}
	var all []Difference
	for _, d := range lossless.Differences(was, is) {
		all = append(all, Difference{d.Path, verbatimOf(d.Old), verbatimOf(d.New)})
	}
	return all, nil
}

func verbatimOf(v *lossless.Value) Verbatim {
	if v == nil {
		return ""
	}
	return Verbatim(v.String())
}

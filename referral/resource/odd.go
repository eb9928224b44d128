package resource

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci/vocabulary"
	"github.com/mci-go/incentives/referral/internal/lossless"
)

// An Odd is a member of a referral that does not have its documented form. For
// example, customerProfile.ids may be an object, team may be one object, or
// status may be spelled Status. Microsoft's own samples have each of these. The
// member is kept as it was written.
type Odd struct {
	// Path is the place of the member, such as team[0].email.
	Path string `json:"path,omitempty"`
	// Found is the form that was found. It shows nothing personal.
	Found string `json:"found,omitempty"`
	// Want is the documented form.
	Want string `json:"want,omitempty"`
	// Read is true if the member was still read into its field, because only
	// its name is odd.
	Read bool `json:"read,omitempty"`
	// Value is the member as it was written. It may be personal.
	Value Verbatim `json:"value,omitzero"`

	pointer string
}

// Pointer returns the place of the member as a JSON pointer, such as
// /team/0/email.
func (o Odd) Pointer() string { return o.pointer }

// String returns the path with the found and the wanted form. It shows nothing
// personal.
func (o Odd) String() string {
	return vocabulary.Visible(o.Path + ": found " + o.Found + ", want " + o.Want)
}

// Odd lists the members that do not have their documented form, in the order of
// the referral. A patch is refused if it would overwrite a member that was not
// read.
func (r *Referral) Odd() []Odd { return slices.Clone(r.odd) }

func oddOf(found []lossless.Odd) []Odd {
	var all []Odd
	for _, o := range found {
		all = append(all, Odd{o.Path, o.Found, o.Want, o.How == lossless.OddName, Verbatim(o.Value.String()), o.Pointer})
	}
	return all
}

// Unread reports whether a member at one of the paths, or a part of it, could
// not be read. A path is a JSON pointer, such as /inviteContext.
func (r *Referral) Unread(pointers ...string) bool {
	return slices.ContainsFunc(r.odd, func(o Odd) bool {
		return !o.Read && slices.ContainsFunc(pointers, func(p string) bool { return within(o.pointer, p) })
	})
}

// UnreadAround reports whether the member at a path, a part of it, or a member
// around it could not be read. The path is a JSON pointer, such as
// /customerProfile/name.
func (r *Referral) UnreadAround(pointer string) bool {
	return slices.ContainsFunc(r.odd, func(o Odd) bool {
		return !o.Read && (within(o.pointer, pointer) || within(pointer, o.pointer))
	})
}

// within reports whether a path is another one, or leads below it.
func within(path, other string) bool { return path == other || strings.HasPrefix(path, other+"/") }

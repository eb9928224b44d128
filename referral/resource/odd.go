package resource

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/internal/lossless"
)

// An Odd is a member of a referral that is not as the documents have it, such
// as customerProfile.ids as an object, team as one object, or Status for
// status. Microsoft's own samples have each of these. It is kept as it was
// written.
type Odd struct {
	Path  string   // the member, such as team[0].email
	Found string   // how it was written; shows nothing personal
	Want  string   // how the documents have it
	Read  bool     // the member is in its field all the same: only its name is odd
	Value Verbatim // as it was written; may be personal

	pointer string
}

// String says what is odd, and shows nothing personal.
func (o Odd) String() string {
	return mci.Visible(o.Path + ": found " + o.Found + ", want " + o.Want)
}

// Odd lists the members that are not as the documents have them, in their
// order. A patch that would overwrite one that was not read is refused; see
// [MakePatch].
func (r *Referral) Odd() []Odd { return slices.Clone(r.odd) }

func oddOf(found []lossless.Odd) []Odd {
	var all []Odd
	for _, o := range found {
		all = append(all, Odd{o.Path, o.Found, o.Want, o.How == lossless.OddName, Verbatim(o.Value.String()), o.Pointer})
	}
	return all
}

// isOddAt reports whether a member at one of the paths, or a part of it, could
// not be read.
func (r *Referral) isOddAt(pointers ...string) bool {
	return slices.ContainsFunc(r.odd, func(o Odd) bool {
		return !o.Read && slices.ContainsFunc(pointers, func(p string) bool { return within(o.pointer, p) })
	})
}

// within reports whether a path is another one, or leads below it.
func within(path, other string) bool { return path == other || strings.HasPrefix(path, other+"/") }

package resource

import (
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/internal/lossless"
)

// A Patch changes a referral. It is a JSON Patch (RFC 6902) of the two
// operations that Partner Center takes: replace and add. The empty Patch
// changes nothing. Source: Microsoft Learn, "Patch a referral", 2020-09-30.
type Patch []Operation

// An Operation is one step of a [Patch].
type Operation struct {
	// Replace or Add
	Op Op `json:"op"`
	// a JSON pointer, such as /details/dealValue; /team/- appends
	Path string `json:"path"`
	// the new value, in JSON
	Value Verbatim `json:"value"`
}

// An Op is the kind of an [Operation].
type Op string

// The operations that Partner Center takes. It takes no other.
const (
	Replace Op = "replace" // of a member or an element that there is
	Add     Op = "add"     // of a member, or of an element before or after others
)

// Apply returns the referral as the patch makes it. The given one is not
// changed. An operation that is neither of the two, a path that leads nowhere,
// or a value of another form than the documents give its member is a
// [mci.FieldError] that names it.
func (p Patch) Apply(r Referral) (Referral, error) {
	v, err := r.value()
	if err != nil {
		return r, err
	}
	for i, op := range p {
		at := "[" + strconv.Itoa(i) + "]"
		value, err := lossless.Parse([]byte(op.Value))
		if err != nil {
			return r, mci.At(at+".value", err)
		}
		if op.Op != Add && op.Op != Replace {
			return r, mci.Invalid(at+".op", string(op.Op), "one of add, replace")
		}
		steps := strings.Split(op.Path, "/")
		if steps[0] != "" || len(steps) < 2 {
			return r, mci.Invalid(at+".path", op.Path, "a JSON pointer to a member")
		}
		var ok bool
		if v, ok = v.With(steps[1:], value, op.Op == Add); !ok {
			return r, mci.Invalid(at+".path", op.Path, "a place that there is")
		}
	}
	made, err := Decode(v.Append(nil))
	if err != nil {
		return r, err
	}
	for _, o := range made.odd {
		if !o.Read && !r.isOddAt(o.pointer) {
			return r, mci.Invalid(o.Path, o.Found, o.Want)
		}
	}
	return made, nil
}

// MakePatch returns the patch that leads from one version of a referral to an
// edited one. It holds nothing that is unchanged, and is empty if nothing
// changed. An edit that the rules refuse is a [Refusal] that says which: a
// locked field, a state that cannot follow, a value that is taken away, which
// no operation can, a member that could not be read and would be overwritten, a
// path that the published contract does not list and that is not opened by
// name; see [PatchPaths]. A value that cannot be written is a [mci.FieldError].
func MakePatch(old, edited *Referral, open ...string) (Patch, error) {
	was, err := old.value()
	if err != nil {
		return nil, err
	}
	is, err := edited.value()
	if err != nil {
		return nil, err
	}
	sent := ontoListed(lossless.Differences(was, is), was, is, open)
	if findings := refusedEdits(old, edited, sent, open); len(findings) > 0 {
		return nil, &Refusal{Referral: old.ID, Findings: findings}
	}
	var patch Patch
	for _, d := range sent {
		op := Replace
		if d.Old == nil {
			op = Add
		}
		patch = append(patch, Operation{op, d.Path, Verbatim(d.New.String())})
	}
	return patch, nil
}

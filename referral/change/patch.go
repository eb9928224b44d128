package change

import (
	"strconv"
	"strings"

	"github.com/mci-go/incentives/referral/resource"

	"github.com/mci-go/incentives/mci"
)

// A Patch changes a referral. It is a JSON Patch (RFC 6902) with the two
// operations that Partner Center accepts: replace and add. The empty Patch
// changes nothing. Source: Microsoft Learn, "Patch a referral", 2020-09-30.
type Patch []Operation

// An Operation is one step of a [Patch].
type Operation struct {
	// Op is Replace or Add.
	Op Op `json:"op"`
	// Path is a JSON pointer, such as /details/dealValue. If it ends with /-,
	// such as /team/-, the value is appended to the list.
	Path string `json:"path"`
	// Value is the new value, in JSON.
	Value resource.Verbatim `json:"value"`
}

// An Op is the kind of an [Operation].
type Op string

// The operations that Partner Center accepts. It accepts no others.
const (
	Replace Op = "replace" // replaces an existing member or element
	Add     Op = "add"     // adds a member, or inserts or appends an element
)

// Apply returns the referral with the patch applied. The given one is not
// changed. The error is a [mci.FieldError] that names the operation if it is
// neither replace nor add, if its path leads nowhere, or if its value does not
// have the documented form of the member. A first registration makes the list
// of registrations: the published contract has a path that appends to it, and
// none that makes it, so this is inferred.
func (p Patch) Apply(r resource.Referral) (resource.Referral, error) {
	if _, err := r.Encode(); err != nil {
		return r, err
	}
	made := r.Clone()
	for i, op := range p {
		at := "[" + strconv.Itoa(i) + "]"
		if op.Op != Add && op.Op != Replace {
			return r, mci.Invalid(at+".op", string(op.Op), "one of add, replace")
		}
		path, value := op.Path, op.Value
		if path == registrationsEnd && made.Registrations == nil && !made.Unread("/registrations") {
			path, value = strings.TrimSuffix(path, "/-"), "["+value+"]"
		}
		next, err := made.With(path, value, op.Op == Add)
		if err != nil {
			return r, mci.At(at, err)
		}
		made = next
	}
	for _, o := range made.Odd() {
		if !o.Read && !r.Unread(o.Pointer()) {
			return r, mci.Invalid(o.Path, o.Found, o.Want)
		}
	}
	return made, nil
}

// MakePatch returns the patch that leads from one version of a referral to an
// edited one. It holds only changes, and is empty if nothing changed. If a
// value cannot be written, the error is a [mci.FieldError].
//
// If the rules refuse the edit, the error is a [Refusal] with the reasons. An
// edit is refused if
//
//   - it changes a locked field,
//   - its state cannot follow the referral's state,
//   - it removes a value, which no operation can,
//   - it would overwrite a member that could not be read,
//   - it changes a path that the published contract does not list and that open
//     does not name; see [PatchPaths].
func MakePatch(old, edited *resource.Referral, open ...string) (Patch, error) {
	changed, err := resource.Differences(old, edited)
	if err != nil {
		return nil, err
	}
	sent := ontoListed(changed, old, edited, open)
	if findings := refusedEdits(old, edited, sent, open); len(findings) > 0 {
		return nil, &Refusal{Referral: old.ID, Findings: findings}
	}
	var patch Patch
	for _, d := range sent {
		op := Replace
		if d.Old == "" {
			op = Add
		}
		patch = append(patch, Operation{op, d.Path, d.New})
	}
	return patch, nil
}

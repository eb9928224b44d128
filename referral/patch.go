package referral

import (
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Patch is what is changed of a referral, as a JSON Patch (RFC 6902) of the two operations that Partner Center takes:
// replace and add. Source: Microsoft Learn, "Patch a referral", 2020-09-30.
type Patch []Operation

// An Operation is one step of a [Patch].
type Operation struct {
	Op    Op       `json:"op"`
	Path  string   `json:"path"` // a JSON pointer, such as /details/dealValue; /team/- appends
	Value Verbatim `json:"value"`
}

// An Op is what an [Operation] does.
type Op string

// The operations that Partner Center takes. It takes no other.
const (
	Replace Op = "replace"
	Add     Op = "add"
)

// Apply returns the resource as the patch makes it; the given one is not changed. An operation that is neither of the
// two, or a path that leads nowhere, is a [mci.FieldError] that names it.
func (p Patch) Apply(resource Resource) (Resource, error) {
	n, err := resource.node()
	if err != nil {
		return resource, err
	}
	for i, op := range p {
		at := "[" + strconv.Itoa(i) + "]"
		value, err := parse([]byte(op.Value))
		if err != nil {
			return resource, mci.At(at+".value", err)
		}
		if op.Op != Add && op.Op != Replace {
			return resource, mci.Invalid(at+".op", string(op.Op), "one of add, replace")
		}
		steps := strings.Split(op.Path, "/")
		if steps[0] != "" || len(steps) < 2 {
			return resource, mci.Invalid(at+".path", op.Path, "a JSON pointer to a member")
		}
		var ok bool
		if n, ok = n.with(steps[1:], value, op.Op); !ok {
			return resource, mci.Invalid(at+".path", op.Path, "a place that there is")
		}
	}
	return resourceKind.read(n)
}

// with returns the value with another one at a path, and whether the path leads somewhere.
func (n node) with(steps []string, value node, op Op) (changed node, ok bool) {
	if len(steps) == 0 {
		return value, true
	}
	n = n.clone()
	switch n.kind {
	case '{':
		name := unescaper.Replace(steps[0])
		if place := n.get(name); place != nil {
			*place, ok = place.with(steps[1:], value, op)
			return n, ok
		}
		n.members = append(n.members, member{name, stringOf(name).scalar, value})
		return n, op == Add && len(steps) == 1
	case '[':
		if steps[0] == "-" {
			n.items = append(n.items, value)
			return n, op == Add && len(steps) == 1
		}
		i, err := strconv.Atoi(steps[0])
		if err != nil || i < 0 || i >= len(n.items) {
			return n, false
		}
		if op == Add && len(steps) == 1 {
			n.items = append(n.items[:i:i], append([]node{value}, n.items[i:]...)...)
			return n, true
		}
		n.items[i], ok = n.items[i].with(steps[1:], value, op)
		return n, ok
	default:
		return n, false
	}
}

// MakePatch returns what leads from one version of a referral to an edited one. What is unchanged is left out, so the
// patch is empty where nothing is. An edit that the rules refuse is a [Refusal] that says which: a field that is locked,
// a state that cannot follow, a value that is taken away, which no operation can. A value that cannot be written is a
// [mci.FieldError].
func MakePatch(old, edited *Resource) (Patch, error) {
	was, err := old.node()
	if err != nil {
		return nil, err
	}
	is, err := edited.node()
	if err != nil {
		return nil, err
	}
	changed := differences("", was, is, nil)
	if findings := refusedEdits(old, edited, changed); len(findings) > 0 {
		return nil, &Refusal{Referral: old.ID, Findings: findings}
	}
	var patch Patch
	for _, d := range changed {
		op := Replace
		if d.old == nil {
			op = Add
		}
		patch = append(patch, Operation{op, d.path, Verbatim(d.new.String())})
	}
	return patch, nil
}

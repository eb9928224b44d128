// Package lossless reads JSON into structs and writes it back, and keeps every
// member that has no field in its struct.
//
// If a member does not have the form of its field, it is kept as it was written
// and reported as an [Odd]. The rest of the document is still read.
package lossless

import (
	"bytes"
	"encoding/json"
	"math"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// Bounds of a document, against hostile input.
const (
	MostBytes    = 1 << 20 // bytes of the whole document
	MostDepth    = 16      // levels below the first one
	MostElements = 2000    // members of one object, or elements of one array
)

// A Value is one JSON value as it was written, except for white space. The zero
// Value means that there is no value.
type Value struct {
	Kind    byte     // '{', '[', or 0 for a scalar
	Scalar  string   // a scalar, verbatim
	Members []Member // members of an object, in their order
	Items   []Value  // elements of an array
}

// A Member is one member of an object.
type Member struct {
	// Name is the name without quotes and escapes.
	Name string
	// Key is the name as it was written, in quotes.
	Key string
	// Value is the member's value.
	Value Value
	// Again is true if an earlier member of the object has the same name.
	Again bool
}

// ScalarOf returns a scalar that is written exactly as text.
func ScalarOf(text string) Value { return Value{Scalar: text} }

// TextOf returns a text as a JSON string. It escapes only what JSON requires.
func TextOf(text string) Value {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // encoding a string never fails
	return ScalarOf(strings.TrimSuffix(out.String(), "\n"))
}

func (v Value) isNull() bool { return v.Scalar == "null" }

// Text returns the text of a JSON string, and false if v is not one.
func (v Value) Text() (text string, ok bool) {
	if !strings.HasPrefix(v.Scalar, `"`) {
		return "", false
	}
	if !strings.Contains(v.Scalar, `\`) {
		return v.Scalar[1 : len(v.Scalar)-1], true
	}
	return text, json.Unmarshal([]byte(v.Scalar), &text) == nil
}

// Get returns the value of the first member with a name, or nil if there is
// none.
func (v Value) Get(name string) *Value {
	for i := range v.Members {
		if v.Members[i].Name == name {
			return &v.Members[i].Value
		}
	}
	return nil
}

// Append appends the value to out in its written form.
func (v Value) Append(out []byte) []byte {
	switch v.Kind {
	case '{':
		out = append(out, '{')
		for i, m := range v.Members {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(append(out, m.Key...), ':')
			out = m.Value.Append(out)
		}
		return append(out, '}')
	case '[':
		out = append(out, '[')
		for i, item := range v.Items {
			if i > 0 {
				out = append(out, ',')
			}
			out = item.Append(out)
		}
		return append(out, ']')
	default:
		return append(out, v.Scalar...)
	}
}

// String returns the value in its written form.
func (v Value) String() string { return string(v.Append(nil)) }

// Shown describes the value for an error. It shows nothing personal: for
// example, it describes every string as "a text".
func (v Value) Shown() string {
	switch {
	case v.Kind == '{':
		return "an object"
	case v.Kind == '[':
		return "an array of " + strconv.Itoa(len(v.Items))
	case strings.HasPrefix(v.Scalar, `"`):
		return "a text"
	default:
		return v.Scalar[:min(len(v.Scalar), 40)]
	}
}

// bounds are the bounds of one document.
var bounds = document.Limits{Bytes: MostBytes, Depth: MostDepth + 1, Members: MostElements, Text: MostBytes}

// Parse reads one JSON value. If the JSON is malformed, is not UTF-8, or
// exceeds a bound, the error is a [mci.FieldError]. A repeated member is kept
// and marked.
func Parse(data []byte) (Value, error) {
	scanned, err := document.Scan(data, bounds)
	if err != nil {
		return Value{}, err
	}
	return valueOf(scanned), nil
}

func valueOf(scanned document.Value) Value {
	// The other kinds have no parts.
	//exhaustive:ignore
	switch scanned.Kind() {
	case document.Struct:
		v, seen := Value{Kind: '{'}, make(map[string]bool, scanned.Len())
		for m := range scanned.Members() {
			v.Members = append(v.Members, Member{m.Name, string(m.Key), valueOf(m.Value), seen[m.Name]})
			seen[m.Name] = true
		}
		return v
	case document.Array:
		v := Value{Kind: '['}
		for item := range scanned.Elements() {
			v.Items = append(v.Items, valueOf(item))
		}
		return v
	default:
		return ScalarOf(string(scanned.Raw()))
	}
}

// unbounded are the bounds of a document that is only cut. The caller bounds
// its bytes, and [Parse] bounds its parts.
var unbounded = document.Limits{Bytes: math.MaxInt, Depth: math.MaxInt, Members: math.MaxInt, Text: math.MaxInt}

// A Part is a member of an object that was cut but not yet read.
type Part struct {
	// Name is the member's name.
	Name string
	// Value is the member's value.
	Value document.Value
}

// CutObject cuts an object into its members and reads none of them. So if one
// member exceeds the bounds of [Parse], the others can still be read. If the
// JSON is malformed or is not an object, the error is a [mci.FieldError].
func CutObject(data []byte) ([]Part, error) {
	scanned, err := document.Scan(data, unbounded)
	if err != nil {
		return nil, err
	}
	if scanned.Kind() != document.Struct {
		return nil, &mci.FieldError{Found: scanned.Kind().String(), Want: "an object"}
	}
	var parts []Part
	for m := range scanned.Members() {
		parts = append(parts, Part{m.Name, m.Value})
	}
	return parts, nil
}

// joined returns the path of a member. It quotes a name that is long or has
// unusual characters.
func joined(path, name string) string {
	if odd := strings.Trim(name, plainRunes); odd != "" || name == "" || len(name) > 60 {
		return path + "[" + strconv.Quote(name[:min(len(name), 60)]) + "]"
	}
	if path == "" {
		return name
	}
	return path + "." + name
}

const plainRunes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-@."

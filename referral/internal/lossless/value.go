// Package lossless reads JSON into structs and writes it back, and keeps every member that a struct has no field for.
//
// A member that does not have the form that its field wants is kept as it was
// written, and told as an [Odd]. It never costs the rest of the document.
package lossless

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mci-go/incentives/mci"
)

// Bounds of a document, against hostile input.
const (
	MostBytes    = 1 << 20 // of the whole document
	MostDepth    = 16      // levels below the first one
	MostElements = 2000    // members of one object, elements of one array
)

// A Value is one JSON value as it was written, white space aside. The zero
// Value is none.
type Value struct {
	Kind    byte     // '{', '[', or 0 for a scalar
	Scalar  string   // verbatim
	Members []Member // of an object, in their order
	Items   []Value  // of an array
}

// A Member is one member of an object.
type Member struct {
	Name  string // the name that the struct knows it by
	Key   string // the name as it was written, in quotes
	Value Value
	Again bool // an earlier member of the object has the same name
}

// ScalarOf returns a scalar that is written as given.
func ScalarOf(text string) Value { return Value{Scalar: text} }

// TextOf returns a text as a JSON string. Nothing is escaped that need not be.
func TextOf(text string) Value {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a text never fails
	return ScalarOf(strings.TrimSuffix(out.String(), "\n"))
}

func (v Value) isNull() bool { return v.Scalar == "null" }

// Text returns the text of a JSON string, and whether v is one.
func (v Value) Text() (text string, ok bool) {
	if !strings.HasPrefix(v.Scalar, `"`) {
		return "", false
	}
	if !strings.Contains(v.Scalar, `\`) {
		return v.Scalar[1 : len(v.Scalar)-1], true
	}
	return text, json.Unmarshal([]byte(v.Scalar), &text) == nil
}

// Get returns the first member of a name, and nil if there is none.
func (v Value) Get(name string) *Value {
	for i := range v.Members {
		if v.Members[i].Name == name {
			return &v.Members[i].Value
		}
	}
	return nil
}

// Append appends the value to out as it is written.
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

// String returns the value as it is written.
func (v Value) String() string { return string(v.Append(nil)) }

// Shown describes the value for an error. It shows nothing that may be
// personal: of a text it says that it is one.
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

// Parse reads one JSON value. Malformed JSON, bytes that are not UTF-8, and
// nesting or size beyond the bounds are a [mci.FieldError]. A member that
// occurs again is kept, and marked.
func Parse(data []byte) (Value, error) {
	if len(data) > MostBytes {
		return Value{}, &mci.FieldError{Found: strconv.Itoa(len(data)) + " bytes", Want: "at most " + strconv.Itoa(MostBytes)}
	}
	compact, err := compacted(data)
	if err != nil {
		return Value{}, err
	}
	s := scanner{compact}
	return s.value("", 0)
}

func compacted(data []byte) (string, error) {
	if !utf8.Valid(data) {
		return "", &mci.FieldError{Found: "bytes that are not UTF-8", Want: "JSON in UTF-8"}
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, data); err != nil {
		return "", &mci.FieldError{Found: "malformed JSON (" + err.Error() + ")", Want: "one JSON value"}
	}
	return compact.String(), nil
}

// A scanner cuts JSON that is known to be well formed, and has no white space,
// into values.
type scanner struct{ rest string }

func (s *scanner) value(path string, depth int) (Value, error) {
	if depth > MostDepth {
		return Value{}, &mci.FieldError{Path: path, Found: "deeper nesting", Want: "at most " + strconv.Itoa(MostDepth) + " levels"}
	}
	switch s.rest[0] {
	case '{':
		return s.object(path, depth)
	case '[':
		return s.array(path, depth)
	default:
		return ScalarOf(s.token()), nil
	}
}

func (s *scanner) object(path string, depth int) (Value, error) {
	v, seen := Value{Kind: '{'}, map[string]bool{}
	err := s.each('}', func() error {
		key := s.token()
		s.rest = s.rest[1:] // the colon
		name, _ := ScalarOf(key).Text()
		if len(v.Members) == MostElements {
			return tooMany(path)
		}
		value, err := s.value(joined(path, name), depth+1)
		v.Members = append(v.Members, Member{name, key, value, seen[name]})
		seen[name] = true
		return err
	})
	return v, err
}

func (s *scanner) array(path string, depth int) (Value, error) {
	v := Value{Kind: '['}
	err := s.each(']', func() error {
		if len(v.Items) == MostElements {
			return tooMany(path)
		}
		item, err := s.value(path+"["+strconv.Itoa(len(v.Items))+"]", depth+1)
		v.Items = append(v.Items, item)
		return err
	})
	return v, err
}

func tooMany(path string) error {
	return &mci.FieldError{Path: path, Found: "more elements", Want: "at most " + strconv.Itoa(MostElements)}
}

// each reads the brackets and commas, and calls read for what stands between
// them.
func (s *scanner) each(closing byte, read func() error) error {
	for s.rest = s.rest[1:]; s.rest[0] != closing; {
		if err := read(); err != nil {
			return err
		}
		s.rest = strings.TrimPrefix(s.rest, ",")
	}
	s.rest = s.rest[1:]
	return nil
}

// token reads a scalar.
func (s *scanner) token() string {
	end := strings.IndexAny(s.rest, ",]}")
	if end < 0 {
		end = len(s.rest)
	}
	if s.rest[0] == '"' {
		for end = 1; s.rest[end] != '"'; end++ {
			if s.rest[end] == '\\' {
				end++
			}
		}
		end++
	}
	token := s.rest[:end]
	s.rest = s.rest[end:]
	return token
}

// skip reads one value of any depth and returns it as it was written.
func (s *scanner) skip() string {
	start, depth := s.rest, 0
	for {
		switch s.rest[0] {
		case '{', '[':
			depth++
			s.rest = s.rest[1:]
		case '}', ']':
			depth--
			s.rest = s.rest[1:]
		case ',', ':':
			s.rest = s.rest[1:]
		default:
			s.token()
		}
		if depth == 0 {
			return start[:len(start)-len(s.rest)]
		}
	}
}

// A Part is a member of an object that was cut and not yet read.
type Part struct {
	Name string
	JSON string // as it was written, white space aside
}

// CutObject cuts an object into its members, and reads none of them, so that
// one which is beyond the bounds of [Parse] costs the others nothing. Malformed
// JSON, and any other value than an object, is a [mci.FieldError].
func CutObject(data []byte) ([]Part, error) {
	compact, err := compacted(data)
	if err != nil {
		return nil, err
	}
	if compact[0] != '{' {
		return nil, &mci.FieldError{Found: "another value", Want: "an object"}
	}
	var parts []Part
	s := scanner{compact}
	err = s.each('}', func() error {
		name, _ := ScalarOf(s.token()).Text()
		s.rest = s.rest[1:] // the colon
		parts = append(parts, Part{name, s.skip()})
		return nil
	})
	return parts, err
}

// CutArray cuts an array that [CutObject] returned into its elements. The
// result is nil, and false, for any other value.
func CutArray(array string) (elements []string, ok bool) {
	if !strings.HasPrefix(array, "[") {
		return nil, false
	}
	s := scanner{array}
	_ = s.each(']', func() error { elements = append(elements, s.skip()); return nil }) // never fails
	return elements, true
}

// joined returns the path of a member. A name from a document that is long or
// odd is quoted.
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

package referral

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mci-go/incentives/mci"
)

// Bounds of a document that Partner Center sends, against hostile input.
const (
	mostBytes    = 1 << 20
	mostDepth    = 16
	mostElements = 2000 // members of one object, elements of one array
)

// A node is one JSON value as it was written, white space aside.
type node struct {
	kind    byte     // '{', '[' or 0 for a scalar
	scalar  string   // verbatim
	members []member // of an object, in their order
	items   []node   // of an array
}

// member is one member of an object.
type member struct {
	name  string
	key   string // the name as it was written, in quotes
	value node
}

func scalarOf(text string) node { return node{scalar: text} }

// stringOf returns a text as a JSON string, with nothing escaped that need not be.
func stringOf(text string) node {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(text) // a text never fails
	return scalarOf(strings.TrimSuffix(out.String(), "\n"))
}

func (n node) isNull() bool { return n.scalar == "null" }

// text returns the text of a JSON string, and whether n is one.
func (n node) text() (text string, ok bool) {
	if !strings.HasPrefix(n.scalar, `"`) {
		return "", false
	}
	if !strings.Contains(n.scalar, `\`) {
		return n.scalar[1 : len(n.scalar)-1], true
	}
	return text, json.Unmarshal([]byte(n.scalar), &text) == nil
}

// get returns the member of a name, and nil if there is none.
func (n node) get(name string) *node {
	for i := range n.members {
		if n.members[i].name == name {
			return &n.members[i].value
		}
	}
	return nil
}

func (n node) append(out []byte) []byte {
	switch n.kind {
	case '{':
		out = append(out, '{')
		for i, m := range n.members {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(append(out, m.key...), ':')
			out = m.value.append(out)
		}
		return append(out, '}')
	case '[':
		out = append(out, '[')
		for i, item := range n.items {
			if i > 0 {
				out = append(out, ',')
			}
			out = item.append(out)
		}
		return append(out, ']')
	default:
		return append(out, n.scalar...)
	}
}

func (n node) String() string { return string(n.append(nil)) }

// shown describes a value for an error, without showing what may be personal.
func (n node) shown() string {
	switch {
	case n.kind == '{':
		return "an object"
	case n.kind == '[':
		return "an array of " + strconv.Itoa(len(n.items))
	case strings.HasPrefix(n.scalar, `"`):
		return "a text"
	default:
		return n.scalar[:min(len(n.scalar), 40)]
	}
}

// parse reads one JSON value. Malformed JSON, a repeated name, text that is not UTF-8, and nesting or size beyond the
// bounds are a [mci.FieldError].
func parse(data []byte) (node, error) {
	if len(data) > mostBytes {
		return node{}, &mci.FieldError{Found: strconv.Itoa(len(data)) + " bytes", Want: "at most " + strconv.Itoa(mostBytes)}
	}
	if !utf8.Valid(data) {
		return node{}, &mci.FieldError{Found: "bytes that are not UTF-8", Want: "JSON in UTF-8"}
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, data); err != nil {
		return node{}, &mci.FieldError{Found: "malformed JSON (" + err.Error() + ")", Want: "one JSON value"}
	}
	s := scanner{compact.String()}
	return s.value("", 0)
}

// A scanner cuts JSON that is known to be well formed, and has no white space, into nodes.
type scanner struct{ rest string }

func (s *scanner) value(path string, depth int) (node, error) {
	if depth > mostDepth {
		return node{}, &mci.FieldError{Path: path, Found: "deeper nesting", Want: "at most " + strconv.Itoa(mostDepth) + " levels"}
	}
	switch s.rest[0] {
	case '{':
		return s.object(path, depth)
	case '[':
		return s.array(path, depth)
	default:
		return scalarOf(s.token()), nil
	}
}

func (s *scanner) object(path string, depth int) (node, error) {
	n, seen := node{kind: '{'}, map[string]bool{}
	err := s.each('}', func() error {
		key := s.token()
		s.rest = s.rest[1:] // the colon
		name, _ := scalarOf(key).text()
		at := joined(path, name)
		if seen[name] {
			return &mci.FieldError{Path: at, Found: "the member twice", Want: "each member once"}
		}
		if len(seen) == mostElements {
			return tooMany(path)
		}
		seen[name] = true
		value, err := s.value(at, depth+1)
		n.members = append(n.members, member{name, key, value})
		return err
	})
	return n, err
}

func (s *scanner) array(path string, depth int) (node, error) {
	n := node{kind: '['}
	err := s.each(']', func() error {
		if len(n.items) == mostElements {
			return tooMany(path)
		}
		item, err := s.value(path+"["+strconv.Itoa(len(n.items))+"]", depth+1)
		n.items = append(n.items, item)
		return err
	})
	return n, err
}

func tooMany(path string) error {
	return &mci.FieldError{Path: path, Found: "more elements", Want: "at most " + strconv.Itoa(mostElements)}
}

// each takes the brackets and commas, and has what is between them taken.
func (s *scanner) each(closing byte, take func() error) error {
	for s.rest = s.rest[1:]; s.rest[0] != closing; {
		if err := take(); err != nil {
			return err
		}
		s.rest = strings.TrimPrefix(s.rest, ",")
	}
	s.rest = s.rest[1:]
	return nil
}

// token takes a scalar.
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

// joined returns the path of a member. A name from a document that is long or odd is quoted.
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

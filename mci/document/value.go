package document

import (
	"bytes"
	"iter"
)

// Kind returns the kind of the value, or the zero Kind for the zero Value.
func (v Value) Kind() Kind {
	if v.tape == nil {
		return 0
	}
	return v.node().kind
}

func (v Value) node() *node { return &v.tape.nodes[v.at] }

// Raw returns the value as it is written, without blanks around it, or nil for
// the zero Value. The bytes belong to the scanned text: do not change them.
func (v Value) Raw() []byte {
	if v.tape == nil {
		return nil
	}
	return v.tape.raw(v.at)
}

func (t *tape) raw(at int32) []byte {
	n := &t.nodes[at]
	return t.text[n.start:n.end:n.end]
}

// Len returns the number of members of an object, duplicates included, or the
// number of elements of an array. It is zero for any other value.
func (v Value) Len() int {
	if v.tape == nil {
		return 0
	}
	return int(v.node().count)
}

// Text returns the meaning of a text, with its escapes resolved. It reports
// false if the value is of another kind, or if the text has an escape that is
// half a character, such as \ud800, which UTF-8 cannot hold. [Value.Raw]
// returns such a text as it is written.
func (v Value) Text() (text string, ok bool) {
	if v.Kind() != Text || v.node().halved {
		return "", false
	}
	return v.tape.decoded(v.at), true
}

// decoded returns the meaning of a text or a name.
func (t *tape) decoded(at int32) string {
	inner := t.inner(at)
	if t.nodes[at].escaped {
		return decoded(inner)
	}
	return string(inner)
}

// inner returns the bytes between the quotes.
func (t *tape) inner(at int32) []byte {
	n := &t.nodes[at]
	return t.text[n.start+1 : n.end-1]
}

// A Member is one member of an object, as [Value.Members] yields it.
type Member struct {
	// Key is the name as it is written, in its quotes. The bytes belong to the
	// scanned text: do not change them.
	Key []byte
	// Name is the meaning of the name. If an escape in it is half a character,
	// it is replaced by U+FFFD.
	Name string
	// Value is the value of the member. It is never the zero Value.
	Value Value
}

// Members yields the members of an object in their order, duplicates included.
// It yields none for any other value.
func (v Value) Members() iter.Seq[Member] {
	return func(yield func(Member) bool) {
		if v.Kind() != Struct {
			return
		}
		for at := v.at + 1; at < v.node().next; at = v.tape.nodes[at+1].next {
			if !yield(Member{Key: v.tape.raw(at), Name: v.tape.decoded(at), Value: Value{v.tape, at + 1}}) {
				return
			}
		}
	}
}

// Elements yields the elements of an array in their order. It yields none for
// any other value.
func (v Value) Elements() iter.Seq[Value] {
	return func(yield func(Value) bool) {
		if v.Kind() != Array {
			return
		}
		for at := v.at + 1; at < v.node().next; at = v.tape.nodes[at].next {
			if !yield(Value{v.tape, at}) {
				return
			}
		}
	}
}

// Path returns the path of the value in its document, such as
// "locations[0].country". It is the empty string for the whole document and for
// the zero Value. It is found by walking down from the whole document, so it
// costs nothing until it is asked for.
func (v Value) Path() string {
	if v.tape == nil {
		return ""
	}
	return v.tape.path(v.at)
}

// Place returns the line and the column of the value's beginning, both from 1,
// or zeros for the zero Value. A column counts characters.
func (v Value) Place() (line, column int) {
	if v.tape == nil {
		return 0, 0
	}
	return v.tape.place(int(v.node().start))
}

// MarshalJSON returns the value as it is written, and null for the zero Value.
func (v Value) MarshalJSON() ([]byte, error) {
	if v.tape == nil {
		return []byte("null"), nil
	}
	return bytes.Clone(v.Raw()), nil
}

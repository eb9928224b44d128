package lossless

import (
	"errors"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// An Oddness says in which way a part of a document is odd. The zero Oddness
// means that the part is not odd.
type Oddness uint8

// The ways in which a part can be odd.
const (
	// OddForm means that the part does not have the form of its field. It was
	// not read.
	OddForm Oddness = iota + 1
	// OddName means that the name is written in another case. The part was
	// read.
	OddName
	// OddRepetition means that the name occurs before. The part was not read.
	OddRepetition
)

// An Odd is a part of a document that does not have the form or the name that
// its struct wants. It is kept as it was written.
type Odd struct {
	// How is the way in which the part is odd.
	How Oddness
	// Path is the place of the part, such as team[0].email.
	Path string
	// Pointer is the same place as a JSON pointer, such as /team/0/email.
	Pointer string
	// Found is the form that was found. It shows nothing personal.
	Found string
	// Want is the wanted form.
	Want string
	// Value is the part as it was written. It may be personal.
	Value Value
}

// A Reader keeps its place in a document, and notes the odd parts.
type Reader struct {
	steps []step
	odd   []Odd
}

// A step is a member's name or an element's index.
type step struct {
	name string
	item int // -1 for a member
}

func (r *Reader) enter(name string)  { r.steps = append(r.steps, step{name, -1}) }
func (r *Reader) enterItem(item int) { r.steps = append(r.steps, step{"", item}) }
func (r *Reader) leave()             { r.steps = r.steps[:len(r.steps)-1] }

// tell notes an error about the value at the reader's place. If err is nil, it
// notes nothing.
func (r *Reader) tell(v Value, err error) {
	var field *mci.FieldError
	if errors.As(err, &field) {
		r.note(v, OddForm, field.Found, field.Want)
	}
}

func (r *Reader) note(v Value, how Oddness, found, want string) {
	path, pointer := "", strings.Builder{}
	for _, s := range r.steps {
		pointer.WriteByte('/')
		if s.item < 0 {
			path = joined(path, s.name)
			pointer.WriteString(Escape(s.name))
			continue
		}
		path += "[" + strconv.Itoa(s.item) + "]"
		pointer.WriteString(strconv.Itoa(s.item))
	}
	r.odd = append(r.odd, Odd{how, path, pointer.String(), found, want, v})
}

package lossless

import (
	"errors"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// An Oddness is how a part of a document is odd. The zero Oddness is none.
type Oddness uint8

// The ways in which a part can be odd.
const (
	// it has another form than its field; it was not read
	OddForm Oddness = iota + 1
	// its name is written in other letters; it was read
	OddName
	// its name occurs before; it was not read
	OddRepetition
)

// An Odd is a part of a document that is not as its struct has it. It is kept
// as it was written.
type Odd struct {
	How     Oddness
	Path    string // such as team[0].email
	Pointer string // the same as a JSON pointer, such as /team/0/email
	Found   string // shows nothing personal
	Want    string
	Value   Value
}

// A Reader knows where in a document it is, and notes what is odd there.
type Reader struct {
	steps []step
	odd   []Odd
}

// A step is a member's name, or an element's place.
type step struct {
	name string
	item int // -1 for a member
}

func (r *Reader) enter(name string)  { r.steps = append(r.steps, step{name, -1}) }
func (r *Reader) enterItem(item int) { r.steps = append(r.steps, step{"", item}) }
func (r *Reader) leave()             { r.steps = r.steps[:len(r.steps)-1] }

// tell notes an error about the value at the reader's place. Nil is none.
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

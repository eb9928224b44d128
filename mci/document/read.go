package document

import (
	"cmp"
	"errors"
	"slices"
	"strconv"

	"github.com/mci-go/incentives/mci"
)

// Read scans a text that is one JSON object, and calls bind to read its fields.
// If there is no problem, it returns nil. Otherwise the error is [mci.Problems]
// with each problem in the order of the document: the problems that bind met,
// and each field that bind did not ask for, that occurs twice, or that has a
// name in the wrong case. If the text cannot be scanned, that is a single
// problem, and bind is not called. If there is an error, do not use the values
// that bind has set.
func Read(text []byte, limits Limits, bind func(Object)) error {
	return ReadValue(text, limits, func(f Field) { f.Object(bind) })
}

// ReadValue is [Read] for a text whose JSON value need not be an object.
func ReadValue(text []byte, limits Limits, bind func(Field)) error {
	root, err := Scan(text, limits)
	if err != nil {
		var fault *mci.FieldError
		errors.As(err, &fault)
		return mci.Problems{fault}
	}
	r := reader{tape: root.tape, asked: make([]question, 0, 64)}
	bind(Field{reader: &r, at: 0, parent: 0})
	return r.result()
}

// reader collects the problems of one document.
type reader struct {
	*tape
	asked    []question
	problems []problem
	more     int
}

// question is a field that was asked for.
type question struct {
	object int32
	name   string
}

type problem struct {
	offset int32
	*mci.FieldError
}

// count returns how many problems were noted.
func (r *reader) count() int { return len(r.problems) + r.more }

// report notes a problem at a node: line and column are the node's.
func (r *reader) report(at int32, path, found, want string) {
	if len(r.problems) == r.limits.Problems {
		r.more++
		return
	}
	offset := r.nodes[at].start
	line, column := r.place(int(offset))
	r.problems = append(r.problems, problem{offset, &mci.FieldError{
		Path: path, Found: found, Want: want, Line: line, Column: column,
	}})
}

// result returns the problems in the order of the document.
func (r *reader) result() error {
	if len(r.problems) == 0 {
		return nil
	}
	slices.SortStableFunc(r.problems, func(a, b problem) int { return cmp.Compare(a.offset, b.offset) })
	listed := make(mci.Problems, 0, len(r.problems)+1)
	for _, p := range r.problems {
		listed = append(listed, p.FieldError)
	}
	if r.more > 0 {
		listed = append(listed, &mci.FieldError{Found: strconv.Itoa(r.more) + " more problems", Want: "none; correct the ones above first"})
	}
	return listed
}

package vocabulary

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrInvalid is matched, through errors.Is, by every error that reports
// malformed input.
var ErrInvalid = errors.New("invalid input")

// A FieldError reports one malformed field: its path, the value found there and
// the values allowed. It matches [ErrInvalid].
type FieldError struct {
	// Path is the path of the field, such as "locations[0].country". It is
	// empty for the value itself.
	Path string `json:"path"`
	// Found describes the value that was found. It is bounded in length, and a
	// text is quoted.
	Found string `json:"found"`
	// Want describes the values that are allowed.
	Want string `json:"want"`
	// Line is the line of the field in a text document, counted from 1. It is
	// zero if the field was read from no document, or if its place is unknown.
	Line int `json:"line,omitempty"`
	// Column is the column of the field in that line, counted from 1. It is
	// zero if Line is zero.
	Column int `json:"column,omitempty"`
}

// Invalid returns a FieldError for a text value. The value is quoted and
// shortened. If it contains a mail address, only the address's first letter and
// domain are shown.
func Invalid(path, found, want string) *FieldError {
	return &FieldError{Path: path, Found: Quote(withoutMailboxes(found)), Want: want}
}

// Error returns the path of the field, the value found, the values allowed and,
// if it is known, the place in the document, in that order.
func (e *FieldError) Error() string {
	message := fmt.Sprintf("found %s, want %s", e.Found, e.Want)
	if e.Path != "" {
		message = e.Path + ": " + message
	}
	if e.Line > 0 {
		message += fmt.Sprintf(" (line %d, column %d)", e.Line, e.Column)
	}
	return message
}

// Is reports whether target is [ErrInvalid].
func (e *FieldError) Is(target error) bool { return target == ErrInvalid }

// At returns err with prefix added before the path of each FieldError that it
// holds, so that a caller can say where in its own input the fields are. If err
// holds no FieldError, it is returned unchanged.
func At(prefix string, err error) error {
	if err == nil {
		return nil
	}
	var problems Problems
	if errors.As(err, &problems) {
		prefixed := make(Problems, len(problems))
		for i, p := range problems {
			prefixed[i] = p.below(prefix)
		}
		return prefixed
	}
	var field *FieldError
	if !errors.As(err, &field) {
		return err
	}
	return field.below(prefix)
}

// below returns the error with prefix added before its path.
func (e *FieldError) below(prefix string) *FieldError {
	moved := *e
	moved.Path = joinPath(prefix, e.Path)
	return &moved
}

func joinPath(prefix, path string) string {
	if path == "" || prefix == "" || strings.HasPrefix(path, "[") {
		return prefix + path
	}
	return prefix + "." + path
}

// FieldPath returns the path of a field in a document. If the name is long, or
// contains characters that names do not have, it is quoted. The path is then
// short and cannot be mistaken for another one.
func FieldPath(path, name string) string {
	if name == "" || len(name) > longestQuote || strings.ContainsFunc(name, notOfAName) {
		return path + "[" + Quote(name) + "]"
	}
	return joinPath(path, name)
}

// ItemPath returns the path of an element of a list.
func ItemPath(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func notOfAName(r rune) bool {
	return r != '_' && r != '-' && r != '$' && r != ' ' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// Problems are all the malformed fields of one document, in the order of the
// document. They match [ErrInvalid], and errors.As finds the first FieldError.
type Problems []*FieldError

// Error returns all problems, one on each line.
func (p Problems) Error() string {
	lines := make([]string, len(p))
	for i, problem := range p {
		lines[i] = problem.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the problems as separate errors.
func (p Problems) Unwrap() []error {
	errs := make([]error, len(p))
	for i, problem := range p {
		errs[i] = problem
	}
	return errs
}

// longestQuote is the greatest number of bytes of a wrong input that an error
// repeats.
const longestQuote = 60

// Quote returns a wrong input in the form in which an error shows it: quoted
// and cut to 60 bytes, or "nothing" if it is empty.
func Quote(s string) string {
	if s == "" {
		return "nothing"
	}
	if shown := Shorten(s); shown != s {
		return strconv.Quote(shown) + "…"
	}
	return strconv.Quote(s)
}

// Shorten returns the part of s that an error repeats: its first 60 bytes at
// most, without splitting a character.
func Shorten(s string) string {
	if len(s) <= longestQuote {
		return s
	}
	end := longestQuote
	for i := range utf8.UTFMax {
		if utf8.RuneStart(s[longestQuote-i]) {
			end = longestQuote - i
			break
		}
	}
	return s[:end]
}

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

// A FieldError reports one malformed field: where it is, what was found there
// and what is allowed. It matches [ErrInvalid].
type FieldError struct {
	// where, such as "locations[0].country"; empty for the value itself
	Path string `json:"path"`
	// what was found, bounded in length and quoted where it is text
	Found string `json:"found"`
	// what is allowed
	Want string `json:"want"`
	// Line and Column say where in a document of text the field lies, both from
	// 1; zero if it was read from no document, or if the place is not known.
	Line   int `json:"line,omitempty"`
	Column int `json:"column,omitempty"`
}

// Invalid returns a FieldError for a text value. The value is quoted and
// shortened; of a mail address in it only the first letter and the domain are
// shown.
func Invalid(path, found, want string) *FieldError {
	return &FieldError{Path: path, Found: Quote(withoutMailboxes(found)), Want: want}
}

// Error returns the field's path, what was found, what is allowed, and the
// place in its document if it is known, in that order.
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

// At returns err with prefix put before the path of each FieldError that it
// holds, so that a caller can say where in its own input the fields lie. An
// error without a FieldError is returned as it is.
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

// below returns the error with prefix put before its path.
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

// FieldPath returns the path of a field in a document. If the name is long or
// holds other signs than a name does, it is quoted, so that the path looks like
// no other and makes no long line.
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
// document. It matches [ErrInvalid], and errors.As finds the first FieldError.
type Problems []*FieldError

// Error returns one problem a line.
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

// longestQuote is how much of a wrong input an error repeats, in bytes.
const longestQuote = 60

// Quote returns a wrong input as an error shows it: quoted, at most 60 bytes of
// it, and "nothing" if it is empty.
func Quote(s string) string {
	if s == "" {
		return "nothing"
	}
	if shown := Shorten(s); shown != s {
		return strconv.Quote(shown) + "…"
	}
	return strconv.Quote(s)
}

// Shorten returns as much of s as an error repeats, without splitting a letter.
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

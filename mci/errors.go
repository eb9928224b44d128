package mci

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What the errors of this package match, through errors.Is.
var (
	// ErrInvalid is matched by every error that reports malformed input. It is returned by the Parse
	// functions, by ReadCatalog and by the checks that other packages run on what a host passes in.
	ErrInvalid = errors.New("invalid input")
	// ErrCurrencyMismatch is returned by arithmetic on two amounts of different currencies.
	ErrCurrencyMismatch = errors.New("amounts are in different currencies")
	// ErrAmountRange is returned by [Money.Add] and [Sum] when the sum has more than
	// 18 digits in minor units, which no [Money] holds.
	ErrAmountRange = errors.New("the sum has more than 18 digits")
)

// A FieldError reports one malformed field: where it is, what was found there and what is allowed.
// It matches [ErrInvalid].
type FieldError struct {
	Path  string `json:"path"`  // where, such as "locations[0].country"; empty for the value itself
	Found string `json:"found"` // what was found, bounded in length and quoted where it is text
	Want  string `json:"want"`  // what is allowed
	// Line and Column say where in a document of text the field lies, both from 1;
	// zero if it was read from no document, or if the place is not known.
	Line   int `json:"line,omitempty"`
	Column int `json:"column,omitempty"`
}

// Invalid returns a FieldError for a text value. The value is quoted and shortened;
// of a mail address in it only the first letter and the domain are shown.
func Invalid(path, found, want string) *FieldError {
	return &FieldError{Path: path, Found: quote(withoutMailboxes(found)), Want: want}
}

// Error returns the field's path, what was found, what is allowed, and the place in
// its document if it is known, in that order.
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

// At returns err with prefix put before the path of each FieldError that it holds, so that a caller can
// say where in its own input the fields lie. An error without a FieldError is returned as it is.
func At(prefix string, err error) error {
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

// fieldPath is joinPath for a name from a document: whatever it is, the path looks like no other and makes
// no long line.
func fieldPath(path, name string) string {
	if name == "" || len(name) > longestQuote || strings.ContainsFunc(name, notOfAName) {
		return path + "[" + quote(name) + "]"
	}
	return joinPath(path, name)
}

func notOfAName(r rune) bool {
	return r != '_' && r != '-' && r != '$' && r != ' ' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
}

// Problems are all the malformed fields of one document, in the order of the document. It matches
// [ErrInvalid], and errors.As finds the first FieldError.
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

func quote(s string) string {
	if s == "" {
		return "nothing"
	}
	if shown := shorten(s); shown != s {
		return strconv.Quote(shown) + "…"
	}
	return strconv.Quote(s)
}

// shorten returns as much of s as an error repeats, without splitting a letter.
func shorten(s string) string {
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

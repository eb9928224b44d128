package catalog

import (
	"encoding"
	"errors"

	"github.com/mci-go/incentives/mci"
)

// enumeration is a type whose values have texts, and whose pointer reads them.
type enumeration[T any] interface {
	*T
	encoding.TextUnmarshaler
}

// named returns the value that has a text. A value without a text cannot be
// named.
func named[T any, P enumeration[T]](text string) (T, error) {
	var v T
	if text == "" {
		return v, mci.Invalid("", text, allowed[T, P]())
	}
	err := P(&v).UnmarshalText([]byte(text))
	return v, err
}

// allowed returns the texts that the values of a type have, for an error.
func allowed[T any, P enumeration[T]]() string {
	return wantOf(func(text string) (v T, err error) { return v, P(&v).UnmarshalText([]byte(text)) })
}

// wantOf returns the text in which parse says what it takes.
func wantOf[T any](parse func(string) (T, error)) string {
	const noText = "\x00" // nothing takes it
	_, err := parse(noText)
	var field *mci.FieldError
	if errors.As(err, &field) {
		return field.Want
	}
	return ""
}

// What the parsers of values take, for a field that is not there.
var (
	wantDay       = wantOf(mci.ParseDate)
	wantMoneyKind = wantOf(mci.ParseCurrency)
	wantYear      = wantOf(mci.ParseProgramYear)
)

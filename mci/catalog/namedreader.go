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

// named returns the value that a text names. The empty text names none.
func named[T any, P enumeration[T]](text string) (T, error) {
	var v T
	if text == "" {
		return v, mci.Invalid("", text, allowed[T, P]())
	}
	err := P(&v).UnmarshalText([]byte(text))
	return v, err
}

// allowed returns the texts of a type's values, for an error.
func allowed[T any, P enumeration[T]]() string {
	return wantOf(func(text string) (v T, err error) { return v, P(&v).UnmarshalText([]byte(text)) })
}

// wantOf returns parse's own description of the texts that it accepts.
func wantOf[T any](parse func(string) (T, error)) string {
	const noText = "\x00" // no parser accepts it
	_, err := parse(noText)
	var field *mci.FieldError
	if errors.As(err, &field) {
		return field.Want
	}
	return ""
}

// Descriptions of the texts that parsers accept, for a missing field.
var (
	wantDay       = wantOf(mci.ParseDate)
	wantMoneyKind = wantOf(mci.ParseCurrency)
	wantYear      = wantOf(mci.ParseProgramYear)
)

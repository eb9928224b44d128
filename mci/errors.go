package mci

import (
	"errors"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// ErrCurrencyMismatch is returned by arithmetic on two amounts if their
// currencies differ.
var ErrCurrencyMismatch = errors.New("amounts are in different currencies")

// ErrAmountRange is returned by [Money.Add] and [Sum] if the sum has more than
// 18 digits in minor units, the most that a [Money] can hold.
var ErrAmountRange = errors.New("the sum has more than 18 digits")

// ErrInvalid is matched, through errors.Is, by every error that reports
// malformed input. Such errors come from the Parse functions, from the reader
// of a catalog, and from the checks that other packages run on the input of a
// host.
var ErrInvalid = vocabulary.ErrInvalid

// A FieldError reports one malformed field: its path, the value found there and
// the values allowed. It matches [ErrInvalid].
type FieldError = vocabulary.FieldError

// Problems are all the malformed fields of one document, in the order of the
// document. They match [ErrInvalid], and errors.As finds the first FieldError.
type Problems = vocabulary.Problems

// Invalid returns a FieldError for a text value. The value is quoted and
// shortened. If it contains a mail address, only the address's first letter and
// domain are shown.
func Invalid(path, found, want string) *FieldError { return vocabulary.Invalid(path, found, want) }

// At returns err with prefix added before the path of each FieldError that it
// holds, so that a caller can say where in its own input the fields are. If err
// holds no FieldError, it is returned unchanged.
func At(prefix string, err error) error { return vocabulary.At(prefix, err) }

package mci

import (
	"errors"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// ErrCurrencyMismatch is returned by arithmetic on two amounts of different
// currencies.
var ErrCurrencyMismatch = errors.New("amounts are in different currencies")

// ErrAmountRange is returned by [Money.Add] and [Sum] when the sum has more
// than 18 digits in minor units, which no [Money] holds.
var ErrAmountRange = errors.New("the sum has more than 18 digits")

// ErrInvalid is matched, through errors.Is, by every error that reports
// malformed input: that of the Parse functions, of the reader of a catalog and
// of the checks that other packages run on the input of a host.
var ErrInvalid = vocabulary.ErrInvalid

// A FieldError reports one malformed field: where it is, what was found there
// and what is allowed. It matches [ErrInvalid].
type FieldError = vocabulary.FieldError

// Problems are all the malformed fields of one document, in the order of the
// document. They match [ErrInvalid], and errors.As finds the first FieldError.
type Problems = vocabulary.Problems

// Invalid returns a FieldError for a text value, which is quoted and shortened;
// of a mail address in it only the first letter and the domain are shown.
func Invalid(path, found, want string) *FieldError { return vocabulary.Invalid(path, found, want) }

// At returns err with prefix put before the path of each FieldError that it
// holds, so that a caller can say where in its own input the fields lie. An
// error without a FieldError is returned as it is.
func At(prefix string, err error) error { return vocabulary.At(prefix, err) }

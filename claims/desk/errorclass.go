package desk

import (
	"context"
	"errors"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// An ErrorClass groups errors by the action that the caller takes next. A web
// host can answer a request by the class alone. The zero ErrorClass means that
// there is no error.
//
//	class          HTTP  the caller's next action
//	malformed      422   correct the field that the mci.FieldError names
//	refused        409   read the rule and the gaps of the Refusal; the same command is refused again
//	conflict       409   repeat the command under the same key
//	exists         409   choose another ID, or work on the claim that has it
//	limit          409   end an open claim of the customer first, or do without
//	terms changed  409   accept the terms that the TermsError names, or give back the revision to the catalog
//	not found      404   correct the ID
//	unreadable     500   have an operator repair the record, restore the catalog or update the library; the input is not to blame
//	unavailable    503   repeat the command under the same key, later
//	out of order   409   read the claim again, and give the command with the present instant
//
// The assignment of HTTP statuses is a reading of this library. No two classes
// are the same, so a host may answer otherwise by comparing classes.
type ErrorClass uint8

// The classes of errors. If an error matches several, [ClassOf] returns the
// first of them.
const (
	// Unreadable means that this library cannot read the stored data with this
	// catalog.
	Unreadable ErrorClass = iota + 1
	// Unavailable means that the store failed or that the context has ended.
	// Every error that belongs to no other class is Unavailable, too.
	Unavailable
	// ExistsAlready means that another claim has the ID.
	ExistsAlready
	// Conflicted means that the claim was changed by others meanwhile.
	Conflicted
	// LimitReached means that the customer has the most claims that are
	// allowed.
	LimitReached
	// TermsChanged means that the catalog has other terms than those under
	// which the claim was opened.
	TermsChanged
	// NotFound means that no claim has the ID.
	NotFound
	// Refused means that the rules do not allow the command, or that a link of
	// a consent does not count any more.
	Refused
	// Malformed means that the input is malformed.
	Malformed
	// OutOfOrder means that the command is dated before the claim's latest
	// entry by more than the tolerance.
	OutOfOrder
)

// errorClassRow is the definition of one class.
type errorClassRow struct {
	name   string
	target error // matched by the errors of the class
	also   func(error) bool
	status int // HTTP status
	advice string
}

var errorClasses = [...]errorClassRow{
	Unreadable: {
		name: "unreadable", target: claims.ErrUnreadable, status: 500,
		advice: "have an operator repair the stored record, give back the catalog that it was made under, or update the library",
	},
	Unavailable: {
		name: "unavailable", target: ErrUnavailable, status: 503,
		advice: "repeat the command later, under the same key",
	},
	ExistsAlready: {
		name: "exists", target: ErrExists, status: 409,
		advice: "choose another ID, or work on the claim that has this one",
	},
	Conflicted: {
		name: "conflict", target: store.ErrConflict, status: 409,
		advice: "repeat the command under the same key",
	},
	LimitReached: {
		name: "limit", target: store.ErrLimit, status: 409,
		advice: "end an open claim of the customer first",
	},
	TermsChanged: {
		name: "terms changed", target: claims.ErrTermsChanged, status: 409,
		advice: "accept the terms that the error names, or give back the revision that the claim was opened under",
	},
	NotFound: {
		name: "not found", target: store.ErrNotFound, status: 404,
		advice: "correct the claim's ID",
	},
	Refused: {
		name: "refused", target: claims.ErrRefused, also: refusesLink, status: 409,
		advice: "settle what the refusal names; until then the same command is refused again",
	},
	Malformed: {
		name: "malformed", target: mci.ErrInvalid, status: 422,
		advice: "correct the field that the error names",
	},
	OutOfOrder: {
		name: "out of order", target: claims.ErrOutOfOrder, status: 409,
		advice: "read the claim again, and give the command with the present instant if it still applies",
	},
}

// ErrorClasses returns every class, in the order in which [ClassOf] tries them.
func ErrorClasses() []ErrorClass {
	classes := make([]ErrorClass, 0, len(errorClasses)-1)
	for class := Unreadable; int(class) < len(errorClasses); class++ {
		classes = append(classes, class)
	}
	return classes
}

// ClassOf returns the class of an error, and the zero ErrorClass for nil. If a
// context has ended, or if the error matches no class, such as an error of a
// database, the class is [Unavailable]. A [store.ClaimError] has the class of
// the reason that it wraps.
func ClassOf(err error) ErrorClass {
	if err == nil {
		return 0
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return Unavailable
	}
	for _, class := range ErrorClasses() {
		if row := &errorClasses[class]; errors.Is(err, row.target) || row.also != nil && row.also(err) {
			return class
		}
	}
	return Unavailable
}

// refusesLink reports whether an error says that a link was used, has expired
// or was replaced, or that its request was taken back.
func refusesLink(err error) bool { return errors.As(err, new(*consent.LinkError)) }

// row returns the row of a class. The row of the zero ErrorClass is empty.
func (c ErrorClass) row() errorClassRow {
	if int(c) >= len(errorClasses) {
		return errorClassRow{name: "invalid error class"}
	}
	return errorClasses[c]
}

// String returns the class in lower case, such as "not found". It is empty for
// the zero ErrorClass.
func (c ErrorClass) String() string { return c.row().name }

// HTTPStatus returns the HTTP status with which a web host answers an error of
// the class: 422, 409, 404, 500 or 503. It is 0 for the zero ErrorClass. The
// assignment is a reading of this library.
func (c ErrorClass) HTTPStatus() int { return c.row().status }

// Advice returns the caller's next action, in one sentence without a period. It
// is empty for the zero ErrorClass.
func (c ErrorClass) Advice() string { return c.row().advice }

// MarshalText returns the class in lower case. If the class is not declared,
// the error is a [mci.FieldError].
func (c ErrorClass) MarshalText() ([]byte, error) {
	if int(c) >= len(errorClasses) {
		return nil, mci.Invalid("class", c.String(), "a class of errors")
	}
	return []byte(c.String()), nil
}

// UnmarshalText reads a class in lower case. Any other text is a
// [mci.FieldError].
func (c *ErrorClass) UnmarshalText(text []byte) error {
	for class := range errorClasses {
		if errorClasses[class].name == string(text) {
			*c = ErrorClass(class)
			return nil
		}
	}
	return mci.Invalid("class", string(text), "a class of errors")
}

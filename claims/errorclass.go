package claims

import (
	"context"
	"errors"

	"github.com/mci-go/incentives/mci"
)

// An ErrorClass sorts errors by what their receiver does next. A web host
// answers a request by the class alone. The zero ErrorClass is that of no
// error.
//
//	class          HTTP  what the caller does next
//	malformed      422   correct the field that the mci.FieldError names
//	refused        409   read the rule and the gaps of the Refusal; the same command is refused again
//	conflict       409   repeat the command under the same key
//	exists         409   choose another ID, or work on the claim that has it
//	limit          409   end an open claim of the customer first, or do without
//	not found      404   correct the ID
//	unreadable     500   have an operator repair the record, or give back the catalog; input is not to blame
//	unavailable    503   repeat the command under the same key, later
//
// The figures are a reading of this library. Each class has a row of its own,
// so a host may answer otherwise by comparing classes.
type ErrorClass uint8

// The classes of errors, in the order in which [ClassOf] asks for them where an
// error matches several.
const (
	// stored data that this library and catalog cannot read
	Unreadable ErrorClass = iota + 1
	// the store fails, or the context has ended; any error that is of no other
	// class
	Unavailable
	// an ID that is taken
	ExistsAlready
	// a claim that others changed meanwhile
	Conflicted
	// a customer with the most claims that are allowed
	LimitReached
	// an ID that no claim has
	NotFound
	// a command that the rules do not allow
	Refused
	// input that is malformed
	Malformed
)

// errorClassRow is all that is said of one class.
type errorClassRow struct {
	name   string
	target error // which errors of the class match
	status int   // of HTTP
	advice string
}

// errorClasses holds the row of each class.
var errorClasses = [...]errorClassRow{
	Unreadable: {
		name: "unreadable", target: ErrUnreadable, status: 500,
		advice: "have an operator repair the stored record, or give back the catalog that it was made under",
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
		name: "conflict", target: ErrConflict, status: 409,
		advice: "repeat the command under the same key",
	},
	LimitReached: {
		name: "limit", target: ErrLimit, status: 409,
		advice: "end an open claim of the customer first",
	},
	NotFound: {
		name: "not found", target: ErrNotFound, status: 404,
		advice: "correct the claim's ID",
	},
	Refused: {
		name: "refused", target: ErrRefused, status: 409,
		advice: "settle what the refusal names; until then the same command is refused again",
	},
	Malformed: {
		name: "malformed", target: mci.ErrInvalid, status: 422,
		advice: "correct the field that the error names",
	},
}

// ErrorClasses returns every class, in the order in which [ClassOf] asks for
// them.
func ErrorClasses() []ErrorClass {
	classes := make([]ErrorClass, 0, len(errorClasses)-1)
	for class := Unreadable; int(class) < len(errorClasses); class++ {
		classes = append(classes, class)
	}
	return classes
}

// ClassOf returns the class of an error; none for nil. An error that no class
// names, such as one of a database, is [Unavailable], and so is a context that
// has ended. The class of a [ClaimError] is that of its reason.
func ClassOf(err error) ErrorClass {
	if err == nil {
		return 0
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return Unavailable
	}
	for _, class := range ErrorClasses() {
		if errors.Is(err, errorClasses[class].target) {
			return class
		}
	}
	return Unavailable
}

// row returns the row of a class, and an empty one for none.
func (c ErrorClass) row() errorClassRow {
	if int(c) >= len(errorClasses) {
		return errorClassRow{name: "invalid error class"}
	}
	return errorClasses[c]
}

// String returns the class in lower case, such as "not found", and the empty
// text for none.
func (c ErrorClass) String() string { return c.row().name }

// HTTPStatus returns the status by which a web host answers an error of the
// class: 422, 409, 404, 500 or 503. It is 0 for none. The assignment is a
// reading of this library.
func (c ErrorClass) HTTPStatus() int { return c.row().status }

// Advice returns what the caller does next, in one sentence without a period.
// It is empty for none.
func (c ErrorClass) Advice() string { return c.row().advice }

// MarshalText returns the class in lower case. A value that is not declared is
// a [mci.FieldError].
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

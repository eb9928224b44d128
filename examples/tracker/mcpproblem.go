package main

import (
	"context"
	"errors"
	"io/fs"

	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/examples/sqlite"
	"github.com/mci-go/incentives/mci"
)

// An assistantProblem is an error as an assistant gets it: the refusal of the
// rules, a malformed field, or what else stands in the way.
type assistantProblem struct {
	// Class is the class of the error, by which to act.
	Class string `json:"class"`
	// Advice is what to do next.
	Advice string `json:"advice"`
	refusal
	// Fields are the malformed fields.
	Fields mci.Problems `json:"fields,omitempty"`
}

// placeProblems are the errors about files and databases. An assistant cannot
// choose another one, and it is of no use to repeat the call. To a desk, each of
// them is a store that may be back soon.
var placeProblems = []struct {
	target error
	class  desk.ErrorClass
	advice string
}{
	{fs.ErrNotExist, desk.NotFound, "tell the user that it does not exist; whoever starts the server names another one or makes it"},
	{sqlite.ErrEmpty, desk.NotFound, "tell the user that it holds no claims yet; a first claim or an import makes it"},
	{place.ErrNoTables, desk.NotFound, "tell the user that it holds no claims yet; a first claim or an import makes it"},
	{fs.ErrPermission, desk.Unreadable, "tell the user that whoever starts the server may not read it"},
	{sqlite.ErrForeign, desk.Unreadable, "tell the user that it holds no claims of this program; whoever starts the server names another one"},
	{postgres.ErrForeign, desk.Unreadable, "tell the user that it holds no claims of this program; whoever starts the server names another one"},
	{row.ErrDamaged, desk.Unreadable, "tell the user that it is damaged, and to type tracker doctor"},
	{errUnread, desk.Unreadable, "use the rest of the answer; the result or the notes tell what could not be read, which whoever starts the server has to mend"},
}

// problemOf returns an error as an assistant gets it. It is a partial one if
// there is a result beside it.
func problemOf(err error, partial bool) *assistantProblem {
	class := desk.ClassOf(err)
	problem := &assistantProblem{Class: class.String(), Advice: class.Advice(), refusal: refusalOf(err)}
	kind := err
	switch ended := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded); {
	case isDamage(err):
		kind = row.ErrDamaged
	case partial && !ended:
		kind = errUnread
	}
	for _, one := range placeProblems {
		if class == desk.Unavailable && errors.Is(kind, one.target) {
			problem.Class, problem.Advice = one.class.String(), one.advice
			break
		}
	}
	var one *mci.FieldError
	if !errors.As(err, &problem.Fields) && errors.As(err, &one) {
		problem.Fields = mci.Problems{one}
	}
	return problem
}

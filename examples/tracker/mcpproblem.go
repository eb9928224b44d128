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

// An assistantProblem is an error in the form for an assistant. It is a refusal
// of the rules, a malformed field or another obstacle.
type assistantProblem struct {
	// Class is the class of the error. An assistant decides by it how to
	// proceed.
	Class string `json:"class"`
	// Advice says how to proceed.
	Advice string `json:"advice"`
	refusal
	// Fields are the malformed fields.
	Fields mci.Problems `json:"fields,omitempty"`
}

// placeProblems are the errors of files and databases. An assistant cannot
// choose another file, and repeating the call does not help. For a desk, each
// is an error of a store that may soon work again.
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

// problemOf returns an error in the form for an assistant. If there is also a
// result, partial is true, and the problem says that the result is incomplete.
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

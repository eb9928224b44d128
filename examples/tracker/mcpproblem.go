package main

import (
	"errors"

	"github.com/mci-go/incentives/claims/desk"
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

// problemOf returns an error as an assistant gets it.
func problemOf(err error) *assistantProblem {
	class := desk.ClassOf(err)
	problem := &assistantProblem{Class: class.String(), Advice: class.Advice(), refusal: refusalOf(err)}
	var one *mci.FieldError
	if !errors.As(err, &problem.Fields) && errors.As(err, &one) {
		problem.Fields = mci.Problems{one}
	}
	return problem
}

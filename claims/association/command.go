package association

import (
	"slices"
	"time"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/bound"
	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Command is a request to change a claim. Each command is one small struct of
// this package.
type Command interface {
	// Event returns the event that the command asks for.
	Event() lifecycle.Event
	// check returns an error if a field is malformed.
	check() error
	// apply writes the fields of the command into the next value of the claim.
	// That value has its new state, instants and marks already, and is not
	// shared yet.
	apply(next *Claim, at time.Time)
}

// isCommand reports whether a command is one of the structs of this package
// itself.
func isCommand(command Command) bool {
	for i := range events {
		if is := events[i].command.Is; is != nil && is(command) {
			return true
		}
	}
	return false
}

// A cloner is a command that holds a slice or a pointer.
type cloner interface{ clone() Command }

// cloned returns a command that shares nothing with the caller's, so that a
// history never changes.
func cloned(command Command) Command {
	if c, ok := command.(cloner); ok {
		return c.clone()
	}
	return command
}

// Limits of the texts of a claim, in bytes.
const (
	mostIDBytes      = 200
	mostNameBytes    = 200
	mostCommentBytes = 4000
)

// checkFaults returns an error if a fault is not declared or named twice.
func checkFaults(faults []cpor.Fault) error {
	for i, fault := range faults {
		if !slices.Contains(cpor.Faults(), fault) || slices.Contains(faults[:i], fault) {
			return mci.Invalid(vocabulary.ItemPath("faults", i), fault.String(), "a fault that is declared and named once")
		}
	}
	return nil
}

func checkComment(comment string) error {
	return form.Optional(vocabulary.CheckText, "comment", comment, mostCommentBytes)
}

// ReadCommand reads the command of an event from the JSON form to which the
// command marshals, as a client sends it. It is strict: a field that the
// command does not have, one that stands twice or one in other letters is an
// error. The error is [mci.Problems], each with its path. If no command asks
// for the event, the error is a [mci.FieldError]. [Apply] checks the values.
func ReadCommand(event lifecycle.Event, text []byte) (Command, error) {
	row := commandFor(event)
	if row.Bind == nil {
		return nil, withoutCommand(event)
	}
	return row.Read(text)
}

// A binder is a command that reads its own fields.
type binder[C Command] interface {
	*C
	bind(document.Object)
}

func boundComment(o document.Object) string { return o.Optional("comment").Text(bound.Text) }

func boundFaults(o document.Object) []cpor.Fault {
	return document.List(o.Optional("faults"), 0, func(f document.Field) (fault cpor.Fault) {
		f.Into(&fault)
		return fault
	})
}

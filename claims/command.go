package claims

import (
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// A Command is a request to change a claim. Each command is one small struct of
// this package.
type Command interface {
	// Event returns the event that the command asks for.
	Event() Event
	// check returns an error if a field is malformed.
	check() error
	// apply writes the command into the next value of the claim. That value has
	// its new status already and is not shared yet. The machine, the window and
	// the guards have permitted the command.
	apply(next *Claim, at time.Time) error
}

// isCommand reports whether a command is one of the structs of this package
// itself. A pointer to one, or a struct that embeds one, has the same methods
// but would bypass the guards.
func isCommand(command Command) bool {
	for i := range events {
		if is := events[i].command.Is; is != nil && is(command) {
			return true
		}
	}
	return false
}

// Limits of a text that a person writes, in bytes.
const (
	mostCommentBytes   = 4000
	mostReferenceBytes = 500
)

// orCalculated returns the given amount. If there is none, it returns the
// amount that the claim calculates for the approval, or no amount if that is
// unknown.
func (c *Claim) orCalculated(given mci.Money, at time.Time) Amount {
	if given.IsNone() {
		given = c.Payout().OnApproval
	}
	if given.IsNone() {
		return Amount{}
	}
	return Amount{Money: given, At: at}
}

func checkAmount(path string, amount mci.Money) error {
	if !amount.IsNone() && amount.Sign() <= 0 {
		return mci.Invalid(path, amount.String(), "an amount above zero")
	}
	return nil
}

// ReadCommand reads the command of an event from the JSON form to which the
// command marshals, as a client sends it. It is strict: a field that the
// command does not have, one that stands twice or one in other letters is an
// error. The error is [mci.Problems], each with its path. If no command asks
// for the event, as with the events that open a claim, the error is a
// [mci.FieldError]. [Apply] checks the values.
func ReadCommand(event Event, text []byte) (command Command, err error) {
	bind := event.command().Bind
	if bind == nil {
		return nil, event.withoutCommand()
	}
	err = document.Read(text, document.Limits{}, func(o document.Object) { command = bind(o) })
	if err != nil {
		return nil, err
	}
	return command, nil
}

// A binder is a command that reads its own fields.
type binder[C Command] interface {
	*C
	bind(document.Object)
}

func boundComment(o document.Object) string { return o.Optional("comment").Text(mostStoredText) }

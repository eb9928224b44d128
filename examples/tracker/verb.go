package main

import (
	"errors"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/clientjson"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// A verb is a command of package claims under the name that the user types.
type verb struct {
	event claims.Event
	// read returns the command. Its fields come from the input, which may be
	// nil, and from the flags. If both set a field, the flag is used.
	read func(input, flags []byte) (claims.Command, error)
}

// verbs lists the commands for an open claim.
var verbs = []verb{
	verbFor[claims.SendConsent](), verbFor[claims.ResendConsent](), verbFor[claims.Accept](), verbFor[claims.Decline](),
	verbFor[claims.Cancel](), verbFor[claims.GiveEvidence](), verbFor[claims.UpdateContact](), verbFor[claims.AddComment](),
	verbFor[claims.Submit](), verbFor[claims.BeginReview](), verbFor[claims.RequestAction](), verbFor[claims.Approve](),
	verbFor[claims.Reject](), verbFor[claims.Dispute](), verbFor[claims.Expire](), verbFor[claims.RecordPayment](),
	verbFor[claims.RecordFacts](), verbFor[claims.Resolve](), verbFor[claims.AcceptTerms](),
}

func verbFor[C claims.Command]() verb {
	var none C
	return verb{none.Event(), func(input, flags []byte) (claims.Command, error) {
		var command C
		if input != nil {
			if err := readStrictly(input, &command); err != nil {
				return nil, err
			}
		}
		return command, withoutPlaces(readStrictly(flags, &command))
	}}
}

// readStrictly decodes data into value. If a field is unknown, such as a
// misspelled one, or has a bad value, the error names it.
func readStrictly(data []byte, value any) error {
	return clientjson.Decode(data, document.Limits{}, value)
}

// withoutPlaces removes the lines and columns from the problems in JSON that
// was made from flags, because the user never saw that text.
func withoutPlaces(err error) error {
	var problems mci.Problems
	if errors.As(err, &problems) {
		for _, problem := range problems {
			problem.Line, problem.Column = 0, 0
		}
	}
	return err
}

// verbName returns the event as one word, such as "send-consent".
func verbName(event claims.Event) string { return strings.ReplaceAll(event.String(), " ", "-") }

func verbNames() []string {
	names := make([]string, len(verbs))
	for i, v := range verbs {
		names[i] = verbName(v.event)
	}
	return names
}

func findVerb(name string) (verb, error) {
	for _, v := range verbs {
		if verbName(v.event) == name {
			return v, nil
		}
	}
	return verb{}, mci.Invalid("command", name, strings.Join(verbNames(), ", "))
}

// actor returns the only actor who can give the command. If the machine has no
// row for the event, that is the partner.
func (v verb) actor() claims.Actor {
	for _, row := range claims.Transitions() {
		if row.Event == v.event {
			return row.Actor
		}
	}
	return claims.Partner
}

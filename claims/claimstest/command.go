package claimstest

import (
	"cmp"
	"slices"
	"sync"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// CommandOf returns a command of an event, for a [System] or a test that leads
// a claim along its transitions. If the command must have more than its event,
// such as a comment, it has made-up values; evidence is a proof of execution. A
// dispute has no comment, which would answer the reviewer. An engagement can
// demand more, such as a deal size. If no command asks for the event, the error
// is that of [claims.ReadCommand].
func CommandOf(event claims.Event) (claims.Command, error) {
	for _, command := range filledIn() {
		if command.Event() == event {
			return command, nil
		}
	}
	return claims.ReadCommand(event, []byte("{}"))
}

// filledIn returns the commands that must have more than their event.
func filledIn() []claims.Command {
	return []claims.Command{
		claims.GiveEvidence{Part: mci.ProofOfExecution, Reference: "poe.docx"},
		claims.UpdateContact{Side: claims.PartnerSide, Contact: mci.Contact{Name: "Kim", Email: "kim@fabrikam.com"}},
		claims.AddComment{Comment: "see page 2"},
		claims.RecordPayment{Amount: mci.MoneyOf(500000, mci.USD)},
	}
}

// ActorOf returns the actor who gives the command of an event, as the rows of
// [claims.Transitions] name it. It is the partner if no row has the event, as
// for a fact that is recorded.
func ActorOf(event claims.Event) claims.Actor { return cmp.Or(actors()[event], claims.Partner) }

// actors holds the actor of each event of the rows. The first row counts.
var actors = sync.OnceValue(func() map[claims.Event]claims.Actor {
	actors := make(map[claims.Event]claims.Actor)
	for _, row := range slices.Backward(claims.Transitions()) {
		actors[row.Event] = row.Actor
	}
	return actors
})

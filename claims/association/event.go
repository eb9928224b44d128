package association

import (
	"errors"
	"slices"
	"strconv"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/command"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// The counts are one more than the highest event of the machine, and than the
// highest event that an entry can have.
const (
	eventCount    = lifecycle.WindowEnds + 1
	recordedCount = lifecycle.EntryTakenBack + 1
)

// An eventRow holds the properties of one event except its transitions.
type eventRow struct {
	opens   bool // it makes a claim
	command commandRow
	// leaves are the fields that stay unknown if Partner Center shows that the
	// event has happened and no command recorded them, in addition to the
	// instants that the event sets. Each can be missing.
	leaves []field
	// sets and clears are the marks of the claim that follow from the event.
	sets, clears instantSet
}

type commandRow = command.Row[Command]

func commandOf[C Command, P binder[C]]() commandRow {
	return command.Of(func(c C) Command { return c }, func(c *C, o document.Object) { P(c).bind(o) })
}

// events holds the row of each event.
var events = [recordedCount]eventRow{
	lifecycle.ClaimCreated:    {opens: true},
	lifecycle.ProofGiven:      {command: commandOf[GiveProof](), clears: owesMark},
	lifecycle.ClaimEdited:     {command: commandOf[Edit](), clears: owesMark},
	lifecycle.PartnerComments: {command: commandOf[AddComment](), clears: owesMark},
	lifecycle.PartnerSubmits: {
		command: commandOf[Submit](),
		leaves:  []field{assumedProof},
		clears:  owesMark,
	},
	lifecycle.ReviewBegins:         {command: commandOf[BeginReview]()},
	lifecycle.CompetitorFound:      {command: commandOf[FindCompetitor](), sets: competingMark},
	lifecycle.ReviewerAsks:         {command: commandOf[RequestAction](), sets: owesMark},
	lifecycle.ReviewerApproves:     {command: commandOf[Approve](), clears: competingMark},
	lifecycle.ReviewerRejects:      {command: commandOf[Reject](), clears: competingMark},
	lifecycle.PartnerDisputes:      {command: commandOf[Dispute](), clears: expiredMark},
	lifecycle.CustomerOptsOut:      {command: commandOf[OptOut](), clears: competingMark},
	lifecycle.PartnerDisassociates: {command: commandOf[Disassociate](), clears: competingMark},
	lifecycle.SubscriptionEnds:     {command: commandOf[EndSubscription](), sets: endMark},
	lifecycle.WindowEnds: {
		command: commandOf[Expire](),
		sets:    expiredMark,
		clears:  owesMark | competingMark,
	},

	lifecycle.StatusObserved:     {},
	lifecycle.DivergenceResolved: {command: commandOf[Resolve]()},
	lifecycle.ClaimAdopted:       {opens: true},
	lifecycle.FactsRecorded:      {command: commandOf[RecordFacts]()},
	lifecycle.EntryTakenBack:     {},
}

// check returns an error if the row of an event of the machine lacks a required
// field.
func (r *eventRow) check() error {
	switch {
	case r.opens != (r.command.Zero == nil):
		return errors.New("it has no command and does not open a claim, or both")
	case slices.ContainsFunc(r.leaves, func(f field) bool { return fieldRows[f].missing == nil }):
		return errors.New("it leaves a field that is never missing")
	default:
		return nil
	}
}

// eventNames has the name of each event that an entry can have.
var eventNames = vocabulary.Names[lifecycle.Event]{What: "event", Texts: func() (texts []string) {
	for event := range recordedCount {
		texts = append(texts, event.String())
	}
	return texts
}()}

// commandFor returns the row of the command that asks for the event. It is zero
// if there is none, or if the event is not declared.
func commandFor(e lifecycle.Event) commandRow {
	if e >= recordedCount {
		return commandRow{}
	}
	return events[e].command
}

// withoutCommand reports an event for which no command asks.
func withoutCommand(e lifecycle.Event) *mci.FieldError {
	return mci.Invalid("event", e.String(), "no command, since none asks for the event "+strconv.Quote(e.String()))
}

package association

import (
	"errors"
	"iter"
	"math/bits"
	"strconv"

	"github.com/mci-go/incentives/claims/internal/command"
	"github.com/mci-go/incentives/claims/internal/set"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An Event is a step that a command asks the machine to make. The zero Event is
// none.
type Event uint16

// The events.
const (
	ClaimCreated Event = iota + 1
	ProofGiven
	ClaimEdited
	PartnerComments
	PartnerSubmits
	ReviewBegins
	CompetitorFound
	ReviewerAsks
	ReviewerApproves
	ReviewerRejects
	PartnerDisputes
	CustomerOptsOut
	PartnerDisassociates
	SubscriptionEnds
	WindowEnds
)

// eventCount is one more than the highest event of the machine.
const eventCount = WindowEnds + 1

// The events outside the machine, for a claim that follows Partner Center.
const (
	// StatusObserved means that a divergence was seen, or that it is over. See
	// Observe.
	StatusObserved Event = eventCount + iota
	// DivergenceResolved means that a divergence was settled. See Resolve.
	DivergenceResolved
	// ClaimAdopted means that a claim was made from Partner Center. See Adopt.
	ClaimAdopted
	// FactsRecorded means that facts of Partner Center were recorded. See
	// RecordFacts.
	FactsRecorded
	// EntryTakenBack means that an entry was taken back. See TakeBack.
	EntryTakenBack
)

// recordedCount is one more than the highest event that an entry can have.
const recordedCount = EntryTakenBack + 1

// An eventRow holds the properties of one event except its transitions.
type eventRow struct {
	name    string // in words
	opens   bool   // it makes a claim
	command commandRow
	// leaves are the fields that stay unknown if Partner Center shows that the
	// event has happened, in addition to the instants that the event sets.
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
	ClaimCreated:    {name: "create", opens: true},
	ProofGiven:      {name: "give proof", command: commandOf[GiveProof](), clears: owesMark},
	ClaimEdited:     {name: "edit", command: commandOf[Edit](), clears: owesMark},
	PartnerComments: {name: "comment", command: commandOf[AddComment](), clears: owesMark},
	PartnerSubmits: {
		name:    "submit",
		command: commandOf[Submit](),
		leaves:  []field{assumedProof},
		clears:  owesMark,
	},
	ReviewBegins:         {name: "begin review", command: commandOf[BeginReview]()},
	CompetitorFound:      {name: "find competitor", command: commandOf[FindCompetitor](), sets: competingMark},
	ReviewerAsks:         {name: "request action", command: commandOf[RequestAction](), sets: owesMark},
	ReviewerApproves:     {name: "approve", command: commandOf[Approve](), clears: competingMark},
	ReviewerRejects:      {name: "reject", command: commandOf[Reject](), clears: competingMark},
	PartnerDisputes:      {name: "dispute", command: commandOf[Dispute](), clears: expiredMark},
	CustomerOptsOut:      {name: "opt out", command: commandOf[OptOut](), clears: competingMark},
	PartnerDisassociates: {name: "disassociate", command: commandOf[Disassociate](), clears: competingMark},
	SubscriptionEnds:     {name: "end subscription", command: commandOf[EndSubscription](), sets: endMark},
	WindowEnds: {
		name:    "expire",
		command: commandOf[Expire](),
		sets:    expiredMark,
		clears:  owesMark | competingMark,
	},

	StatusObserved:     {name: "observe"},
	DivergenceResolved: {name: "resolve", command: commandOf[Resolve]()},
	ClaimAdopted:       {name: "adopt", opens: true},
	FactsRecorded:      {name: "record facts", command: commandOf[RecordFacts]()},
	EntryTakenBack:     {name: "take back"},
}

// check returns an error if the row of an event of the machine lacks a required
// field.
func (r *eventRow) check() error {
	switch {
	case r.name == "":
		return errors.New("it has no name")
	case r.opens != (r.command.Zero == nil):
		return errors.New("it has no command and does not open a claim, or both")
	default:
		return nil
	}
}

var eventNames = vocabulary.Names[Event]{What: "event", Texts: func() (texts []string) {
	for i := range events {
		texts = append(texts, events[i].name)
	}
	return texts
}()}

// command returns the row of the command that asks for the event. It is zero if
// there is none, or if the event is not declared.
func (e Event) command() commandRow {
	if e >= recordedCount {
		return commandRow{}
	}
	return events[e].command
}

// withoutCommand reports an event for which no command asks.
func (e Event) withoutCommand() *mci.FieldError {
	return mci.Invalid("event", e.String(), "no command, since none asks for the event "+strconv.Quote(e.String()))
}

// Events returns every event of the machine.
func Events() []Event {
	all := make([]Event, 0, eventCount-1)
	for e := ClaimCreated; e < eventCount; e++ {
		all = append(all, e)
	}
	return all
}

// String returns the event in words, such as "request action". The zero Event
// is the empty text.
func (e Event) String() string { return eventNames.Text(e) }

// MarshalText returns the event in words. If the value is not declared, it
// returns a [mci.FieldError].
func (e Event) MarshalText() ([]byte, error) { return eventNames.Marshal(e) }

// UnmarshalText reads an event in words. Any other text is a [mci.FieldError].
func (e *Event) UnmarshalText(text []byte) error { return eventNames.Unmarshal(e, text) }

// An EventSet is a set of events. It is compared with ==. The zero EventSet is
// empty.
type EventSet struct{ word set.Word }

// EventSetOf returns the set of the given events. It leaves out a value that is
// not an event of the machine.
func EventSetOf(events ...Event) EventSet { return EventSet{set.Of(eventCount, events)} }

// Has reports whether an event is in the set.
func (s EventSet) Has(event Event) bool { return s.word&(1<<event) != 0 }

// Len returns the number of events.
func (s EventSet) Len() int { return bits.OnesCount32(uint32(s.word)) }

// IsEmpty reports whether no event is in the set.
func (s EventSet) IsEmpty() bool { return s.word == 0 }

// All yields the events in the order of [Events]. It does not allocate.
func (s EventSet) All() iter.Seq[Event] { return set.All[Event](s.word) }

// String returns the events in words, separated by commas. The empty set is the
// empty text.
func (s EventSet) String() string { return set.Text[Event](s.word) }

// MarshalJSON returns the events in words, as a JSON array in the order of
// [Events].
func (s EventSet) MarshalJSON() ([]byte, error) { return set.Marshal[Event](s.word) }

// UnmarshalJSON reads an array of events in words, in any order. If a text is
// not an event, it returns a [mci.FieldError].
func (s *EventSet) UnmarshalJSON(data []byte) (err error) {
	word, err := set.Unmarshal(data, eventCount, "an event")
	if err == nil {
		s.word = word
	}
	return err
}

package lifecycle

import (
	"iter"
	"math/bits"

	"github.com/mci-go/incentives/claims/internal/set"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An Event is a step that a command asks the machine to make. The zero Event is
// none.
type Event uint16

// The events.
const (
	// ClaimCreated opens the claim as a draft.
	ClaimCreated Event = iota + 1
	// ProofGiven gives or replaces the proof of execution.
	ProofGiven
	// ClaimEdited changes workloads, contacts or other details of the claim.
	ClaimEdited
	// PartnerComments leaves a comment for the reviewer.
	PartnerComments
	// PartnerSubmits puts the claim into review.
	PartnerSubmits
	// ReviewBegins means that a reviewer works on the claim.
	ReviewBegins
	// CompetitorFound means that another partner claims the same.
	CompetitorFound
	// ReviewerAsks sends the claim back to the partner.
	ReviewerAsks
	// ReviewerApproves associates the partner with the customer.
	ReviewerApproves
	// ReviewerRejects rejects the claim. After a dispute this is final.
	ReviewerRejects
	// PartnerDisputes disputes the rejection, once.
	PartnerDisputes
	// CustomerOptsOut refuses the association.
	CustomerOptsOut
	// PartnerDisassociates gives the association up.
	PartnerDisassociates
	// SubscriptionEnds means that the subscription of the claim ended.
	SubscriptionEnds
	// WindowEnds means that a window ended.
	WindowEnds
)

// eventCount is one more than the highest event of the machine.
const eventCount = WindowEnds + 1

// The events outside the machine, for a claim that follows Partner Center.
const (
	// StatusObserved means that a divergence was seen, or that it is over.
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

// eventNames holds the name of each event, in words. Package association has
// the other properties of an event.
var eventNames = vocabulary.Names[Event]{What: "event", Texts: []string{
	ClaimCreated: "create", ProofGiven: "give proof", ClaimEdited: "edit", PartnerComments: "comment", PartnerSubmits: "submit",
	ReviewBegins: "begin review", CompetitorFound: "find competitor", ReviewerAsks: "request action",
	ReviewerApproves: "approve", ReviewerRejects: "reject", PartnerDisputes: "dispute", CustomerOptsOut: "opt out",
	PartnerDisassociates: "disassociate", SubscriptionEnds: "end subscription", WindowEnds: "expire",
	StatusObserved: "observe", DivergenceResolved: "resolve", ClaimAdopted: "adopt", FactsRecorded: "record facts",
	EntryTakenBack: "take back",
}}

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

// With returns the set with more events, one bit for each. Package association
// makes sets of the events of a machine with it.
func (s EventSet) With(events uint32) EventSet { return EventSet{s.word | set.Word(events)} }

// And returns the events that are in both sets.
func (s EventSet) And(other EventSet) EventSet { return EventSet{s.word & other.word} }

// Without returns the events of the set that are not in another.
func (s EventSet) Without(other EventSet) EventSet { return EventSet{s.word &^ other.word} }

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

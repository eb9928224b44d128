package claims

import "github.com/mci-go/incentives/mci/vocabulary"

// An Event is what a command asks of the machine. The zero Event is none.
type Event uint16

// The events.
const (
	AddCustomer Event = iota + 1
	ClaimCustomer
	ConsentSent
	ConsentResent
	CustomerAccepts
	CustomerDeclines
	PartnerCancels
	EvidenceGiven
	ContactUpdated
	PartnerComments
	PartnerSubmits
	ReviewBegins
	ReviewerAsks
	ReviewerApproves
	ReviewerRejects
	PartnerDisputes
	WindowEnds
	PaymentRecorded
)

// eventCount is one more than the highest event of the machine.
const eventCount = PaymentRecorded + 1

// The events beside the machine, of a claim that follows Partner Center.
const (
	// a divergence was seen, or that there is none any more; see Observe
	StatusObserved Event = eventCount + iota
	// see Resolve
	DivergenceResolved
	// see Adopt
	ClaimAdopted
	// see RecordFacts
	FactsRecorded
)

// recordedCount is one more than the highest event that an entry can have.
const recordedCount = FactsRecorded + 1

var eventNames = vocabulary.Names[Event]{What: "event", Texts: []string{
	AddCustomer: "add customer", ClaimCustomer: "claim customer",
	ConsentSent: "send consent", ConsentResent: "resend consent",
	CustomerAccepts: "accept", CustomerDeclines: "decline", PartnerCancels: "cancel",
	EvidenceGiven: "give evidence", ContactUpdated: "update contact", PartnerComments: "comment",
	PartnerSubmits: "submit", ReviewBegins: "begin review", ReviewerAsks: "request action",
	ReviewerApproves: "approve", ReviewerRejects: "reject", PartnerDisputes: "dispute",
	WindowEnds: "expire", PaymentRecorded: "record payment",
	StatusObserved: "observe", DivergenceResolved: "resolve", ClaimAdopted: "adopt",
	FactsRecorded: "record facts",
}}

// Events returns every event of the machine.
func Events() []Event {
	events := make([]Event, 0, eventCount-1)
	for e := AddCustomer; e < eventCount; e++ {
		events = append(events, e)
	}
	return events
}

// opens reports whether the event makes a claim.
func (e Event) opens() bool { return e == AddCustomer || e == ClaimCustomer || e == ClaimAdopted }

// String returns the event in words, such as "send consent", and the empty text
// for none.
func (e Event) String() string { return eventNames.Text(e) }

// MarshalText returns the event in words; a value that is not declared is a
// [mci.FieldError].
func (e Event) MarshalText() ([]byte, error) { return eventNames.Marshal(e) }

// UnmarshalText reads an event in words. Any other text is a [mci.FieldError].
func (e *Event) UnmarshalText(text []byte) error { return eventNames.Unmarshal(e, text) }

// An Actor is who gives a command. The zero Actor is nobody.
type Actor uint8

// The actors.
const (
	// a user of the partner with an incentives role at the claim's location
	Partner Actor = iota + 1
	// the customer's contact
	Customer
	// the reviewer, and whoever pays
	Microsoft
	// the clocks
	System
	// nobody here: the portal shows that it has happened
	PartnerCenter
)

var actorNames = vocabulary.Names[Actor]{What: "actor", Texts: []string{"", "partner", "customer", "microsoft", "system", "partner center"}}

// String returns the actor in lower case, such as "partner", and the empty text
// for nobody.
func (a Actor) String() string { return actorNames.Text(a) }

// MarshalText returns the actor in lower case; a value that is not declared is
// a [mci.FieldError].
func (a Actor) MarshalText() ([]byte, error) { return actorNames.Marshal(a) }

// UnmarshalText reads an actor in lower case. Any other text is a
// [mci.FieldError].
func (a *Actor) UnmarshalText(text []byte) error { return actorNames.Unmarshal(a, text) }

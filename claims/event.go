package claims

import "github.com/mci-go/incentives/mci"

// An Event is what a command asks of the machine. The zero Event is none.
type Event uint8

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

const eventCount = PaymentRecorded + 1

var eventNames = mci.Names[Event]{What: "event", Texts: []string{
	AddCustomer: "add customer", ClaimCustomer: "claim customer",
	ConsentSent: "send consent", ConsentResent: "resend consent",
	CustomerAccepts: "accept", CustomerDeclines: "decline", PartnerCancels: "cancel",
	EvidenceGiven: "give evidence", ContactUpdated: "update contact", PartnerComments: "comment",
	PartnerSubmits: "submit", ReviewBegins: "begin review", ReviewerAsks: "request action",
	ReviewerApproves: "approve", ReviewerRejects: "reject", PartnerDisputes: "dispute",
	WindowEnds: "expire", PaymentRecorded: "record payment",
}}

// Events returns every event.
func Events() []Event {
	events := make([]Event, 0, eventCount-1)
	for e := AddCustomer; e < eventCount; e++ {
		events = append(events, e)
	}
	return events
}

// String returns the event in words, such as "send consent", and the empty text for none.
func (e Event) String() string { return eventNames.Text(e) }

// MarshalText returns the event in words; a value that is not declared is a [mci.FieldError].
func (e Event) MarshalText() ([]byte, error) { return eventNames.Marshal(e) }

// UnmarshalText reads an event in words. Any other text is a [mci.FieldError].
func (e *Event) UnmarshalText(text []byte) error { return eventNames.Unmarshal(e, text) }

// An Actor is who gives a command. The zero Actor is nobody.
type Actor uint8

// The actors.
const (
	Partner   Actor = iota + 1 // a user of the partner with an incentives role at the claim's location
	Customer                   // the customer's contact
	Microsoft                  // the reviewer, and whoever pays
	System                     // the clocks
)

var actorNames = mci.Names[Actor]{What: "actor", Texts: []string{"", "partner", "customer", "microsoft", "system"}}

// String returns the actor in lower case, such as "partner", and the empty text for nobody.
func (a Actor) String() string { return actorNames.Text(a) }

// MarshalText returns the actor in lower case; a value that is not declared is a [mci.FieldError].
func (a Actor) MarshalText() ([]byte, error) { return actorNames.Marshal(a) }

// UnmarshalText reads an actor in lower case. Any other text is a [mci.FieldError].
func (a *Actor) UnmarshalText(text []byte) error { return actorNames.Unmarshal(a, text) }

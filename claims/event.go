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

var eventNames = [eventCount]string{
	AddCustomer: "add customer", ClaimCustomer: "claim customer",
	ConsentSent: "send consent", ConsentResent: "resend consent",
	CustomerAccepts: "accept", CustomerDeclines: "decline", PartnerCancels: "cancel",
	EvidenceGiven: "give evidence", ContactUpdated: "update contact",
	PartnerSubmits: "submit", ReviewBegins: "begin review", ReviewerAsks: "request action",
	ReviewerApproves: "approve", ReviewerRejects: "reject", PartnerDisputes: "dispute",
	WindowEnds: "expire", PaymentRecorded: "record payment",
}

// Events returns every event.
func Events() []Event {
	events := make([]Event, 0, eventCount-1)
	for e := AddCustomer; e < eventCount; e++ {
		events = append(events, e)
	}
	return events
}

// String returns the event in words, such as "send consent".
func (e Event) String() string {
	if e == 0 || e >= eventCount {
		return "invalid event"
	}
	return eventNames[e]
}

// MarshalText returns the event in words; the zero Event is an error.
func (e Event) MarshalText() ([]byte, error) {
	if e == 0 || e >= eventCount {
		return nil, mci.Invalid("event", e.String(), "an event of the machine")
	}
	return []byte(eventNames[e]), nil
}

// UnmarshalText reads an event in words. Any other text is a [mci.FieldError].
func (e *Event) UnmarshalText(text []byte) error {
	for _, known := range Events() {
		if eventNames[known] == string(text) {
			*e = known
			return nil
		}
	}
	return mci.Invalid("event", string(text), "an event of the machine")
}

// An Actor is who gives a command. The zero Actor is nobody.
type Actor uint8

// The actors.
const (
	Partner   Actor = iota + 1 // a user of the partner with an incentives role at the claim's location
	Customer                   // the customer's contact
	Microsoft                  // the reviewer, and whoever pays
	System                     // the clocks
)

var actorNames = [...]string{"", "partner", "customer", "microsoft", "system"}

// String returns the actor in lower case, such as "partner".
func (a Actor) String() string {
	if a == 0 || int(a) >= len(actorNames) {
		return "nobody"
	}
	return actorNames[a]
}

// MarshalText returns the actor in lower case.
func (a Actor) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads an actor in lower case. Any other text is a [mci.FieldError].
func (a *Actor) UnmarshalText(text []byte) error {
	for i, name := range actorNames {
		if i > 0 && name == string(text) {
			*a = Actor(i)
			return nil
		}
	}
	return mci.Invalid("actor", string(text), "partner, customer, microsoft or system")
}

package claims

import (
	"errors"
	"strconv"

	"github.com/mci-go/incentives/claims/internal/command"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An Event is a step that a command asks the machine to make. The zero Event is
// none.
type Event uint16

// The events.
const (
	// AddCustomer opens the claim of a customer by an ID that the pay kind
	// allows.
	AddCustomer Event = iota + 1
	// ClaimCustomer opens the claim of a customer whom the Customers page
	// lists.
	ClaimCustomer
	// ConsentSent asks the customer for consent and freezes the deal size.
	ConsentSent
	// ConsentResent reminds the customer of the request.
	ConsentResent
	// CustomerAccepts gives the consent.
	CustomerAccepts
	// CustomerDeclines refuses the consent, which ends the claim.
	CustomerDeclines
	// PartnerCancels withdraws the claim before its first submission.
	PartnerCancels
	// EvidenceGiven adds or replaces a part of the submission.
	EvidenceGiven
	// ContactUpdated replaces a contact of the customer or the partner.
	ContactUpdated
	// PartnerComments leaves a comment for the reviewer.
	PartnerComments
	// PartnerSubmits puts the claim into review.
	PartnerSubmits
	// ReviewBegins means that a reviewer works on the claim.
	ReviewBegins
	// ReviewerAsks sends the claim back to the partner.
	ReviewerAsks
	// ReviewerApproves approves the claim.
	ReviewerApproves
	// ReviewerRejects rejects the claim. After a dispute this is final.
	ReviewerRejects
	// PartnerDisputes reopens a rejected claim, once.
	PartnerDisputes
	// WindowEnds expires the claim.
	WindowEnds
	// PaymentRecorded records an amount that Microsoft paid or took back.
	PaymentRecorded
)

// eventCount is one more than the highest event of the machine.
const eventCount = PaymentRecorded + 1

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
	// TermsAccepted means that the terms of a revision were accepted. See
	// AcceptTerms.
	TermsAccepted
)

// recordedCount is one more than the highest event that an entry can have.
const recordedCount = TermsAccepted + 1

// An eventRow holds the properties of one event except its transitions.
type eventRow struct {
	name    string // in words
	opens   bool   // it makes a claim
	command commandRow
	// leaves are the fields that stay unknown if Partner Center shows that the
	// event has happened and no command recorded them, in addition to the
	// instants that the event sets.
	leaves []field
	// sets and clears are the marks of the claim that follow from the event.
	sets, clears instantSet
}

// A commandRow holds the type of the command that asks for an event. It is zero
// if no command does. For example, Open opens a claim and Observe observes one.
type commandRow = command.Row[Command]

func commandOf[C Command, P binder[C]]() commandRow {
	return command.Of(func(c C) Command { return c }, func(c *C, o document.Object) { P(c).bind(o) })
}

// events holds the row of each event.
var events = [recordedCount]eventRow{
	AddCustomer:   {name: "add customer", opens: true},
	ClaimCustomer: {name: "claim customer", opens: true},
	ConsentSent: {
		name:    "send consent",
		command: commandOf[SendConsent](),
		leaves:  []field{assumedDealSize},
	},
	ConsentResent:    {name: "resend consent", command: commandOf[ResendConsent]()},
	CustomerAccepts:  {name: "accept", command: commandOf[Accept]()},
	CustomerDeclines: {name: "decline", command: commandOf[Decline]()},
	PartnerCancels:   {name: "cancel", command: commandOf[Cancel]()},
	EvidenceGiven:    {name: "give evidence", command: commandOf[GiveEvidence](), sets: changedMark},
	ContactUpdated:   {name: "update contact", command: commandOf[UpdateContact](), sets: changedMark},
	PartnerComments:  {name: "comment", command: commandOf[AddComment]()},
	PartnerSubmits: {
		name:    "submit",
		command: commandOf[Submit](),
		leaves:  []field{assumedEvidence},
		clears:  owesMark | changedMark,
	},
	ReviewBegins:     {name: "begin review", command: commandOf[BeginReview]()},
	ReviewerAsks:     {name: "request action", command: commandOf[RequestAction](), sets: owesMark},
	ReviewerApproves: {name: "approve", command: commandOf[Approve]()},
	ReviewerRejects:  {name: "reject", command: commandOf[Reject]()},
	PartnerDisputes:  {name: "dispute", command: commandOf[Dispute](), sets: owesMark},
	WindowEnds:       {name: "expire", command: commandOf[Expire]()},
	PaymentRecorded:  {name: "record payment", command: commandOf[RecordPayment]()},

	StatusObserved:     {name: "observe"},
	DivergenceResolved: {name: "resolve", command: commandOf[Resolve]()},
	ClaimAdopted:       {name: "adopt", opens: true},
	FactsRecorded:      {name: "record facts", command: commandOf[RecordFacts]()},
	EntryTakenBack:     {name: "take back"},
	TermsAccepted:      {name: "accept terms", command: commandOf[AcceptTerms]()},
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

// Events returns every event of the machine.
func Events() []Event {
	all := make([]Event, 0, eventCount-1)
	for e := AddCustomer; e < eventCount; e++ {
		all = append(all, e)
	}
	return all
}

// row returns the row of the event. If the event is not declared, it is the
// empty row of the zero Event.
func (e Event) row() *eventRow {
	if e >= recordedCount {
		return &events[0]
	}
	return &events[e]
}

// opens reports whether the event makes a claim.
func (e Event) opens() bool { return e.row().opens }

// command returns the row of the command that asks for the event. It is zero if
// there is none.
func (e Event) command() commandRow { return e.row().command }

// withoutCommand reports an event for which no command asks.
func (e Event) withoutCommand() *mci.FieldError {
	return mci.Invalid("event", e.String(), "no command, since none asks for the event "+strconv.Quote(e.String()))
}

// String returns the event in words, such as "send consent". The zero Event is
// the empty text.
func (e Event) String() string { return eventNames.Text(e) }

// MarshalText returns the event in words. If the value is not declared, it
// returns a [mci.FieldError].
func (e Event) MarshalText() ([]byte, error) { return eventNames.Marshal(e) }

// UnmarshalText reads an event in words. Any other text is a [mci.FieldError].
func (e *Event) UnmarshalText(text []byte) error { return eventNames.Unmarshal(e, text) }

// An Actor is the party that gives a command. The zero Actor is none.
type Actor uint8

// The actors.
const (
	// Partner is a user of the partner with an incentives role at the claim's
	// location.
	Partner Actor = iota + 1
	// Customer is the customer's contact.
	Customer
	// Microsoft reviews the claim and pays it.
	Microsoft
	// System acts when a clock runs out.
	System
	// PartnerCenter is the actor of an event that the portal shows and that no
	// command of the host made.
	PartnerCenter
)

var actorNames = vocabulary.Names[Actor]{What: "actor", Texts: []string{"", "partner", "customer", "microsoft", "system", "partner center"}}

// String returns the actor in lower case, such as "partner". The zero Actor is
// the empty text.
func (a Actor) String() string { return actorNames.Text(a) }

// MarshalText returns the actor in lower case. If the value is not declared, it
// returns a [mci.FieldError].
func (a Actor) MarshalText() ([]byte, error) { return actorNames.Marshal(a) }

// UnmarshalText reads an actor in lower case. Any other text is a
// [mci.FieldError].
func (a *Actor) UnmarshalText(text []byte) error { return actorNames.Unmarshal(a, text) }

package follow

import (
	"encoding/json"
	"time"
)

// Signal is the name of the only signal that the workflow receives. All
// messages share it, because Temporal keeps the order of signals only within
// one name. For example, the customer's answer must not overtake the request
// for consent.
const Signal = "message"

// A Message is an event in a claim's life that the workflow is told about.
// Package send makes messages, and package rules reads them. The zero Message
// is none.
type Message struct {
	// Kind is the kind of the message.
	Kind Kind `json:"kind"`
	// Key is the idempotency key. If a message arrives twice under one key, it
	// changes the claim once. Every kind but Changed needs it.
	Key string `json:"key,omitempty"`
	// Event is the event of a command, in lower case.
	Event string `json:"event,omitempty"`
	// Body is the JSON form of a command.
	Body json.RawMessage `json:"body,omitempty"`
	// Shown is the status in Partner Center, if the message is an observation.
	Shown string `json:"shown,omitempty"`
	// Meta is the JSON form of the command's meta, without its key.
	Meta json.RawMessage `json:"meta,omitempty"`
}

// Size returns the number of bytes that the message needs in the workflow's
// state. It does not count the few JSON names.
func (m *Message) Size() int {
	return len(m.Kind) + len(m.Key) + len(m.Event) + len(m.Body) + len(m.Shown) + len(m.Meta)
}

// A Kind is the kind of a message.
type Kind string

// The kinds of messages.
const (
	Command     Kind = "command"     // the customer's answer, evidence, a payment, or any other command
	Observation Kind = "observation" // a status in Partner Center
	Changed     Kind = "changed"     // another program has changed the claim in the store
)

// An Answer is the rules' answer to a message. The zero Answer is none.
type Answer struct {
	// Key is the key of the message.
	Key string `json:"key,omitempty"`
	// Class is the class of the error, such as "refused". It is empty if the
	// message was accepted.
	Class string `json:"class,omitempty"`
	// Rule is the rule that accepts or refuses the command. If the command was
	// not judged, or changed nothing, it is empty.
	Rule string `json:"rule,omitempty"`
	// Text is the answer in words: the state after the command, or the error.
	Text string `json:"text"`
	// Changed says that the message changed the claim.
	Changed bool `json:"changed,omitempty"`
	// At is the instant of the answer.
	At time.Time `json:"at,omitzero"`
}

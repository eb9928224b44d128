package lifecycle

import (
	"errors"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// An Ending says how a claim ended. The zero Ending means that the claim can
// still change: it is open, or it is approved and lasts as long as its
// subscription.
type Ending uint8

// The endings.
const (
	// Undisputed means that 30 days have passed since the rejection. A dispute
	// then needs a new association.
	Undisputed Ending = iota + 1
	// OptedOut means that the customer refused the association.
	OptedOut
	// LostDispute means that the claim was rejected again after its dispute.
	LostDispute
	// Disassociated means that the partner gave the association up.
	Disassociated
)

// endingCount is one more than the highest ending.
const endingCount = Disassociated + 1

var endingNames = vocabulary.Names[Ending]{What: "ending", Texts: []string{
	"", "undisputed", "opted out", "lost dispute", "disassociated",
}}

// Endings returns every ending.
func Endings() []Ending { return []Ending{Undisputed, OptedOut, LostDispute, Disassociated} }

// String returns the ending in words. The zero Ending is the empty text.
func (e Ending) String() string { return endingNames.Text(e) }

// MarshalText returns the ending in words. If the value is not declared, it
// returns a [mci.FieldError].
func (e Ending) MarshalText() ([]byte, error) { return endingNames.Marshal(e) }

// UnmarshalText reads an ending in words. Any other text is a [mci.FieldError].
func (e *Ending) UnmarshalText(text []byte) error { return endingNames.Unmarshal(e, text) }

// A State is a status together with how the claim ended. Partner Center shows
// the status alone: a rejected claim can still be disputed, was not disputed in
// time, or was refused by the customer. The zero State means that there is no
// claim yet. Source: [mci.ManageAssociations] for the statuses,
// [mci.LibraryReading] for telling the ends of one status apart.
type State struct {
	// Status is the status as Partner Center names it.
	Status recognition.Status `json:"status"`
	// Ending says how the claim ended. It is none for a claim that can still
	// change.
	Ending Ending `json:"ending,omitempty"`
}

// String returns the status and, if the claim has ended, how.
func (s State) String() string {
	switch {
	case s == State{}:
		return "no claim"
	case s.Ending == 0:
		return s.Status.String()
	default:
		return s.Status.String() + ", " + s.Ending.String()
	}
}

func in(s recognition.Status) State              { return State{Status: s} }
func ended(s recognition.Status, e Ending) State { return State{s, e} }

// A stateRow holds the properties of one state.
type stateRow struct {
	state State
	// next is the actor who moves the claim on. It is none if the claim has
	// ended. It is also none if the claim is approved, because then nobody has
	// to act.
	next    claims.Actor
	lasting bool // nobody has to act, although the claim has not ended
	aliases []string
	means   string
	source  mci.Document
}

// states holds the row of each state that can occur.
var states = []stateRow{
	{
		state:   in(recognition.Draft),
		next:    claims.Partner,
		aliases: []string{"Editing"}, // in 2020
		means:   "created, and not submitted yet",
		source:  mci.ManageAssociations,
	},
	{
		state:  in(recognition.Submitted),
		next:   claims.Microsoft,
		means:  "submitted, and not picked up for review yet",
		source: mci.ManageAssociations,
	},
	{
		state:  in(recognition.UnderReview),
		next:   claims.Microsoft,
		means:  "a reviewer checks the proof of execution",
		source: mci.ManageAssociations,
	},
	{
		state:  in(recognition.PartnerActionRequired),
		next:   claims.Partner,
		means:  "the reviewer needs more information",
		source: mci.ManageAssociations,
	},
	{
		state:   in(recognition.Approved),
		lasting: true,
		means:   "the partner is associated with the customer; the customer can still opt out",
		source:  mci.ManageAssociations,
	},
	{
		state:  in(recognition.Rejected),
		next:   claims.Partner,
		means:  "rejected, and open to one dispute",
		source: mci.ManageAssociations,
	},
	{
		state:   in(recognition.Dispute),
		next:    claims.Microsoft,
		aliases: []string{"Disputed"},
		means:   "the rejection is disputed",
		source:  mci.ManageAssociations,
	},
	{
		state:  ended(recognition.Rejected, Undisputed),
		means:  "rejected, and not disputed within the window",
		source: mci.LibraryReading,
	},
	{
		state:  ended(recognition.Rejected, OptedOut),
		means:  "the customer opted out of the association",
		source: mci.ManageAssociations,
	},
	{
		state:   ended(recognition.RejectedFinal, LostDispute),
		aliases: []string{"Final rejected"},
		means:   "rejected again after the dispute",
		source:  mci.ManageAssociations,
	},
	{
		state:  ended(recognition.RejectedFinal, Disassociated),
		means:  "the partner disassociated the customer",
		source: mci.ManageAssociations,
	},
}

// check returns an error if the row lacks a required field.
func (r *stateRow) check() error {
	switch {
	case r.state.index() == 0:
		return errors.New("it is not declared")
	case r.means == "" || r.source == 0:
		return errors.New("it has no meaning or no source")
	case r.state.Ending == 0 && (r.next == 0) != r.lasting || r.state.Ending != 0 && (r.next != 0 || r.lasting):
		return errors.New("it names an actor exactly if somebody has to act")
	default:
		return nil
	}
}

// statusCount is one more than the highest status.
const statusCount = recognition.RejectedFinal + 1

// stateCount is the number of places in a dense table.
const stateCount = int(statusCount) * int(endingCount)

// index returns the place of the state, or 0 if a part of it is not declared.
func (s State) index() int {
	if s.Status >= statusCount || s.Ending >= endingCount {
		return 0
	}
	return int(s.Status)*int(endingCount) + int(s.Ending)
}

// stateRow returns the row of a state, or nil if the state cannot occur.
func (s State) stateRow() *stateRow {
	for i := range states {
		if states[i].state == s {
			return &states[i]
		}
	}
	return nil
}

// States returns every state that a claim can be in.
func States() []State {
	all := make([]State, len(states))
	for i := range states {
		all[i] = states[i].state
	}
	return all
}

// NextActor returns the actor who moves a claim in the state on. It is none if
// the claim has ended, and if nobody has to act.
func (s State) NextActor() claims.Actor {
	if row := s.stateRow(); row != nil {
		return row.next
	}
	return 0
}

// Means returns the meaning of the state in words. It is empty if the state
// cannot occur.
func (s State) Means() string {
	if row := s.stateRow(); row != nil {
		return row.means
	}
	return ""
}

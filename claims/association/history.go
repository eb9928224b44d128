package association

import (
	"encoding/json"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// An Entry is one line of a claim's history: an event, its actor, its instant
// and the rule that permitted it. Entries are numbered from 1 without gaps. The
// number of the latest entry is the claim's version. An entry never changes.
type Entry struct {
	// Claim is the ID of the claim.
	Claim claims.ID `json:"claim"`
	// Number is the entry's number, from 1.
	Number uint64 `json:"number"`
	// At is the instant of the event, in UTC.
	At time.Time `json:"at"`
	// Actor is the actor who gave the command, or claims.PartnerCenter if the
	// step was observed.
	Actor claims.Actor `json:"actor"`
	// User is the user at the partner, or empty.
	User mci.UserID `json:"user,omitempty"`
	// Role is the user's role at the claim's location, or none.
	Role mci.Role `json:"role,omitempty"`
	// Event is the event that the entry records.
	Event Event `json:"event"`
	// From is the state before the event. It is zero for the opening entry.
	From State `json:"from,omitzero"`
	// To is the state after the event.
	To State `json:"to"`
	// Rule is the ID of the rule that permitted the event.
	Rule mci.RuleID `json:"rule"`
	// Source is the document that the rule comes from.
	Source mci.Source `json:"source"`
	// Key is the idempotency key of the command, or empty.
	Key string `json:"key,omitempty"`
	// Shown is the status that Partner Center showed. It is set only if the
	// actor is claims.PartnerCenter.
	Shown PortalStatus `json:"shown,omitzero"`

	// Command is the command that was given. It is nil for the opening entry
	// and for an entry that only notes a status of Partner Center.
	Command Command `json:"command,omitempty"`
	// Opening is the claim's record as it was created. It is nil for every
	// other entry.
	Opening *Record `json:"opening,omitempty"`
	// Findings are the findings of the decision. Only the opening entry has
	// them.
	Findings []mci.Finding `json:"findings,omitempty"`
}

// entry returns the history entry of the change that made the claim.
func (c *Claim) entry(from State, row *Transition, meta *claims.Meta) Entry {
	return Entry{
		Claim: c.record.ID, Number: c.record.Version, At: meta.At,
		Actor: meta.Actor, User: meta.User, Role: meta.Role,
		Event: row.Event, From: from, To: c.State(),
		Rule: row.Rule, Source: row.Source.Source(), Key: meta.Key,
	}
}

// UnmarshalJSON reads an entry from the JSON form to which an Entry marshals.
func (e *Entry) UnmarshalJSON(data []byte) error {
	type plainEntry Entry
	wire := struct {
		*plainEntry
		Command json.RawMessage `json:"command"`
	}{plainEntry: (*plainEntry)(e)}
	if err := json.Unmarshal(data, &wire); err != nil {
		return err
	}
	e.Command = nil
	if len(wire.Command) == 0 || string(wire.Command) == "null" || e.Event >= recordedCount || events[e.Event].command.Decode == nil {
		return nil
	}
	command, err := events[e.Event].command.Decode(wire.Command)
	e.Command = command
	return err
}

// Replay makes the claim that a history describes, from its opening entry on.
// If the entries are not numbered from 1 without gaps, or if the rules do not
// allow one of them, it returns an error.
//
// Replay asks for no window and not for the age of a proof: both depend on the
// host's terms, such as its list of holidays, which can have changed since.
func Replay(history []Entry, terms *cpor.Terms) (*Claim, error) {
	claim, err := replayOpening(history, terms)
	if err != nil {
		return nil, err
	}
	for _, entry := range history[1:] {
		if entry.Number != claim.record.Version+1 || entry.Claim != claim.record.ID {
			return nil, mci.Invalid("history", string(entry.Claim), "the next entry of the same claim")
		}
		change, err := claim.redo(&entry)
		if err != nil {
			return nil, err
		}
		if len(change.Entries) == 0 || change.Entries[0].Event != entry.Event || change.Entries[0].From != entry.From || change.Entries[0].To != entry.To {
			return nil, mci.Invalid("history", entry.Event.String(), "an entry that says what its command did")
		}
		claim = change.Claim
	}
	return claim, nil
}

// meta returns the Meta with which the command of the entry was given.
func (e *Entry) meta() claims.Meta {
	return claims.Meta{Actor: e.Actor, User: e.User, Role: e.Role, At: e.At, Key: e.Key}
}

func (c *Claim) redo(entry *Entry) (Change, error) {
	if entry.Actor == claims.PartnerCenter && entry.Event != FactsRecorded {
		return c.observeAgain(entry)
	}
	return apply(c, entry.Command, entry.meta(), replayed)
}

func replayOpening(history []Entry, terms *cpor.Terms) (*Claim, error) {
	if len(history) == 0 || history[0].Opening == nil {
		return nil, mci.Invalid("history", "", "a history that begins with the creation of the claim")
	}
	first := &history[0]
	claim, err := Restore(*first.Opening, terms)
	if err != nil {
		return nil, mci.At("history[0].opening", err)
	}
	to, ok := State{}.Next(first.Event)
	if claim.Adopted() {
		to, ok = claim.State(), first.Event == ClaimAdopted
	}
	if first.Number != 1 || claim.record.Version != 1 || first.Claim != claim.record.ID || !ok || claim.State() != to || first.To != to || first.From != (State{}) {
		return nil, mci.Invalid("history[0]", first.Event.String(), "the creation of the claim, as its entry 1")
	}
	return claim, nil
}

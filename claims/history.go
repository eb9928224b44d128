package claims

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An Entry is one line of a claim's history: who did what, when, by which rule.
// Entries are numbered from 1 without gaps, the number being the claim's
// version, and are never changed.
type Entry struct {
	Claim  ID         `json:"claim"`
	Number uint64     `json:"number"`
	At     time.Time  `json:"at"`
	Actor  Actor      `json:"actor"`
	User   mci.UserID `json:"user,omitempty"`
	Role   mci.Role   `json:"role,omitempty"`
	Event  Event      `json:"event"`
	From   Status     `json:"from,omitempty"` // none for the opening entry
	To     Status     `json:"to"`
	Rule   mci.RuleID `json:"rule"`
	Source mci.Source `json:"source"`
	Key    string     `json:"key,omitempty"`
	// Shown is what Partner Center showed, in an entry of the actor
	// PartnerCenter: the step was not done here, but observed.
	Shown PortalStatus `json:"shown,omitzero"`

	Command  Command       `json:"command,omitempty"`  // nil for the opening entry
	Opening  *Record       `json:"opening,omitempty"`  // the claim as it was opened
	Findings []mci.Finding `json:"findings,omitempty"` // of the nomination
}

// entry returns the history entry of the change that made the claim. It sets
// the claim's index keys, so that no change is made without them.
func (c *Claim) entry(from State, row *Transition, meta *Meta) Entry {
	c.record.Index = c.index()
	return Entry{
		Claim: c.record.ID, Number: c.record.Version, At: meta.At,
		Actor: meta.Actor, User: meta.User, Role: meta.Role,
		Event: row.Event, From: from.Status, To: c.record.Status,
		Rule: row.Rule, Source: row.Source.Source(), Key: meta.Key,
	}
}

// clone returns a copy that shares nothing with e.
func (e Entry) clone() Entry {
	e.Findings = slices.Clone(e.Findings)
	if e.Opening != nil {
		record := e.Opening.clone()
		e.Opening = &record
	}
	return e
}

func copyEntries(entries []Entry) []Entry {
	copied := make([]Entry, len(entries))
	for i, entry := range entries {
		copied[i] = entry.clone()
	}
	return copied
}

// UnmarshalJSON reads what an Entry marshals to.
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
	if len(wire.Command) == 0 || string(wire.Command) == "null" || e.Event >= recordedCount || events[e.Event].command.decode == nil {
		return nil
	}
	command, err := events[e.Event].command.decode(wire.Command)
	e.Command = command
	return err
}

// Replay makes the claim that a history describes, from its opening entry on. A
// history that is not numbered from 1 without gaps, or that the rules do not
// allow, is an error.
func Replay(history []Entry, catalog *catalog.Catalog) (*Claim, error) {
	claim, err := replayOpening(history, catalog)
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

// meta returns who did what the entry tells of, when, and under which key.
func (e *Entry) meta() Meta {
	return Meta{Actor: e.Actor, User: e.User, Role: e.Role, At: e.At, Key: e.Key}
}

func (c *Claim) redo(entry *Entry) (Change, error) {
	if entry.Actor == PartnerCenter && entry.Event != FactsRecorded {
		return c.observeAgain(entry)
	}
	return Apply(c, entry.Command, entry.meta())
}

func replayOpening(history []Entry, catalog *catalog.Catalog) (*Claim, error) {
	if len(history) == 0 || history[0].Opening == nil {
		return nil, mci.Invalid("history", "", "a history that begins with the opening of the claim")
	}
	first := &history[0]
	claim, err := Restore(*first.Opening, catalog)
	if err != nil {
		return nil, mci.At("history[0].opening", err)
	}
	to, ok := State{}.Next(first.Event)
	if claim.Adopted() {
		to, ok = claim.State(), first.Event == ClaimAdopted
	}
	if first.Number != 1 || claim.record.Version != 1 || first.Claim != claim.record.ID || !ok || claim.State() != to || first.To != to.Status {
		return nil, mci.Invalid("history[0]", first.Event.String(), "the opening of the claim, as its entry 1")
	}
	return claim, nil
}

package claims

import (
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An Entry is one line of a claim's history: an event, its actor, its instant
// and the rule that permitted it. Entries are numbered from 1 without gaps. The
// number of the latest entry is the claim's version. An entry never changes.
type Entry struct {
	// Format is the version of the stored form. It is always written.
	Format Format `json:"format"`
	// Claim is the ID of the claim.
	Claim ID `json:"claim"`
	// Number is the entry's number, from 1.
	Number uint64 `json:"number"`
	// At is the instant of the event, in UTC. It can be before that of an
	// earlier entry, by the tolerance of the command.
	At time.Time `json:"at"`
	// Given is the instant that the command gave, if it was before a step that
	// the event follows and At is the instant of that step. Otherwise it is
	// zero.
	Given time.Time `json:"given,omitzero"`
	// Actor is the actor who gave the command, or PartnerCenter if the step was
	// observed.
	Actor Actor `json:"actor"`
	// User is the user at the partner, or empty.
	User mci.UserID `json:"user,omitempty"`
	// Role is the user's role at the claim's location, or none.
	Role mci.Role `json:"role,omitempty"`
	// Event is the event that the entry records.
	Event Event `json:"event"`
	// From is the status before the event. It is none for the opening entry.
	From Status `json:"from,omitempty"`
	// To is the status after the event.
	To Status `json:"to"`
	// Rule is the ID of the rule that permitted the event.
	Rule mci.RuleID `json:"rule"`
	// Source is the document that the rule comes from. It is stored only if the
	// table of transitions would give another one for the rule.
	Source mci.Source `json:"source"`
	// Key is the idempotency key of the command, or empty.
	Key string `json:"key,omitempty"`
	// Shown is the status that Partner Center showed. It is set only if the
	// actor is PartnerCenter: the step was observed there and not done here.
	Shown PortalStatus `json:"shown,omitzero"`

	// Command is the command that was given. It is nil for the opening entry
	// and for an entry that only notes a status of Partner Center.
	Command Command `json:"command,omitempty"`
	// Calculated is the amount that the claim calculated if the command asks
	// for an amount and names none. With it, the entry tells its effect even if
	// the catalog does not have the terms any more.
	Calculated mci.Money `json:"calculated,omitzero"`
	// Opening is the claim's record as it was opened, without its index keys.
	// It is nil for every other entry.
	Opening *Record `json:"opening,omitempty"`
	// TakenBack is the number of the entry that was taken back, or 0. See
	// TakeBack.
	TakenBack uint64 `json:"takenBack,omitempty"`
	// Restored is the claim's record after an entry was taken back. It is nil
	// for every other entry.
	Restored *Record `json:"restored,omitempty"`
	// Findings are the findings of the nomination, by their rules' IDs, without
	// wanted value and source; Explain completes them. Only the opening entry
	// has them.
	Findings []mci.Finding `json:"findings,omitempty"`
}

// change returns the change that made the claim, and its history entry to
// complete. It also sets the claim's index keys, so that no change lacks them.
func (c *Claim) change(from State, row *Transition, meta *Meta, at time.Time) (Change, *Entry) {
	c.record.Index.set(c)
	change := Change{c, make([]Entry, 1)}
	entry := &change.Entries[0] // filled in place: an entry has 288 bytes
	entry.Claim, entry.Number, entry.At = c.record.ID, c.record.Version, at
	if !at.Equal(meta.At) {
		entry.Given = meta.At
	}
	entry.Actor, entry.User, entry.Role, entry.Key = meta.Actor, meta.User, meta.Role, meta.Key
	entry.Event, entry.From, entry.To = row.Event, from.Status, c.record.Status
	entry.Rule, entry.Source = row.Rule, row.Source.Source()
	return change, entry
}

// unindexed returns a copy of the record without its index keys, as the first
// entry has it and as the records of two claims are compared: the keys follow
// from the rest.
func (c *Claim) unindexed() *Record {
	record := c.Record()
	record.Index = Index{}
	return &record
}

// Replay makes the claim that a history describes, from its opening entry on.
// If the entries are not numbered from 1 without gaps, or if the rules do not
// allow one of them, it returns an error.
//
// If the catalog does not have the terms any more under which an entry was
// made, the entry counts as it was recorded: it must follow the machine and the
// order in time, but no window and no guard judges it. A claim whose latest
// terms have changed comes with a [TermsError], as [Restore] says.
func Replay(history []Entry, catalog *catalog.Catalog) (*Claim, error) {
	states, _, err := replay(history, catalog)
	if err != nil {
		return nil, err
	}
	claim := states[len(states)-1]
	return claim, claim.held()
}

// replay returns the claim after each entry of a history, and whether the
// catalog has the terms of all of them.
func replay(history []Entry, catalog *catalog.Catalog) (states []*Claim, judged bool, err error) {
	claim, err := replayOpening(history, catalog)
	if err != nil {
		return nil, false, err
	}
	states, judged = []*Claim{claim}, true
	for i := range history[1:] {
		entry := &history[i+1]
		if entry.Number != claim.record.Version+1 || entry.Claim != claim.record.ID {
			return nil, false, mci.Invalid("history", string(entry.Claim), "the next entry of the same claim")
		}
		judged = judged && !claim.retells(entry)
		change, err := claim.redo(entry, states, catalog)
		if err != nil {
			return nil, false, err
		}
		if len(change.Entries) == 0 || change.Entries[0].Event != entry.Event || change.Entries[0].From != entry.From || change.Entries[0].To != entry.To {
			return nil, false, mci.Invalid("history", entry.Event.String(), "an entry that says what its command did")
		}
		claim = change.Claim
		states = append(states, claim)
	}
	return states, judged, nil
}

// meta returns the Meta with which the command of the entry was given.
func (e *Entry) meta() Meta {
	at := e.At
	if !e.Given.IsZero() {
		at = e.Given
	}
	return Meta{Actor: e.Actor, User: e.User, Role: e.Role, At: at, Tolerance: MostTolerance, Key: e.Key}
}

// usedKey returns the key of the entry with the digest of its content.
func (e *Entry) usedKey() (UsedKey, error) {
	meta, event := e.meta(), e.Event
	content := contentOf(e.Command)
	switch {
	case e.Opening != nil:
		content = e.Opening.openingContent()
	case e.TakenBack != 0:
		content = e.TakenBack
	case e.Actor == PartnerCenter && event != FactsRecorded:
		event, content = StatusObserved, e.Shown
	}
	return meta.key(event, content)
}

// redo repeats the effect of an entry on the claim, given the states before it.
func (c *Claim) redo(entry *Entry, states []*Claim, catalog *catalog.Catalog) (Change, error) {
	switch {
	case entry.Event == EntryTakenBack:
		return c.takeBackAgain(entry, states)
	case entry.Actor == PartnerCenter && entry.Event != FactsRecorded:
		return c.observeAgain(entry)
	case c.retells(entry):
		return c.retold(entry, catalog)
	default:
		return Apply(c, entry.Command, entry.meta())
	}
}

func replayOpening(history []Entry, catalog *catalog.Catalog) (*Claim, error) {
	if len(history) == 0 || history[0].Opening == nil {
		return nil, mci.Invalid("history", "", "a history that begins with the opening of the claim")
	}
	first := &history[0]
	claim, err := Restore(*first.Opening, catalog)
	if claim == nil { // if its terms have changed, the entries count as recorded
		return nil, mci.At("history[0].opening", err)
	}
	to, ok := State{}.Next(first.Event)
	if claim.Adopted() {
		to, ok = claim.State(), first.Event == ClaimAdopted
	}
	if first.Number != 1 || claim.record.Version != 1 || first.Claim != claim.record.ID || !ok || claim.State() != to || first.To != to.Status {
		return nil, mci.Invalid("history[0]", first.Event.String(), "the opening of the claim, as its entry 1")
	}
	claim.record.Index = claim.Index()
	return claim, nil
}

package association

import (
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// An Entry is one line of a claim's history: an event, its actor, its instant
// and the rule that permitted it. Entries are numbered from 1 without gaps. The
// number of the latest entry is the claim's version. An entry never changes.
type Entry struct {
	// Format is the version of the stored form. It is always written.
	Format claims.Format `json:"format"`
	// Claim is the ID of the claim.
	Claim claims.ID `json:"claim"`
	// Number is the entry's number, from 1.
	Number uint64 `json:"number"`
	// At is the instant of the event, in UTC. It can be before that of an
	// earlier entry, by the tolerance of the command.
	At time.Time `json:"at"`
	// Given is the instant that the command gave, if it was before a step that
	// the event follows and At is the instant of that step. Otherwise it is
	// zero.
	Given time.Time `json:"given,omitzero"`
	// Due is the end of the window, if the entry records an expiry later than
	// that. It is the instant that the claim then has for the step, such as
	// rejectedAt. Otherwise it is zero.
	Due time.Time `json:"due,omitzero"`
	// Actor is the actor who gave the command, or claims.PartnerCenter if the
	// step was observed.
	Actor claims.Actor `json:"actor"`
	// User is the user at the partner, or empty.
	User mci.UserID `json:"user,omitempty"`
	// Role is the user's role at the claim's location, or none.
	Role mci.Role `json:"role,omitempty"`
	// Event is the event that the entry records.
	Event lifecycle.Event `json:"event"`
	// From is the state before the event. It is zero for the opening entry.
	From lifecycle.State `json:"from,omitzero"`
	// To is the state after the event.
	To lifecycle.State `json:"to"`
	// Rule is the ID of the rule that permitted the event.
	Rule mci.RuleID `json:"rule"`
	// Source is the document that the rule comes from. It is stored only if the
	// tables would give another one for the rule.
	Source mci.Source `json:"source"`
	// Key is the idempotency key of the command, or empty.
	Key string `json:"key,omitempty"`
	// Shown is the status that Partner Center showed. It is set only if the
	// actor is claims.PartnerCenter.
	Shown lifecycle.PortalStatus `json:"shown,omitzero"`

	// Command is the command that was given. It is nil for the opening entry
	// and for an entry that only notes a status of Partner Center.
	Command Command `json:"command,omitempty"`
	// Opening is the claim's record as it was created, without its index keys.
	// It is nil for every other entry.
	Opening *Record `json:"opening,omitempty"`
	// TakenBack is the number of the entry that was taken back, or 0.
	TakenBack uint64 `json:"takenBack,omitempty"`
	// Restored is the claim's record after an entry was taken back. It is nil
	// for every other entry.
	Restored *Record `json:"restored,omitempty"`
	// Findings are the findings of the decision, without wanted value and
	// source; Explain completes them. Only the opening entry has them.
	Findings []mci.Finding `json:"findings,omitempty"`
}

// entry returns the history entry of the change that made the claim. It also
// sets the claim's index keys, so that no change lacks them.
func (c *Claim) entry(from lifecycle.State, row *lifecycle.Transition, meta *claims.Meta, at time.Time) Entry {
	c.record.Index = c.Index()
	var given time.Time
	if !at.Equal(meta.At) {
		given = meta.At
	}
	return Entry{
		Claim: c.record.ID, Number: c.record.Version, At: at, Given: given,
		Actor: meta.Actor, User: meta.User, Role: meta.Role,
		Event: row.Event, From: from, To: c.State(),
		Rule: row.Rule, Source: row.Source.Source(), Key: meta.Key,
	}
}

// unindexed returns a copy of the record without its index keys, as the first
// entry has it and as the records of two claims are compared: the keys follow
// from the rest.
func (c *Claim) unindexed() *Record {
	record := c.Record()
	record.Index = claims.Index{}
	return &record
}

// Explain returns the findings of the decision as they were decided, in the
// order of the rules, with the wanted value and the source of each; see
// [cpor.Explain]. The terms are those of the claim; nil means the public terms.
func (e *Entry) Explain(terms *cpor.Terms) []mci.Finding {
	question := cpor.Question{Terms: terms}
	if r := e.Opening; r != nil {
		question.Kind, question.At, question.Workloads, question.Proof = r.Kind, r.Created, r.Workloads, r.Proof
	}
	return cpor.Explain(&question, e.Findings)
}

// Replay makes the claim that a history describes, from its opening entry on.
// If the entries are not numbered from 1 without gaps, or if the rules do not
// allow one of them, it returns an error.
//
// Replay asks for no window and not for the age of a proof: both depend on the
// host's terms, such as its list of holidays, which can have changed since.
func Replay(history []Entry, terms *cpor.Terms) (*Claim, error) {
	states, err := replay(history, terms)
	if err != nil {
		return nil, err
	}
	return states[len(states)-1], nil
}

// replay returns the claim after each entry of a history.
func replay(history []Entry, terms *cpor.Terms) ([]*Claim, error) {
	claim, err := replayOpening(history, terms)
	if err != nil {
		return nil, err
	}
	states := []*Claim{claim}
	for i := range history[1:] {
		entry := &history[i+1]
		if entry.Number != claim.record.Version+1 || entry.Claim != claim.record.ID {
			return nil, mci.Invalid("history", string(entry.Claim), "the next entry of the same claim")
		}
		change, err := claim.redo(entry, states)
		if err != nil {
			return nil, err
		}
		if len(change.Entries) == 0 || change.Entries[0].Event != entry.Event || change.Entries[0].From != entry.From || change.Entries[0].To != entry.To {
			return nil, mci.Invalid("history", entry.Event.String(), "an entry that says what its command did")
		}
		claim = change.Claim
		states = append(states, claim)
	}
	return states, nil
}

// meta returns the Meta with which the command of the entry was given.
func (e *Entry) meta() claims.Meta {
	at := e.At
	if !e.Given.IsZero() {
		at = e.Given
	}
	return claims.Meta{Actor: e.Actor, User: e.User, Role: e.Role, At: at, Tolerance: claims.MostTolerance, Key: e.Key}
}

// redo repeats the effect of an entry on the claim, given the states before it.
func (c *Claim) redo(entry *Entry, states []*Claim) (Change, error) {
	switch {
	case entry.Event == lifecycle.EntryTakenBack:
		return c.takeBackAgain(entry, states)
	case entry.Actor == claims.PartnerCenter && entry.Event != lifecycle.FactsRecorded:
		return c.observeAgain(entry)
	default:
		return apply(c, entry.Command, entry.meta(), entry)
	}
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
	to, ok := lifecycle.State{}.Next(first.Event)
	if claim.Adopted() {
		to, ok = claim.State(), first.Event == lifecycle.ClaimAdopted
	}
	if first.Number != 1 || claim.record.Version != 1 || first.Claim != claim.record.ID || !ok || claim.State() != to || first.To != to || first.From != (lifecycle.State{}) {
		return nil, mci.Invalid("history[0]", first.Event.String(), "the creation of the claim, as its entry 1")
	}
	claim.record.Index = claim.Index()
	return claim, nil
}

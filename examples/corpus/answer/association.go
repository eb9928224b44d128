package answer

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// Terms are the terms of a CPOR claim, as far as they differ from the public
// ones.
type Terms struct {
	Holidays       []mci.Date         `json:"holidays,omitempty"`
	Lengths        []cpor.ClockLength `json:"lengths,omitempty"`
	ToldAtApproval bool               `json:"toldAtApproval,omitempty"`
	ProofMonths    int                `json:"proofMonths,omitempty"`
}

// Read returns the terms.
func (t Terms) Read() (*cpor.Terms, error) {
	days, err := cpor.NewBusinessDays(nil, nil, t.Holidays)
	if err != nil {
		return nil, err
	}
	return cpor.NewTerms(cpor.TermsOptions{Days: days, Lengths: t.Lengths, ToldAtApproval: t.ToldAtApproval, ProofMonths: t.ProofMonths})
}

// An AssociationStep is the question of a case of the kind "associationStep".
type AssociationStep struct {
	Terms  Terms             `json:"terms,omitzero"`
	Record json.RawMessage   `json:"record,omitempty"`
	Do     AssociationAction `json:"do"`
	Meta   claims.Meta       `json:"meta"`
}

// An AssociationAction is a step of a CPOR claim. Exactly one of its members is
// set.
type AssociationAction struct {
	Open     *AssociationOpening  `json:"open,omitempty"`
	Command  *Command             `json:"command,omitempty"`
	Observe  string               `json:"observe,omitempty"`
	Adopt    *AssociationAdoption `json:"adopt,omitempty"`
	TakeBack *TakingBack          `json:"takeBack,omitempty"`
}

// An AssociationAdoption takes over a CPOR claim that only Partner Center has,
// as an export shows it.
type AssociationAdoption struct {
	ID claims.ID `json:"id"`
	cpor.Association
	AdoptedDetails

	Shown   string    `json:"shown"`
	Number  string    `json:"number,omitempty"`
	Created time.Time `json:"created,omitzero"`
}

// AdoptedDetails are the details of a claim, of which any can be left out.
type AdoptedDetails struct {
	Name            string      `json:"name"`
	CustomerContact mci.Contact `json:"customerContact,omitzero"`
	CustomerTitle   string      `json:"customerTitle,omitempty"`
	PartnerContact  mci.Contact `json:"partnerContact,omitzero"`
	Seller          cpor.Seller `json:"seller,omitzero"`
	PayDeclined     mci.Fact    `json:"payDeclined,omitzero"`
}

func (a *AssociationAdoption) adopt(terms *cpor.Terms, meta claims.Meta) (association.Change, error) {
	return association.Adopt(association.Adoption{
		Association: a.Association, Details: cpor.Details(a.AdoptedDetails), Shown: lifecycle.ReadStatus(a.Shown), Number: a.Number, Created: a.Created,
	}, terms, a.ID, meta)
}

// An AssociationOpening decides a question and creates the CPOR claim.
type AssociationOpening struct {
	ID       claims.ID     `json:"id"`
	Question cpor.Question `json:"question"`
	Details  cpor.Details  `json:"details"`
}

func answerAssociationStep(_ Catalogs, in json.RawMessage) (any, error) {
	var q AssociationStep
	if err := decode(in, &q); err != nil {
		return nil, err
	}
	terms, err := q.Terms.Read()
	if err != nil {
		return nil, err
	}
	var claim *association.Claim
	if len(q.Record) > 0 {
		if claim, err = restoreAssociation(q.Record, terms); err != nil {
			return nil, err
		}
	}
	history, err := q.Do.history()
	if err != nil {
		return nil, err
	}
	change, out, err := q.Do.take(claim, history, terms, q.Meta)
	if err != nil {
		return associationRefusedBy(err)
	}
	if out != nil {
		return *out, nil
	}
	return associationSteppedBy(q.Record, change)
}

// history reads the history of a taking-back.
func (a *AssociationAction) history() ([]association.Entry, error) {
	if a.TakeBack == nil {
		return nil, nil
	}
	history := make([]association.Entry, len(a.TakeBack.History))
	for i, text := range a.TakeBack.History {
		if err := unmarshal("history", text, &history[i]); err != nil {
			return nil, err
		}
	}
	return history, nil
}

// take takes the step of a claim. The claim is nil if the step creates it. If
// the claim may not be created, there is an answer instead of a change.
func (a *AssociationAction) take(claim *association.Claim, history []association.Entry, terms *cpor.Terms, meta claims.Meta) (association.Change, *stepped, error) {
	if err := oneAction(a.Open != nil, a.Adopt != nil, a.Command != nil, a.TakeBack != nil, a.Observe != ""); err != nil {
		return association.Change{}, nil, err
	}
	if a.Adopt != nil {
		change, err := a.Adopt.adopt(terms, meta)
		return change, nil, err
	}
	if a.Open == nil {
		change, err := a.move(claim, history, meta)
		return change, nil, err
	}
	question := a.Open.Question
	question.Terms = terms
	proposal, decision, err := cpor.Propose(question, a.Open.Details)
	if err != nil {
		return association.Change{}, nil, err
	}
	if proposal == nil {
		return association.Change{}, &stepped{Result: refused, Outcome: decision.Outcome().String(), Reasons: foundAll(decision.Reasons())}, nil
	}
	change, err := association.Open(proposal, a.Open.ID, meta)
	return change, nil, err
}

func restoreAssociation(text json.RawMessage, terms *cpor.Terms) (*association.Claim, error) {
	var record association.Record
	if err := unmarshal("record", text, &record); err != nil {
		return nil, err
	}
	return association.Restore(record, terms)
}

func (a *AssociationAction) move(claim *association.Claim, history []association.Entry, meta claims.Meta) (association.Change, error) {
	switch {
	case claim == nil:
		return association.Change{}, mci.Invalid("record", "nothing", "the claim before the step")
	case a.Command != nil:
		var event lifecycle.Event
		if err := event.UnmarshalText([]byte(a.Command.Event)); err != nil {
			return association.Change{}, err
		}
		command, err := association.ReadCommand(event, a.Command.With)
		if err != nil {
			return association.Change{}, err
		}
		return association.Apply(claim, command, meta)
	case a.TakeBack != nil:
		return association.TakeBack(claim, history, a.TakeBack.Number, meta)
	default:
		return association.Observe(claim, lifecycle.ReadStatus(a.Observe), meta)
	}
}

func associationSteppedBy(before json.RawMessage, change association.Change) (any, error) {
	if len(change.Entries) == 0 {
		return stepped{Result: unchanged}, nil
	}
	after, err := json.Marshal(change.Claim.Record())
	if err != nil {
		return nil, err
	}
	out := stepped{Result: changed}
	if out.Patch, err = patch(before, after); err != nil {
		return nil, err
	}
	for i := range change.Entries {
		e := &change.Entries[i]
		w := written{Number: e.Number, At: e.At, Given: e.Given, Due: e.Due, Event: e.Event.String(), To: e.To, Rule: e.Rule}
		if e.From != (lifecycle.State{}) {
			w.From = e.From
		}
		out.Entries = append(out.Entries, w)
	}
	return out, nil
}

func associationRefusedBy(err error) (any, error) {
	var refusal *association.Refusal
	if !errors.As(err, &refusal) {
		return refusedBy(err)
	}
	out := stepped{Result: refused, Rule: refusal.Rule, Gaps: gapsOf(refusal.Gaps), Permitted: refusal.Permitted}
	if refusal.Due != nil {
		out.Due = refusal.Due.Clock.String()
	}
	return out, nil
}

// AssociationDeadlines is the question of a case of the kind
// "associationDeadlines".
type AssociationDeadlines struct {
	Terms  Terms           `json:"terms,omitzero"`
	Record json.RawMessage `json:"record"`
	At     time.Time       `json:"at"`
}

// associationRunning is the answer to a question about the deadlines of a CPOR
// claim.
type associationRunning struct {
	running
	// the rules of a warning to a person
	Warnings []gap `json:"warnings,omitempty"`
}

func answerAssociationDeadlines(_ Catalogs, in json.RawMessage) (any, error) {
	var q AssociationDeadlines
	if err := decode(in, &q); err != nil {
		return nil, err
	}
	if q.At.IsZero() {
		return nil, mci.Invalid("at", "", "an instant")
	}
	terms, err := q.Terms.Read()
	if err != nil {
		return nil, err
	}
	claim, err := restoreAssociation(q.Record, terms)
	if err != nil {
		return nil, err
	}
	index := claim.Index()
	out := associationRunning{running{
		Result: answered, Deadlines: []any{}, Expires: index.Expires, Attention: index.Attention,
		Due: claim.Due(q.At), Permitted: claim.PermittedAt(q.At), NextActor: claim.NextActor(q.At).String(), Overdue: claim.OverdueAtMicrosoft(q.At),
	}, gapsOf(claim.Warnings(q.At))}
	steps := claim.NextSteps(q.At)
	for _, d := range steps.Deadlines {
		d.Window.Start, d.Window.End = d.Window.Start.UTC(), d.Window.End.UTC()
		plain, err := without(d, "source")
		if err != nil {
			return nil, err
		}
		out.Deadlines = append(out.Deadlines, plain)
	}
	return out, nil
}

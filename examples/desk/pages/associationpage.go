package pages

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// An associationModel is the model of an association's page.
type associationModel struct {
	Record association.Record    `json:"record"`
	Work   register.WorkItem     `json:"work"`
	Next   association.NextSteps `json:"next"`
	// Proof holds the findings on the proof if a reviewer judged it today. It
	// is empty if the claim has ended.
	Proof []mci.Finding `json:"proofFindings"`
	// Conflicts are the other associations that are approved for the same
	// workload or subscription.
	Conflicts []credit.Conflict `json:"conflicts,omitempty"`
	// Assumed are the fields that an observation of Partner Center implies.
	Assumed []string `json:"assumed,omitempty"`
	// Lacking are the fields that an adopted claim still lacks.
	Lacking    []string                `json:"lacking,omitempty"`
	Divergence *association.Divergence `json:"divergence,omitempty"`
	// History is the whole history, the latest entry first.
	History []association.Entry `json:"history"`
	formSet

	Timeline timeline `json:"-"`
	// Findings are the answers of the rules on the day on which the claim was
	// created. They are empty if the claim was adopted.
	Findings []mci.Finding `json:"-"`
}

// associationPage shows an association.
func (s *site) associationPage(r *http.Request, id claims.ID) (answer, error) {
	claim, err := s.desk.Associations().Claim(r.Context(), id)
	if err != nil {
		return nil, err
	}
	model, err := s.associationModel(r.Context(), claim)
	if err != nil {
		return nil, err
	}
	model.confirm(s.told(r), claim.Version())
	return model.page(), nil
}

func (m *associationModel) page() *page {
	return &page{template: "association", title: m.Work.Name, section: "Claims", problem: m.Problem, model: m}
}

// associationModel returns the contents of an association's page at present.
func (s *site) associationModel(ctx context.Context, claim *association.Claim) (*associationModel, error) {
	history, err := s.associationHistory(ctx, claim.ID())
	if err != nil {
		return nil, err
	}
	now := s.now()
	model := &associationModel{
		Record: claim.Record(), Work: register.Work(register.Association(claim), now), Next: claim.NextSteps(now), Proof: []mci.Finding{},
		Assumed: slices.Collect(claim.Assumed().All()), Lacking: claim.Missing(), Divergence: claim.Divergence(),
		Timeline: drawAssociation(claim, history, now), History: slices.Clone(history),
	}
	slices.Reverse(model.History)
	if model.Conflicts, err = s.desk.Associations().Conflicts(ctx, claim); err != nil {
		return nil, err
	}
	if len(model.Next.Steps) > 0 {
		model.Proof = claim.ProofFindings(now)
	}
	if len(history) > 0 {
		model.Findings = history[0].Explain(claim.Terms())
	}
	if err := s.mayWork(model.Record.Location); err != nil {
		return model, model.close(err)
	}
	meta := claims.Meta{Actor: claims.Partner, User: s.user.ID, Role: s.user.RoleAt(model.Record.Location), At: now, Received: now}
	_, err = association.TakeBack(claim, history, claim.Version(), meta)
	model.offer(claim, err == nil)
	model.lock(s.may(eligibility.ManageAssociations, model.Record.Location))
	model.arrange(model.Work.Actor == claims.Partner)
	return model, nil
}

// associationHistory returns the history of an association, oldest entry first.
func (s *site) associationHistory(ctx context.Context, id claims.ID) (history []association.Entry, err error) {
	for entry, err := range s.desk.Associations().History(ctx, id) {
		if err != nil {
			return nil, err
		}
		history = append(history, entry)
	}
	return history, nil
}

// offer adds a form for each step that the claim permits, with the gaps that
// block it, and the forms for events outside the machine.
func (m *associationModel) offer(claim *association.Claim, takesBack bool) {
	for i := range m.Next.Steps {
		step := &m.Next.Steps[i]
		row, ok := formOf(associationForms, step.Event)
		if !ok {
			continue
		}
		f := row.form(claim.ID(), claim.Version())
		f.Blocked = step.Blocked
		f.need(step.Needed)
		f.Needs = append(f.Needs, step.Warned...)
		if step.Actor == claims.Partner {
			m.Mine = append(m.Mine, f)
		} else if step.Event != lifecycle.WindowEnds || step.Open() {
			m.Theirs = append(m.Theirs, f)
		}
	}
	if m.Divergence.Open() {
		m.Mine = append(m.Mine, newForm(claim, lifecycle.DivergenceResolved))
	}
	m.Theirs = append(m.Theirs, newForm(claim, lifecycle.StatusObserved), newForm(claim, lifecycle.FactsRecorded))
	if takesBack {
		number := map[string]string{"number": strconv.FormatUint(claim.Version(), 10)}
		m.Mine = append(m.Mine, newForm(claim, lifecycle.EntryTakenBack).with(number))
	}
}

// newForm returns the form of an event for the page of an association.
func newForm(claim *association.Claim, event lifecycle.Event) *form {
	row, _ := formOf(associationForms, event)
	return row.form(claim.ID(), claim.Version())
}

// drawAssociation draws an association at an instant. If a clock no longer
// runs, it is drawn as it was when the claim entered the clock's state.
func drawAssociation(claim *association.Claim, history []association.Entry, now time.Time) timeline {
	record := claim.Record()
	c := course{created: record.Created, updated: record.Updated}
	present := claim.NextSteps(now)
	for i := range history {
		e := &history[i]
		if e.From == e.To {
			continue
		}
		c.moves = append(c.moves, move{e.At, e.To.String()})
		if then, err := association.Replay(history[:i+1], claim.Terms()); err == nil {
			c.add(then.NextSteps(e.At).Deadlines, e.At, present.Deadlines)
		}
	}
	return c.draw(now)
}

// add adds the clocks that started at an instant. If a clock runs at present,
// its progress is added too.
func (c *course) add(started []association.Countdown, at time.Time, present []association.Countdown) {
	for i := range started {
		d := &started[i]
		one := span{clock: sentence(d.Clock), window: d.Window, start: at}
		for k := range present {
			if p := &present[k]; p.Clock == d.Clock && p.Window == d.Window {
				one.running = &running{daysLeft: p.DaysLeft, over: p.Over, overdue: p.Over && !p.Expires}
			}
		}
		c.spans = append(c.spans, one)
	}
}

// New reports whether an entry was made after the page of a returned form was
// loaded.
func (m *associationModel) New(e *association.Entry) bool { return m.Overtaken && e.Number > m.Since }

// News are the entries that were made after the page of a returned form was
// loaded.
func (m *associationModel) News() []association.Entry {
	if !m.Overtaken || m.Since > uint64(len(m.History)) {
		return nil
	}
	return m.History[:uint64(len(m.History))-m.Since]
}

// Latest is the entry that the user has just made.
func (m *associationModel) Latest() *association.Entry { return &m.History[0] }

// Path returns the states that the claim went through. The last one is the
// present state.
func (m *associationModel) Path() []string {
	var states []string
	for i := len(m.History) - 1; i >= 0; i-- {
		if e := &m.History[i]; e.From != e.To {
			states = append(states, e.To.String())
		}
	}
	return states
}

// Turns returns the states that the claim can reach in one step of the machine,
// with the actor of each.
func (m *associationModel) Turns() []turn {
	var all []turn
	for i := range m.Next.Steps {
		if step := &m.Next.Steps[i]; step.To != m.Next.State {
			all = append(all, turn{step.To.String(), step.Event.String(), step.Actor, step.Open()})
		}
	}
	return all
}

// Ahead are the findings on the proof that do not pass.
func (m *associationModel) Ahead() []mci.Finding {
	return slices.DeleteFunc(slices.Clone(m.Proof), func(f mci.Finding) bool { return f.Outcome == mci.Pass })
}

// Warnings are the warnings of the library about the claim, and the other
// associations that are approved for the same workload or subscription.
func (m *associationModel) Warnings() []claims.Gap {
	all := slices.Clone(m.Next.Warnings)
	for _, conflict := range m.Conflicts {
		all = append(all, conflict.Warning())
	}
	return all
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A claimModel is the model of the page of a partner activity.
type claimModel struct {
	Record claims.Record     `json:"record"`
	Work   register.WorkItem `json:"work"`
	Next   claims.NextSteps  `json:"next"`
	// Missing is the evidence that a submission lacks today.
	Missing []claims.Gap `json:"missingEvidence"`
	// Payout counts only the dates that have happened.
	Payout catalog.Worksheet `json:"payout"`
	// Estimate assumes today for each other date. It is null if the payout is
	// known.
	Estimate *catalog.Worksheet `json:"estimate"`
	// Assumed are the fields that an observation of Partner Center implies.
	Assumed []string `json:"assumed,omitempty"`
	// Lacking are the fields that an observed claim still lacks.
	Lacking    []string           `json:"lacking,omitempty"`
	Divergence *claims.Divergence `json:"divergence,omitempty"`
	// Terms is not null if the catalog has other terms than the claim.
	Terms *claims.TermsError `json:"terms,omitempty"`
	// History is the whole history, the latest entry first.
	History []claims.Entry `json:"history"`
	// Problem says why a form came back.
	Problem *problem `json:"problem,omitempty"`

	Engagement *catalog.Engagement `json:"-"`
	Timeline   timeline            `json:"-"`
	// Mine are the forms of the partner's own steps, and Theirs those that
	// record what others did.
	Mine   []*form `json:"-"`
	Theirs []*form `json:"-"`
	// Closed says why the user may not work on the claim. It is empty if the
	// user may.
	Closed []claims.Gap `json:"-"`
	// Since is the version of the page that a form was sent from, if Overtaken
	// says that somebody changed the claim since.
	Since     uint64 `json:"-"`
	Overtaken bool   `json:"-"`
	// Done is the number of the entry that the user has just made, or 0.
	Done uint64 `json:"-"`
	// Mail is "true" if the user has just written the consent mail again, and
	// "false" if it could not be written. Asked says that the customer is asked
	// and has not answered.
	Mail  string `json:"-"`
	Asked bool   `json:"-"`
}

// claimPage shows one claim of either kind.
func (s *site) claimPage(r *http.Request) (answer, error) {
	id := claims.ID(r.PathValue("id"))
	kept, err := s.store.Load(r.Context(), id)
	if err != nil {
		return nil, err
	}
	if kept.Kind == store.PartnerAssociation {
		return s.associationPage(r, id)
	}
	claim, err := s.desk.Claim(r.Context(), id)
	if claim == nil {
		return nil, err
	}
	model, err := s.claimModel(r.Context(), claim)
	if err != nil {
		return nil, err
	}
	if done, err := strconv.ParseUint(r.URL.Query().Get("done"), 10, 64); err == nil && done == claim.Version() {
		model.Done = done
	}
	model.Mail = r.URL.Query().Get("mail")
	return &page{template: "claim", title: model.Record.Name, section: "Claims", model: model}, nil
}

// claimModel returns all that the page says of a claim now.
func (s *site) claimModel(ctx context.Context, claim *claims.Claim) (*claimModel, error) {
	history, err := s.history(ctx, claim.ID())
	if err != nil {
		return nil, err
	}
	model := modelOf(claim, history, s.now())
	// A claim is loaded without its error here, because a form may have
	// changed its terms; the error is asked for again.
	if claim.TermsChanged() {
		_, err := s.desk.Claim(ctx, claim.ID())
		errors.As(err, &model.Terms)
	}
	var refusal *claims.Refusal
	if err := s.mayWork(model.Record.Location); errors.As(err, &refusal) {
		model.Closed = refusal.Gaps
		return model, nil
	} else if err != nil {
		return nil, err
	}
	model.offer(claim, s.takesBack(claim, history))
	return model, nil
}

// history returns the history of a claim, oldest entry first.
func (s *site) history(ctx context.Context, id claims.ID) ([]claims.Entry, error) {
	var history []claims.Entry
	for entry, err := range s.desk.History(ctx, id) {
		if err != nil {
			return nil, err
		}
		history = append(history, entry)
	}
	return history, nil
}

// takesBack reports whether the latest entry of a claim can be taken back.
func (s *site) takesBack(claim *claims.Claim, history []claims.Entry) bool {
	now := s.now()
	meta := claims.Meta{Actor: claims.Partner, User: s.user.ID, Role: s.user.RoleAt(claim.Record().Location), At: now, Received: now}
	_, err := claims.TakeBack(claim, history, claim.Version(), s.catalog, meta)
	return err == nil
}

// modelOf returns the model of a claim at an instant, without forms.
func modelOf(claim *claims.Claim, history []claims.Entry, now time.Time) *claimModel {
	model := &claimModel{
		Record: claim.Record(), Work: register.Work(register.Activity(claim), now), Next: claim.NextSteps(now), Missing: []claims.Gap{},
		Payout: claim.Payout().Worksheet(), Assumed: slices.Collect(claim.Assumed().All()), Lacking: claim.Missing(),
		Divergence: claim.Divergence(), Engagement: claim.Engagement(), Asked: claim.State().Status == claims.AwaitingConsent,
	}
	if !claim.State().Terminal() {
		model.Missing = append(model.Missing, claim.MissingEvidence(now)...)
	}
	if model.Payout.Outcome == mci.Unknown && !claim.State().Terminal() {
		estimate := claim.Estimate(now).Worksheet()
		model.Estimate = &estimate
	}
	model.Timeline = drawTimeline(claim, history, now)
	model.History = slices.Clone(history)
	slices.Reverse(model.History)
	return model
}

// offer adds the forms of the steps that the claim permits, each with what
// blocks it, and those outside of the machine.
func (m *claimModel) offer(claim *claims.Claim, takesBack bool) {
	for i := range m.Next.Steps {
		step := &m.Next.Steps[i]
		row, ok := formOf(step.Event)
		if !ok {
			continue
		}
		f := row.form(claim)
		f.Blocked = step.Blocked
		f.need(step.Needed)
		if currency := m.Payout.Amount.Currency(); currency != "" {
			f.setCurrency(string(currency))
		}
		if step.Actor == claims.Partner {
			m.Mine = append(m.Mine, f)
		} else if step.Event != claims.WindowEnds || step.Open() {
			m.Theirs = append(m.Theirs, f)
		}
	}
	if m.Divergence.Open() {
		m.add(claim, claims.DivergenceResolved, nil)
	}
	if m.Terms != nil {
		m.add(claim, claims.TermsAccepted, map[string]string{"terms": m.Terms.Offered.String(), "revision": m.Terms.Present.Revision.String()})
	}
	for _, event := range []claims.Event{claims.StatusObserved, claims.FactsRecorded} {
		if m.Terms == nil {
			row, _ := formOf(event)
			m.Theirs = append(m.Theirs, row.form(claim))
		}
	}
	if takesBack {
		m.add(claim, claims.EntryTakenBack, map[string]string{"number": strconv.FormatUint(claim.Version(), 10)})
	}
	m.arrange()
}

// arrange puts the forms that end something last, and unfolds the first one if
// it is the partner's turn.
func (m *claimModel) arrange() {
	slices.SortStableFunc(m.Mine, func(a, b *form) int { return rank(a) - rank(b) })
	if len(m.Mine) > 0 && rank(m.Mine[0]) == 0 && m.Work.Actor == claims.Partner {
		m.Mine[0].Opened = true
	}
}

// rank orders forms: those that can be sent, those that cannot yet, and those
// that end something.
func rank(f *form) int {
	switch {
	case f.Danger:
		return 2
	case len(f.Blocked) > 0:
		return 1
	default:
		return 0
	}
}

// add adds a form of the partner's own, with values.
func (m *claimModel) add(claim *claims.Claim, event claims.Event, values map[string]string) {
	row, _ := formOf(event)
	f := row.form(claim)
	for i := range f.Fields {
		if value, ok := values[f.Fields[i].Name]; ok {
			f.Fields[i].Value = value
		}
	}
	m.Mine = append(m.Mine, f)
}

// need marks the fields that the command has to bring, and says why above the
// others.
func (f *form) need(gaps []claims.Gap) {
	f.Fields = slices.Clone(f.Fields)
	for _, gap := range gaps {
		path, found := strings.TrimPrefix(gap.Path, "command."), false
		for i := range f.Fields {
			if f.Fields[i].shown() && within(path, f.Fields[i].Name) {
				f.Fields[i].Required, found = true, true
			}
		}
		if !found {
			f.Needs = append(f.Needs, gap)
		}
	}
}

// setCurrency sets the currency of each amount that the form asks for.
func (f *form) setCurrency(currency string) {
	for i := range f.Fields {
		if strings.HasSuffix(f.Fields[i].Name, ".currency") && f.Fields[i].Kind == line {
			f.Fields[i].Value = currency
		}
	}
}

// replace puts a form that came back in the place of the page's own. If the
// claim does not permit its command any more, it stands first, so that nothing
// that was typed is lost.
func (m *claimModel) replace(f *form) {
	for _, list := range [][]*form{m.Mine, m.Theirs} {
		for i := range list {
			if list[i].Slug == f.Slug {
				f.Blocked = list[i].Blocked
				list[i] = f
				return
			}
		}
	}
	m.Mine = slices.Insert(m.Mine, 0, f)
}

// New reports whether an entry was made since the page of a form that came
// back.
func (m *claimModel) New(e *claims.Entry) bool { return m.Overtaken && e.Number > m.Since }

// News are the entries that were made since then.
func (m *claimModel) News() []claims.Entry {
	if !m.Overtaken || m.Since > uint64(len(m.History)) {
		return nil
	}
	return m.History[:uint64(len(m.History))-m.Since]
}

// Path returns the states that the claim went through, the present one last.
func (m *claimModel) Path() []string {
	var states []string
	for i := len(m.History) - 1; i >= 0; i-- {
		if e := &m.History[i]; e.From != e.To {
			states = append(states, e.To.String())
		}
	}
	return states
}

// A turn is a state that the claim can reach by one step.
type turn struct {
	To    claims.State
	Event claims.Event
	Actor claims.Actor
	Open  bool // the step can be taken today
}

// Turns returns the states that the claim can reach by one step of the machine,
// by whom.
func (m *claimModel) Turns() []turn {
	var all []turn
	for i := range m.Next.Steps {
		step := &m.Next.Steps[i]
		if step.To != m.Next.State {
			all = append(all, turn{step.To, step.Event, step.Actor, step.Open()})
		}
	}
	return all
}

// Latest is the entry that the user has just made.
func (m *claimModel) Latest() *claims.Entry { return &m.History[0] }

// A detail is one value of a command, with its path.
type detail struct{ Path, Value string }

// Details returns the values of an entry's command, for people.
func (m *claimModel) Details(e *claims.Entry) []detail {
	var all []detail
	if e.Shown != (claims.PortalStatus{}) {
		all = append(all, detail{"shown", e.Shown.String()})
	}
	if e.TakenBack > 0 {
		all = append(all, detail{"taken back", "entry " + strconv.FormatUint(e.TakenBack, 10)})
	}
	if e.Command == nil {
		return all
	}
	text, err := json.Marshal(e.Command)
	var object map[string]any
	if err != nil || json.Unmarshal(text, &object) != nil {
		return all
	}
	return append(all, detailsOf("", object)...)
}

// detailsOf returns the values of an object in the order of their names. An
// amount of money is one value.
func detailsOf(path string, object map[string]any) []detail {
	if value, ok := object["amount"].(string); ok && object["currency"] != nil {
		return []detail{{path, fmt.Sprint(object["currency"], " ", value)}}
	}
	var all []detail
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		below := strings.TrimSpace(path + " " + name)
		switch value := object[name].(type) {
		case map[string]any:
			all = append(all, detailsOf(below, value)...)
		case nil:
		default:
			all = append(all, detail{below, fmt.Sprint(value)})
		}
	}
	return all
}

// An associationModel is the model of the page of an association.
type associationModel struct {
	Record  association.Record    `json:"record"`
	Work    register.WorkItem     `json:"work"`
	Next    association.NextSteps `json:"next"`
	History []association.Entry   `json:"history"`
}

// associationPage shows an association. Its commands are given by the tracker.
func (s *site) associationPage(r *http.Request, id claims.ID) (answer, error) {
	claim, err := s.desk.Associations().Claim(r.Context(), id)
	if err != nil {
		return nil, err
	}
	model := &associationModel{Record: claim.Record(), Work: register.Work(register.Association(claim), s.now()), Next: claim.NextSteps(s.now())}
	for entry, err := range s.desk.Associations().History(r.Context(), id) {
		if err != nil {
			return nil, err
		}
		model.History = append(model.History, entry)
	}
	slices.Reverse(model.History)
	return &page{template: "association", title: model.Work.Name, section: "Claims", model: model}, nil
}

package pages

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A claimModel is the model of a partner activity's page.
type claimModel struct {
	Record claims.Record     `json:"record"`
	Work   register.WorkItem `json:"work"`
	Next   claims.NextSteps  `json:"next"`
	// Missing is the evidence that the claim lacks if it is submitted today.
	Missing []claims.Gap `json:"missingEvidence"`
	// Payout is the pay for the dates that have happened.
	Payout catalog.Worksheet `json:"payout"`
	// Estimate is the pay if each other date were today. It is null if the
	// payout is known.
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
	formSet

	Engagement *catalog.Engagement `json:"-"`
	Timeline   timeline            `json:"-"`
	// Mail is "true" if the user has just written the consent mail again, and
	// "false" if it could not be written. Asked says that the customer was
	// asked and has not answered yet.
	Mail  string `json:"-"`
	Asked bool   `json:"-"`
	// Enough is the reason why the mail cannot be sent again. It is empty if it
	// can be.
	Enough string `json:"-"`
	// Elsewhere tells how to take the steps that have no form on the page.
	Elsewhere []string `json:"-"`
	// our is the contact that the form offers if the claim has no partner
	// contact.
	our mci.Contact
	// Foreign is the language that the claim asks for, if the desk has no texts
	// in it. Another program set it. The mails are then in English.
	Foreign consent.Language `json:"-"`
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
	told := s.told(r)
	model.confirm(told, claim.Version())
	model.Mail = told.mail
	return &page{template: "claim", title: model.Record.Name, section: "Claims", model: model}, nil
}

// claimModel returns the contents of a claim's page at present.
func (s *site) claimModel(ctx context.Context, claim *claims.Claim) (*claimModel, error) {
	history, err := s.history(ctx, claim.ID())
	if err != nil {
		return nil, err
	}
	model := modelOf(claim, history, s.now())
	// claim was loaded without its terms error, because a form may have changed
	// its terms. So ask for the error again.
	if claim.TermsChanged() {
		_, err := s.desk.Claim(ctx, claim.ID())
		errors.As(err, &model.Terms)
	}
	if err := s.mayWork(model.Record.Location); err != nil {
		return model, model.close(err)
	}
	model.our = s.contact()
	model.offer(claim, s.takesBack(claim, history))
	return model, model.bound(s, claim)
}

// bound blocks the forms that would send the customer more mails than the desk
// allows.
func (m *claimModel) bound(s *site, claim *claims.Claim) error {
	if enough := s.reminded(&m.Record.Consent); enough != nil {
		for _, f := range m.Mine {
			if f.Slug == slug(claims.ConsentResent) {
				f.Blocked = append(f.Blocked, enough.gap())
			}
		}
	}
	if !m.Asked {
		return nil
	}
	enough, err := s.mailSpent(claim)
	if enough != nil {
		m.Enough = sentence(enough.why)
	}
	return err
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

// modelOf returns the model of a claim at an instant, without its forms.
func modelOf(claim *claims.Claim, history []claims.Entry, now time.Time) *claimModel {
	model := &claimModel{
		Record: claim.Record(), Work: register.Work(register.Activity(claim), now), Next: claim.NextSteps(now), Missing: []claims.Gap{},
		Payout: claim.Payout().Worksheet(), Assumed: slices.Collect(claim.Assumed().All()), Lacking: claim.Missing(),
		Divergence: claim.Divergence(), Engagement: claim.Engagement(), Asked: asks(claim, now),
	}
	if !claim.State().Terminal() {
		model.Missing = append(model.Missing, claim.MissingEvidence(now)...)
	}
	if model.Payout.Outcome == mci.Unknown && !claim.State().Terminal() {
		estimate := claim.Estimate(now).Worksheet()
		model.Estimate = &estimate
	}
	if wanted := model.Record.Consent.Language; !inMailLanguage(wanted) {
		model.Foreign = wanted
	}
	model.Timeline = drawTimeline(claim, history, now)
	model.History = slices.Clone(history)
	slices.Reverse(model.History)
	return model
}

// asks reports whether the customer is being asked now: the claim waits for
// consent, and the links of the mail still work.
func asks(claim *claims.Claim, now time.Time) bool {
	record := claim.Record()
	return claim.State().Status == claims.AwaitingConsent && claim.Engagement().Window(mci.ConsentClock, record.Created).Open(now)
}

// offer adds a form for each step that the claim permits, with the gaps that
// block it, and the forms for events outside the machine.
func (m *claimModel) offer(claim *claims.Claim, takesBack bool) {
	for i := range m.Next.Steps {
		step := &m.Next.Steps[i]
		row, ok := formOf(commandForms, step.Event)
		if !ok {
			if why := otherWay(step.Event); !slices.Contains(m.Elsewhere, why) {
				m.Elsewhere = append(m.Elsewhere, why)
			}
			continue
		}
		f := row.form(claim.ID(), claim.Version())
		f.askFor(&m.Record, m.our)
		f.Blocked = step.Blocked
		f.need(step.Needed)
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
			row, _ := formOf(commandForms, event)
			m.Theirs = append(m.Theirs, row.form(claim.ID(), claim.Version()))
		}
	}
	if takesBack {
		m.add(claim, claims.EntryTakenBack, map[string]string{"number": strconv.FormatUint(claim.Version(), 10)})
	}
	for _, f := range slices.Concat(m.Mine, m.Theirs) {
		m.price(f)
	}
	m.arrange(m.Work.Actor == claims.Partner)
}

// add adds one of the partner's own forms, with values filled in.
func (m *claimModel) add(claim *claims.Claim, event claims.Event, values map[string]string) {
	row, _ := formOf(commandForms, event)
	m.Mine = append(m.Mine, row.form(claim.ID(), claim.Version()).with(values))
}

// askFor lets the form ask for each contact that the claim lacks, and for no
// other. A claim that came from an export has none, for example.
func (f *form) askFor(r *claims.Record, our mci.Contact) {
	if f.Slug != slug(claims.ConsentSent) {
		return
	}
	for _, side := range []struct {
		name         string
		known, offer mci.Contact
	}{{"customerContact", r.CustomerContact, mci.Contact{}}, {"partnerContact", r.PartnerContact, our}} {
		for i := range f.Fields {
			one := &f.Fields[i]
			switch one.Name {
			case side.name + ".name":
				one.Value = cmp.Or(one.Value, side.offer.Name)
			case side.name + ".email":
				one.Value = cmp.Or(one.Value, side.offer.Email)
			default:
				continue
			}
			one.Required = true
		}
		if !side.known.IsZero() {
			f.Fields = slices.DeleteFunc(f.Fields, func(one field) bool { return within(one.Name, side.name) })
		}
	}
}

// Mailable reports whether the claim has both contacts that a mail to the
// customer needs.
func (m *claimModel) Mailable() bool { return isMailable(&m.Record) }

// isMailable reports whether a claim has both contacts that a mail to the
// customer needs.
func isMailable(r *claims.Record) bool {
	return !r.CustomerContact.IsZero() && !r.PartnerContact.IsZero()
}

// New reports whether an entry was made after the page of a returned form was
// loaded.
func (m *claimModel) New(e *claims.Entry) bool { return m.Overtaken && e.Number > m.Since }

// News are the entries that were made after the page of a returned form was
// loaded.
func (m *claimModel) News() []claims.Entry {
	if !m.Overtaken || m.Since > uint64(len(m.History)) {
		return nil
	}
	return m.History[:uint64(len(m.History))-m.Since]
}

// Path returns the states that the claim went through. The last one is the
// present state.
func (m *claimModel) Path() []string {
	var states []string
	for i := len(m.History) - 1; i >= 0; i-- {
		if e := &m.History[i]; e.From != e.To {
			states = append(states, e.To.String())
		}
	}
	return states
}

// A turn is a state that the claim can reach in one step.
type turn struct {
	To    string
	Event string
	Actor claims.Actor
	Open  bool // the step can be taken today
}

// Turns returns the states that the claim can reach in one step of the machine,
// with the actor of each.
func (m *claimModel) Turns() []turn {
	var all []turn
	for i := range m.Next.Steps {
		step := &m.Next.Steps[i]
		if step.To != m.Next.State {
			all = append(all, turn{step.To.String(), step.Event.String(), step.Actor, step.Open()})
		}
	}
	return all
}

// Latest is the entry that the user has just made.
func (m *claimModel) Latest() *claims.Entry { return &m.History[0] }

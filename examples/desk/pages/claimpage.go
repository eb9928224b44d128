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
	formSet

	Engagement *catalog.Engagement `json:"-"`
	Timeline   timeline            `json:"-"`
	// Mail is "true" if the user has just written the consent mail again, and
	// "false" if it could not be written. Asked says that the customer is asked
	// and has not answered.
	Mail  string `json:"-"`
	Asked bool   `json:"-"`
	// Enough says why the mail is not sent again. It is empty if it can be.
	Enough string `json:"-"`
	// Elsewhere says of the steps that no form is about how they are taken.
	Elsewhere []string `json:"-"`
	// our is the contact that is offered if the claim has none of ours.
	our mci.Contact
	// Foreign is the language that the claim asks for, if there are no texts in
	// it, so that its mails are in English. Another program asked for it.
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

// claimModel returns all that the page says of a claim now.
func (s *site) claimModel(ctx context.Context, claim *claims.Claim) (*claimModel, error) {
	history, err := s.history(ctx, claim.ID())
	if err != nil {
		return nil, err
	}
	model := modelOf(claim, history, s.now())
	// A claim is loaded without its error here, because a form may have changed
	// its terms; the error is asked for again.
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

// bound blocks what would write to the customer more often than the desk
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

// modelOf returns the model of a claim at an instant, without forms.
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

// asks reports whether the customer is asked now: consent is awaited, and the
// links of the mail work.
func asks(claim *claims.Claim, now time.Time) bool {
	record := claim.Record()
	return claim.State().Status == claims.AwaitingConsent && claim.Engagement().Window(mci.ConsentClock, record.Created).Open(now)
}

// offer adds the forms of the steps that the claim permits, each with what
// blocks it, and those outside of the machine.
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

// add adds a form of the partner's own, with values.
func (m *claimModel) add(claim *claims.Claim, event claims.Event, values map[string]string) {
	row, _ := formOf(commandForms, event)
	m.Mine = append(m.Mine, row.form(claim.ID(), claim.Version()).with(values))
}

// askFor asks for the contacts that a claim lacks, such as one that was taken
// from an export, and no longer for those that it has.
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

// Mailable reports whether the claim has the contacts that the mail to the
// customer needs.
func (m *claimModel) Mailable() bool { return isMailable(&m.Record) }

// isMailable reports whether a claim has the contacts that the mail to the
// customer needs.
func isMailable(r *claims.Record) bool {
	return !r.CustomerContact.IsZero() && !r.PartnerContact.IsZero()
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
	To    string
	Event string
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
			all = append(all, turn{step.To.String(), step.Event.String(), step.Actor, step.Open()})
		}
	}
	return all
}

// Latest is the entry that the user has just made.
func (m *claimModel) Latest() *claims.Entry { return &m.History[0] }

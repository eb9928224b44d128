package pages

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A manyModel is the model of the page for nominating a customer for several
// engagements.
type manyModel struct {
	Customer string     `json:"customer"`
	Items    []manyItem `json:"items"`
	// Exclusions are pairs of engagements that cannot be nominated together.
	Exclusions []plan.Exclusion `json:"exclusions,omitempty"`
	// Sent says that the form was sent.
	Sent    bool     `json:"sent"`
	Opened  int      `json:"opened"`
	Problem *problem `json:"-"`

	Form form   `json:"-"`
	Plan string `json:"-"`
}

// A manyItem is one of the engagements, with the best way to nominate for it.
type manyItem struct {
	Engagement mci.EngagementRef `json:"engagement"`
	Title      string            `json:"title"`
	ID         mci.CustomerID    `json:"id"`
	Location   mci.LocationID    `json:"location"`
	Outcome    mci.Outcome       `json:"outcome"`
	Reasons    []mci.Finding     `json:"reasons,omitempty"`
	Payout     catalog.Worksheet `json:"payout"`
	// Claim is the address of the claim that was opened, or empty.
	Claim string `json:"claim,omitempty"`
	// Problem is the reason why no claim was opened.
	Problem string `json:"problem,omitempty"`
	// Possible says that the form can open the claim: every rule passes, or its
	// fields can settle those that do not.
	Possible bool `json:"-"`
}

// mostAtOnce is the largest number of engagements in one form.
const mostAtOnce = 50

// shared returns the name of a field on the form that several engagements
// share. If the field is about a single engagement, the engagement's ID is
// appended. The other fields, such as a count of seats, are about the customer.
func (n *nomination) shared(name string) string {
	if name == hoursField.Name || strings.HasPrefix(name, requirementPath) || strings.HasPrefix(name, opportunityPath) {
		return name + " " + string(n.engagement.Ref().Engagement)
	}
	return name
}

// readMany reads the engagements from an address or a form, each once.
func (s *site) readMany(ctx context.Context, values url.Values) ([]*nomination, error) {
	ids := slices.Clone(values["engagement"])
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 || len(ids) > mostAtOnce {
		return nil, mci.Invalid("engagement", strings.Join(ids[:min(len(ids), 3)], ", "), "1 to 50 engagements")
	}
	var all []*nomination
	for _, id := range ids {
		n, err := s.readNomination(ctx, url.Values{"customer": values["customer"], "engagement": {id}})
		if err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, nil
}

// manyForm returns the form that the engagements share.
func (s *site) manyForm(all []*nomination) form {
	f := form{Slug: "nominate", Key: newKey()}
	for _, n := range all {
		for _, one := range n.form(s).Fields {
			name := n.shared(one.Name)
			if name == "claimName" || slices.ContainsFunc(f.Fields, func(known field) bool { return known.Name == name }) {
				continue
			}
			if name != one.Name {
				one.Name, one.Label = name, one.Label+", "+n.engagement.Title()
				if one.With != "" {
					one.With = n.shared(one.With)
				}
			}
			f.Fields = append(f.Fields, one)
		}
	}
	return f
}

// fillMany sets the values that were sent, as [nomination.fill] does for one
// engagement.
func fillMany(f *form, all []*nomination, values url.Values) {
	known := map[string]string{}
	for _, n := range all {
		for i := range n.facts {
			if name := n.shared(n.facts[i].Name); !values.Has(name) {
				known[name] = n.facts[i].Value
			}
		}
	}
	f.fill(values)
	f.with(known)
}

// own returns the form of one engagement, with the values of the shared form.
func (n *nomination) own(s *site, shared *form) form {
	f := n.form(s)
	for i := range f.Fields {
		name := n.shared(f.Fields[i].Name)
		for k := range shared.Fields {
			if shared.Fields[k].Name == name {
				f.Fields[i].Value = shared.Fields[k].Value
			}
		}
	}
	return f
}

// item returns an engagement's row, with the result that the last click would
// have.
func (n *nomination) item(ctx context.Context, s *site, shared *form) (manyItem, *eligibility.Nomination, error) {
	one := manyItem{Engagement: n.engagement.Ref(), Title: n.engagement.Title(), ID: n.choice.ID(), Location: n.choice.Location()}
	f := n.own(s, shared)
	made, q, err := n.judge(ctx, s, &f)
	one.Payout, one.Possible = q.ProposedPayout().Worksheet(), true
	if decision, failure := eligibility.Decide(&q); failure == nil {
		one.Outcome, one.Reasons = decision.Outcome(), decision.Reasons()
		one.Possible = err != nil || n.settlesAll(&f, one.Reasons) // so that no typed text is lost
	}
	return one, made, err
}

// manyPage shows several engagements of a customer, with every finding.
func (s *site) manyPage(r *http.Request) (answer, error) {
	all, err := s.readMany(r.Context(), r.URL.Query())
	if err != nil {
		return nil, err
	}
	m, err := s.many(r.Context(), all)
	if err != nil {
		return nil, err
	}
	for _, n := range all {
		one, _, err := n.item(r.Context(), s, &m.Form)
		if err != nil && !isReturned(err) { // the form was not sent yet
			return nil, err
		}
		m.Items = append(m.Items, one)
	}
	return m.page(nil), nil
}

// many returns the page without its rows.
func (s *site) many(ctx context.Context, all []*nomination) (*manyModel, error) {
	c := all[0].customer
	m := &manyModel{Customer: c.Name, Items: []manyItem{}, Form: s.manyForm(all), Plan: customerPath(c.Name)}
	prospect, err := s.prospect(ctx, c, s.now())
	if err != nil {
		return nil, err
	}
	made, err := plan.Make(prospect, func(yield func(*catalog.Engagement) bool) {
		for _, n := range all {
			if !yield(n.engagement) {
				return
			}
		}
	})
	if err == nil {
		m.Exclusions = slices.Collect(made.Exclusions())
	}
	return m, err
}

func (m *manyModel) page(found *problem) *page {
	return &page{template: "nominatemany", title: isolated(m.Customer) + ": several engagements", section: "Customers", problem: found, model: m}
}

// nominateMany opens a claim for each engagement in a form. If one cannot be
// opened, the others are opened all the same.
func (s *site) nominateMany(r *http.Request) (answer, error) {
	if err := parseForm(r); err != nil {
		return nil, err
	}
	all, err := s.readMany(r.Context(), r.PostForm)
	if err != nil {
		return nil, err
	}
	m, err := s.many(r.Context(), all)
	if err != nil {
		return nil, err
	}
	fillMany(&m.Form, all, r.PostForm)
	if key := r.PostForm.Get("key"); key != "" {
		m.Form.Key = key
	}
	m.Sent = r.PostForm.Get("do") != "check"
	for _, n := range all {
		// read the nomination again, because the claim that was just opened
		// counts
		n, err := s.readNomination(r.Context(), url.Values{"customer": {n.customer.Name}, "engagement": {string(n.engagement.Ref().Engagement)}})
		if err != nil {
			return nil, err
		}
		if err := m.nominate(r.Context(), s, n); err != nil {
			return nil, err
		}
	}
	p := m.page(m.verdict())
	if m.Opened == 0 {
		return p, nil
	}
	return s.done("/nominate/many?"+url.Values{"customer": {opaque(m.Customer)}, "engagement": r.PostForm["engagement"]}.Encode(), p, false), nil
}

// verdict returns the problem that prevented a claim, or nil.
func (m *manyModel) verdict() *problem {
	if m.Problem == nil && (!m.Sent || m.Opened > 0) {
		return nil
	}
	var reasons []mci.Finding
	var opened []string
	for i := range m.Items {
		reasons = append(reasons, m.Items[i].Reasons...)
		if m.Items[i].Claim != "" {
			opened = append(opened, m.Items[i].Claim)
		}
	}
	p := refused(reasons)
	if p.Opened = opened; m.Problem != nil {
		p.Detail, p.Problems = m.Problem.Detail, m.Problem.Problems
	}
	return p
}

// nominate opens the claim of one engagement, unless the form only asks for a
// check. If there is an error in the form, it is shown in the engagement's row.
func (m *manyModel) nominate(ctx context.Context, s *site, n *nomination) error {
	one, made, err := n.item(ctx, s, &m.Form)
	if m.Sent {
		own := n.own(s, &m.Form)
		opened, failure := s.openClaim(ctx, made, n, &own, keyFor(m.Form.Key, n.engagement))
		if err = cmp.Or(err, failure); opened != nil {
			one.Problem, err = "", nil
			one.Claim, one.Outcome, one.Reasons = claimPath(claimID(keyFor(m.Form.Key, n.engagement))), mci.Pass, nil
			m.Opened++
		}
	}
	if err != nil {
		if !isReturned(err) {
			return err
		}
		m.blame(&one, n, err)
	}
	m.Items = append(m.Items, one)
	return nil
}

// blame attaches an error to its fields and to the engagement's row.
func (m *manyModel) blame(one *manyItem, n *nomination, err error) {
	one.Problem = sentence(err.Error()) + "."
	m.Problem = problemOf(err)
	for _, p := range m.Problem.Problems {
		path := n.shared(p.Path)
		text := "Found " + p.Found + "; wanted is " + p.Want + "."
		if !slices.ContainsFunc(m.Form.Fields, func(f field) bool { return slices.Contains(f.Errors, text) }) {
			m.Form.blame(path, text)
		}
	}
}

// keyFor returns the idempotency key for one engagement in a form.
func keyFor(key string, e *catalog.Engagement) string {
	sum := sha256.Sum256([]byte(key + "\x00" + e.Ref().String()))
	return "desk-" + hex.EncodeToString(sum[:16])
}

// Left reports whether the form can still open a claim.
func (m *manyModel) Left() bool {
	return slices.ContainsFunc(m.Items, func(i manyItem) bool { return i.Claim == "" && i.Possible })
}

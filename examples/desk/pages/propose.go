package pages

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/examples/clientjson"
	"github.com/mci-go/incentives/examples/proposal"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
)

// A proposalModel is the model of the page for claiming an association with a
// customer (CPOR).
type proposalModel struct {
	Terms cpor.KindTerms `json:"terms"`
	// Customer is the customer of the partner's file whose facts fill the form,
	// or empty.
	Customer string `json:"customer,omitempty"`
	// Outcome is the decision for the values of the form.
	Outcome mci.Outcome `json:"outcome"`
	// Reasons are the findings that prevent the association now. Ahead are
	// findings that will matter later, such as faults of the proof and a
	// competitor. Findings are all findings.
	Reasons  []mci.Finding `json:"reasons,omitempty"`
	Ahead    []mci.Finding `json:"ahead,omitempty"`
	Findings []mci.Finding `json:"findings"`
	// Unread is the number of unreadable claims of the tenant. They may be for
	// the same workload or subscription.
	Unread  int      `json:"unread,omitempty"`
	Problem *problem `json:"-"`

	// Closed are the reasons why the user may not claim an association at any
	// location. It is empty if the user may.
	Closed []claims.Gap `json:"-"`

	Form  form  `json:"-"`
	Tabs  []tab `json:"-"`
	Asked bool  `json:"-"` // the form was filled in
}

// questionFields ask for the two parties of an association of any kind.
var questionFields = []field{
	{Name: "name", Label: "Name of the claim", Kind: line, Required: true, Help: "For your own lists. At most 200 bytes."},
	{Name: "location.id", Label: "Our location", Kind: oneOf, Required: true},
	{Name: "tenant.value", Label: "Customer's tenant ID", Kind: line, Required: true, Like: "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"},
	{Name: "tenant.type", Kind: hidden, Value: mci.TenantID.String(), With: "tenant.value"},
	{Name: "domain.value", Label: "Customer's domain", Kind: line, Required: true, Like: "contoso.example"},
	{Name: "domain.type", Kind: hidden, Value: mci.DomainName.String(), With: "domain.value"},
	{Name: "domainMatches", Label: "The domain belongs to the tenant", Kind: oneOf, Choices: factChoices},
	{Name: "workloads", Label: "Workloads or products", Kind: list, Required: true, Help: "One on each line."},
	{Name: "onTenant", Label: "The tenant has all of them", Kind: oneOf, Choices: factChoices},
	{Name: "channel", Label: "How the customer bought them", Kind: oneOf, Choices: append([]choice{{"", "not known"}}, choicesOf(recognition.Channels())...)},
	{Name: "own", Label: "We have another claim to the same, in Partner Center", Kind: oneOf, Choices: factChoices, Help: "Claims that are kept here count by themselves."},
	{Name: "others", Label: "Another partner is associated", Kind: oneOf, Choices: factChoices},
}

// subscriptionFields ask for the subscription if the kind needs one.
var subscriptionFields = []field{
	{Name: "subscription.id", Label: "ID of the subscription", Kind: line, Required: true},
	{Name: "subscription.ofProduct", Label: "It is for these products, and the tenant's", Kind: oneOf, Choices: factChoices},
	{Name: "subscription.active", Label: "It is active, or in its grace period", Kind: oneOf, Choices: factChoices},
	{Name: "subscription.provisioned", Label: "The products are provisioned", Kind: oneOf, Choices: factChoices},
	{Name: "subscription.provisionedOn", Label: "Day on which they were provisioned", Kind: date},
	{Name: "subscription.listed", Label: "Partner Center offers it for a claim", Kind: oneOf, Choices: factChoices},
}

// sellerFields name the parties of a revenue association.
var sellerFields = []field{
	{Name: "seller.name", Label: "Seller of Dynamics solutions", Kind: line, Required: true},
	{Name: "seller.customer", Label: "The customer's name", Kind: line, Required: true},
	{Name: "seller.solution", Label: "Solution", Kind: line, Required: true},
}

var declineField = field{Name: "payDeclined", Label: "We decline incentive payments", Kind: oneOf, Choices: factChoices}

// A proposing is a request to claim an association, read from an address or a
// form.
type proposing struct {
	terms    cpor.KindTerms
	customer *customer // or nil
	form     form
	// closed are the reasons why the user may not claim an association at any
	// location.
	closed []claims.Gap
}

// readProposing reads the kind and the customer, and makes the form. If no kind
// is named, the first one is taken.
func (s *site) readProposing(values url.Values) (*proposing, error) {
	kind := cpor.Kinds()[0]
	if name := values.Get("kind"); name != "" {
		var err error
		if kind, err = cpor.ParseKind(name); err != nil {
			return nil, mci.At("kind", err)
		}
	}
	p := &proposing{terms: kind.Terms()}
	if name := values.Get("customer"); name != "" {
		var ok bool
		if p.customer, ok = s.partner.customer(name); !ok {
			return nil, mci.Invalid("customer", name, "a customer of the partner's file")
		}
	}
	if sites := s.partner.Sites; len(sites) > 0 && len(s.locationsTo(eligibility.CreateAssociations)) == 0 {
		p.closed = closedBy(s.may(eligibility.CreateAssociations, sites[0].Location.ID))
	}
	p.form = s.proposalForm(p)
	return p, nil
}

// proposalForm returns the form with its default values.
func (s *site) proposalForm(p *proposing) form {
	f := form{Slug: "associate", Title: "Claim the association", Action: "/associate", Key: newKey()}
	f.Fields = append(f.Fields, questionFields...)
	if p.terms.Scope == cpor.SubscriptionScope {
		f.Fields = append(f.Fields, subscriptionFields...)
	}
	f.Fields = append(f.Fields, contactFields...)
	if p.terms.Seller {
		f.Fields = append(f.Fields, sellerFields...)
	}
	if p.terms.Declinable {
		f.Fields = append(f.Fields, declineField)
	}
	for _, one := range proofFields(false) {
		if one.Name == proofReference {
			one.Help = "Your own reference. The file itself can be given to the claim later."
		}
		if one.Kind != upload {
			f.Fields = append(f.Fields, one)
		}
	}
	standard := map[string]string{"partnerContact.name": s.contact().Name, "partnerContact.email": s.contact().Email}
	if c := p.customer; c != nil {
		standard["name"], standard["seller.customer"] = c.Name+": "+p.terms.Engagement, c.Name
		standard["customerContact.name"], standard["customerContact.email"] = c.Contact.Name, c.Contact.Email
		for i := range c.Identities {
			id := c.Identities[i].Customer.Checked()
			if id.Type() == mci.TenantID {
				standard["tenant.value"] = id.Value()
			}
			if id.Type() == mci.DomainName {
				standard["domain.value"] = id.Value()
			}
		}
	}
	for i := range f.Fields {
		if f.Fields[i].Name == "location.id" {
			if f.Fields[i].Choices = s.locationsTo(eligibility.CreateAssociations); len(f.Fields[i].Choices) == 0 {
				f.Fields[i].Choices = s.locations() // so that the findings can be checked at any location
			}
		}
	}
	f.with(standard)
	return f
}

// values returns the form's values, as a browser would send them.
func (f *form) values() url.Values {
	values := url.Values{}
	for i := range f.Fields {
		one := &f.Fields[i]
		switch {
		case one.Kind == oneOf && one.Value == "" && len(one.Choices) > 0:
			values.Set(one.Name, one.Choices[0].Value)
		default:
			values.Set(one.Name, one.Value)
		}
	}
	return values
}

// request returns the request to the rules with the values of the form.
func (s *site) request(ctx context.Context, p *proposing, values url.Values) (r proposal.Request, unread int, err error) {
	if problems := p.form.unknown(values); problems != nil {
		return r, 0, problems
	}
	err = p.form.read(values, s.locale, func(text []byte) error { return clientjson.Decode(text, document.Limits{}, &r) })
	if err != nil {
		return r, 0, err
	}
	r.Kind, r.At, r.User = p.terms.Kind, s.now(), s.user
	for i := range s.partner.Sites {
		if l := s.partner.Sites[i].Location; l.ID == r.Location.ID {
			r.Location = l
		}
	}
	own, left, err := proposal.Own(ctx, s.desk, "", &r.Question)
	r.Own = own
	return r, len(left), err
}

// model returns the page for a request. If a field is malformed, it returns an
// error and a page.
func (p *proposing) model(r *proposal.Request) (*proposalModel, error) {
	m := &proposalModel{Terms: p.terms, Form: p.form, Closed: p.closed, Findings: []mci.Finding{}}
	name := ""
	if p.customer != nil {
		m.Customer, name = p.customer.Name, p.customer.Name
	}
	for _, kind := range cpor.Kinds() {
		values := url.Values{"kind": {kind.String()}}
		if name != "" {
			values.Set("customer", opaque(name))
		}
		m.Tabs = append(m.Tabs, tab{Name: kind.String(), Address: "/associate?" + values.Encode(), Current: kind == p.terms.Kind})
	}
	decision, err := cpor.Decide(r.Question)
	if err != nil {
		return m, err
	}
	m.Outcome, m.Reasons, m.Ahead, m.Findings = decision.Outcome(), decision.Reasons(), decision.Ahead(), decision.Findings()
	return m, nil
}

func (m *proposalModel) page(found *problem) *page {
	return &page{template: "associate", title: "Claim an association", section: "Claims", problem: found, model: m}
}

// proposalPage shows the form, with every finding on the known facts.
func (s *site) proposalPage(r *http.Request) (answer, error) {
	p, err := s.readProposing(r.URL.Query())
	if err != nil {
		return nil, err
	}
	asked, unread, err := s.request(r.Context(), p, p.form.values())
	// a default value from the partner's file is malformed, and the form will
	// say so
	if isReturned(err) {
		err = nil
	}
	if err != nil {
		return nil, err
	}
	m, _ := p.model(&asked) // there may be no tenant to decide about yet
	m.Unread = unread
	return m.page(nil), nil
}

// propose opens an association. If the form only asks for a check, or if a rule
// does not pass, it shows the page again.
func (s *site) propose(r *http.Request) (answer, error) {
	if err := parseForm(r); err != nil {
		return nil, err
	}
	values := r.PostForm
	p, err := s.readProposing(values)
	if err != nil {
		return nil, err
	}
	check := values.Get("do") == "check"
	for _, name := range []string{"do", "kind", "customer"} {
		delete(values, name)
	}
	p.form.fill(values)
	if key := values.Get("key"); key != "" {
		p.form.Key = key
	}
	asked, unread, err := s.request(r.Context(), p, values)
	if err == nil || isReturned(err) {
		if every := p.every(r.Context(), s, values); every != nil {
			err = every
		}
	}
	if !check {
		opened, failure := s.openAssociation(r.Context(), p, &asked, err)
		if opened != nil {
			return opened, nil
		}
		err = cmp.Or(err, failure)
	}
	if err != nil && !isReturned(err) {
		return nil, err
	}
	m, failure := p.model(&asked)
	if err == nil {
		err = failure
	}
	m.Unread, m.Asked = unread, true
	return m.page(m.verdict(err)), nil
}

// verdict attaches an error to its fields, and returns the problem, or nil.
func (m *proposalModel) verdict(err error) *problem {
	switch {
	case err == nil && m.Outcome == mci.Pass:
		return nil
	case err == nil:
		return refused(m.Reasons)
	}
	m.Problem = problemOf(err)
	if m.Form.blameFields(m.Problem.Problems); len(m.Problem.Problems) == 0 {
		m.Form.Errors = append(m.Form.Errors, sentence(m.Problem.Detail)+".")
	}
	return m.Problem
}

// every returns all malformed fields of the form, as the last click would find
// them. It saves nothing.
func (p *proposing) every(ctx context.Context, s *site, values url.Values) error {
	return p.form.every(func(f *form) error {
		sent := url.Values{}
		for name := range values {
			sent[name] = values[name]
		}
		for i := range f.Fields {
			if one := &f.Fields[i]; one.Value != one.raw(sent) {
				sent.Set(one.Name, one.Value)
			}
		}
		asked, _, err := s.request(ctx, p, sent)
		if err == nil {
			_, _, err = cpor.Propose(asked.Question, asked.Details)
		}
		return err
	})
}

// openAssociation opens the association of a request, unless the same form was
// sent before. If malformed is not nil, or if the rules do not allow the
// association, there is neither an answer nor an error.
func (s *site) openAssociation(ctx context.Context, p *proposing, r *proposal.Request, malformed error) (answer, error) {
	id, key := claimID(p.form.Key), p.form.contentKey(p.form.Key, p.terms.Kind.String())
	if claim, _ := s.desk.Associations().Claim(ctx, id); claim != nil {
		record := claim.Record()
		for i := range record.Keys {
			if record.Keys[i].Key == key {
				return s.tell(claimPath(id), notice{done: 1}), nil
			}
		}
		return nil, sentBefore(id)
	}
	if malformed != nil {
		return nil, nil
	}
	if err := s.mayWork(r.Location.ID); err != nil {
		return nil, err
	}
	proposed, _, err := cpor.Propose(r.Question, r.Details)
	if err != nil || proposed == nil {
		return nil, err
	}
	meta := claims.Meta{Actor: claims.Partner, User: s.user.ID, Role: s.user.RoleAt(r.Location.ID), At: r.At, Received: r.At, Key: key}
	if _, err := s.desk.Associations().Open(ctx, proposed, id, meta); err != nil {
		return nil, err
	}
	return s.tell(claimPath(id), notice{done: 1}), nil
}

// Named returns the label of the form field that a finding is about. It is
// empty if the finding is about no field.
func (m *proposalModel) Named(f *mci.Finding) string {
	i := slices.IndexFunc(m.Form.Fields, func(one field) bool { return one.shown() && within(f.Path, one.Name) })
	if f.Path == "" || i < 0 {
		return ""
	}
	return m.Form.Fields[i].Label
}

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

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A nominateModel is the model of the page for adding or claiming a customer
// for an engagement.
type nominateModel struct {
	Customer   string            `json:"customer"`
	Engagement mci.EngagementRef `json:"engagement"`
	Title      string            `json:"title"`
	// Choices are the ways to nominate, each an ID with a location. The best
	// one is first.
	Choices []plan.Choice `json:"choices"`
	// Chosen is the way that the form is for.
	Chosen string `json:"chosen"`
	// Way says whether the customer is added or claimed.
	Way eligibility.Way `json:"way"`
	// Outcome is the decision for the chosen way and the values of the form.
	Outcome mci.Outcome `json:"outcome"`
	// Reasons are the findings that prevent the nomination. Findings are all
	// findings.
	Reasons  []mci.Finding     `json:"reasons,omitempty"`
	Findings []mci.Finding     `json:"findings"`
	Payout   catalog.Worksheet `json:"payout"`
	Problem  *problem          `json:"-"`
	// Hint is the advice for a domain without a tenant.
	Hint string `json:"hint,omitempty"`

	Form form `json:"-"`
	// Possible says that the form can be sent: every rule passes, or its fields
	// can settle those that do not.
	Possible bool `json:"-"`
	// Added are the field values of a customer who is not in the partner's
	// file.
	Added url.Values `json:"-"`
	// Offered are the engagements to choose from. It is only set if none is
	// chosen yet.
	Offered []choice `json:"-"`
	Plan    string   `json:"-"` // the address of the customer's plan
}

// nominateFields are the fields of the form. Their names are paths in the
// details and in the question.
var nominateFields = []field{
	{Name: "claimName", Label: "Name of the claim", Kind: line, Required: true, Help: "For your own lists. At most 200 bytes."},
	{Name: "customerContact.name", Label: "Customer's contact", Kind: line, Required: true},
	{Name: "customerContact.email", Label: "Customer's mail address", Kind: mailTo, Required: true, Help: "The consent request goes there."},
	{Name: "partnerContact.name", Label: "Our contact", Kind: line, Required: true},
	{Name: "partnerContact.email", Label: "Our mail address", Kind: mailTo, Required: true},
}

var (
	hoursField    = field{Name: "hours", Label: "Hours", Kind: amount, Help: "The hours of work that the engagement takes. The nomination freezes them."}
	mismatchField = field{Name: "customer.mismatchReason", Label: "Why the mail domain is not the tenant's", Kind: lines, Help: "Only if the contact's mail address has another domain than the customer's tenant."}
)

// A nomination is a request to nominate, read from an address or a form.
type nomination struct {
	customer   *customer
	engagement *catalog.Engagement
	option     plan.Option
	choice     plan.Choice
	// added are the field values of a customer who is not in the partner's
	// file.
	added url.Values
	// facts are the fields for the facts that the engagement needs about the
	// customer.
	facts []factField
}

// choiceName returns a name for a way to nominate, for forms and addresses. It
// does not reveal the customer's ID.
func choiceName(c plan.Choice) string { return opaque(choiceText(c)) }

// choiceText returns a name for a way to nominate in full. A program may use
// it, too.
func choiceText(c plan.Choice) string {
	return c.ID().Type().String() + "|" + c.ID().Value() + "|" + string(c.Location())
}

// engagementIn returns the engagement that an address or a form names.
func (s *site) engagementIn(values url.Values) (*catalog.Engagement, error) {
	e, ok := s.catalog.Find(mci.EngagementID(values.Get("engagement")), mci.DateOf(s.now()))
	if !ok {
		return nil, mci.Invalid("engagement", values.Get("engagement"), "an engagement of the catalog on this day")
	}
	return e, nil
}

// readNomination reads the customer, the engagement and the way. If no way is
// named, the best one is taken.
func (s *site) readNomination(ctx context.Context, values url.Values) (*nomination, error) {
	e, err := s.engagementIn(values)
	if err != nil {
		return nil, err
	}
	c, ok := s.partner.customer(values.Get("customer"))
	var added url.Values
	switch {
	case values.Has("id.type"):
		if c, added, err = s.newcomer(e, values); err != nil {
			return nil, err
		}
	case !ok:
		return nil, mci.Invalid("customer", values.Get("customer"), "a customer of the partner's file, or one with an ID")
	}
	option, err := s.choices(ctx, c, e, s.now())
	if err != nil {
		return nil, err
	}
	n := &nomination{customer: c, engagement: e, option: option, added: added}
	i := 0
	if name := values.Get("choice"); name != "" {
		i = slices.IndexFunc(option.Choices, func(c plan.Choice) bool { return names(name, choiceText(c)) })
	}
	if i < 0 {
		return nil, mci.Invalid("choice", values.Get("choice"), "one of the ways on the page")
	}
	n.choice = option.Choices[i]
	q := n.choice.Question()
	n.facts = s.factFields(e, &q)
	return n, nil
}

// form returns the form with its default values.
func (n *nomination) form(s *site) form {
	f := form{Slug: "nominate", Title: "Nominate the customer", Key: newKey(), Fields: slices.Clone(nominateFields)}
	if n.engagement.NeedsHours() {
		hours := hoursField
		if given := n.choice.Question().Hours; !given.IsNone() {
			hours.Value = s.locale.write(given.String())
		}
		f.Fields = append(f.Fields, hours)
	}
	for i := range n.facts {
		f.Fields = append(f.Fields, n.facts[i].field)
	}
	f.Fields = append(f.Fields, mismatchField)
	standard := map[string]string{
		"claimName": n.customer.Name + ": " + n.engagement.Title(), "customerContact.name": n.customer.Contact.Name,
		"customerContact.email": n.customer.Contact.Email, "partnerContact.name": s.user.Name,
	}
	if address := s.mailAddress(); address != "" {
		standard["partnerContact.email"] = address
	}
	for i := range f.Fields {
		if value, ok := standard[f.Fields[i].Name]; ok {
			f.Fields[i].Value = value
		}
	}
	return f
}

// fill sets the values that were sent. If a program did not send a fact, it
// keeps its known value.
func (n *nomination) fill(f *form, values url.Values) {
	known := map[string]string{}
	for i := range n.facts {
		if name := n.facts[i].Name; !values.Has(name) {
			known[name] = n.facts[i].Value
		}
	}
	f.fill(values)
	f.with(known)
}

// question returns the question with the values of a form. If a field cannot be
// read, the error names it.
func (n *nomination) question(ctx context.Context, s *site, f *form) (eligibility.Question, eligibility.Details, error) {
	q := n.choice.Question()
	said := map[string]string{}
	for i := range f.Fields {
		said[f.Fields[i].Name] = strings.TrimSpace(strings.ReplaceAll(f.Fields[i].Value, "\r\n", "\n"))
	}
	q.Customer.MismatchReason = said["customer.mismatchReason"]
	details := eligibility.Details{
		ClaimName:       said["claimName"],
		CustomerContact: mci.Contact{Name: said["customerContact.name"], Email: said["customerContact.email"]},
		PartnerContact:  mci.Contact{Name: said["partnerContact.name"], Email: said["partnerContact.email"]},
	}
	q.Customer.MailMatches = s.mailMatches(ctx, n.customer, &q.Customer, details.CustomerContact)
	for i := range n.facts {
		if err := n.facts[i].set(&q, func(name string) string { return said[name] }); err != nil {
			return q, details, err
		}
	}
	if said["hours"] == "" {
		return q, details, nil
	}
	hours, err := s.locale.number("hours", said["hours"])
	if err == nil {
		q.Hours, err = mci.ParseHours(hours)
		err = mci.At("hours", err)
	}
	return q, details, err
}

// mailMatches reports whether a contact's mail domain belongs to the customer's
// tenant. The fact in the partner's file is about the domain of the file's own
// contact. For another domain the resolver is asked. If there is none, the
// answer is unknown, and the rules ask for a reason.
func (s *site) mailMatches(ctx context.Context, c *customer, known *eligibility.Customer, contact mci.Contact) mci.Fact {
	if contact.MailDomain() == c.Contact.MailDomain() && known.MailMatches != mci.NotSupplied {
		return known.MailMatches
	}
	if s.resolver == nil {
		return mci.NotSupplied
	}
	fact, err := eligibility.MailMatches(ctx, s.resolver, known.ID, contact)
	if err != nil {
		s.log.WarnContext(ctx, "the tenant of a mail domain was not looked up", "error", err)
	}
	return fact
}

// judge returns the nomination that the last click would make of a form, or nil
// if the rules do not allow it. It saves nothing. The error names every
// malformed field.
func (n *nomination) judge(ctx context.Context, s *site, f *form) (made *eligibility.Nomination, q eligibility.Question, err error) {
	err = f.every(func(f *form) error {
		asked, details, err := n.question(ctx, s, f)
		if err != nil {
			return err
		}
		_, _, err = eligibility.Nominate(asked, details)
		return err
	})
	q, details, failure := n.question(ctx, s, f)
	if err != nil || failure != nil {
		return nil, q, err
	}
	made, _, err = eligibility.Nominate(q, details)
	return made, q, err
}

// model returns the page for a form.
func (n *nomination) model(f form, q *eligibility.Question) (*nominateModel, error) {
	m := &nominateModel{
		Customer: n.customer.Name, Engagement: n.engagement.Ref(), Title: n.engagement.Title(), Choices: n.option.Choices,
		Chosen: choiceName(n.choice), Form: f, Plan: customerPath(n.customer.Name), Way: q.Way, Payout: q.ProposedPayout().Worksheet(),
	}
	if m.Added = n.added; n.added != nil {
		m.Plan = "/customers"
	}
	m.Hint, m.Possible = hintOf(&q.Customer), true
	decision, err := eligibility.Decide(q)
	if err != nil {
		return m, err // a field of the form is malformed, so the form is shown
	}
	m.Outcome, m.Reasons, m.Findings = decision.Outcome(), decision.Reasons(), decision.Findings()
	m.Possible = n.settlesAll(&f, m.Reasons)
	return m, nil
}

// settlesAll reports whether the form can settle all reasons.
func (n *nomination) settlesAll(f *form, reasons []mci.Finding) bool {
	for i := range reasons {
		if !n.settles(f, &reasons[i]) {
			return false
		}
	}
	return true
}

// settles reports whether the form can settle a reason. It can if a field is
// about the reason, or if the reason is a requirement and the form asks for a
// count. If the reason is unknown and the form asks for facts, one of them may
// decide it. For example, the segment decides the rate.
func (n *nomination) settles(f *form, reason *mci.Finding) bool {
	if reason.Outcome == mci.Unknown && len(n.facts) > 0 {
		return true
	}
	counted := within(reason.Path, strings.TrimSuffix(requirementPath, "."))
	return slices.ContainsFunc(f.Fields, func(one field) bool {
		return within(reason.Path, one.Name) || counted && strings.HasPrefix(one.Name, quantityPath)
	})
}

// nominatePage shows the ways to nominate a customer of the partner's file, or
// the form for another customer. The values of that form are never read from an
// address.
func (s *site) nominatePage(r *http.Request) (answer, error) {
	values := r.URL.Query()
	if !values.Has("customer") {
		if !values.Has("engagement") {
			return s.newcomerPage(nil, nil, nil)
		}
		e, err := s.engagementIn(values)
		if err != nil {
			return nil, err
		}
		return s.newcomerPage(e, nil, nil)
	}
	for _, f := range newcomerFields[1:] {
		if values.Has(f.Name) {
			return nil, mci.Invalid(f.Name, "a field in the address", "the form of a customer who is added, which is sent by POST to /nominate/add")
		}
	}
	n, err := s.readNomination(r.Context(), values)
	if err != nil {
		return nil, err
	}
	return s.ways(r.Context(), n)
}

// ways returns the page with the ways to nominate a customer and every finding.
func (s *site) ways(ctx context.Context, n *nomination) (answer, error) {
	f := n.form(s)
	q, _, err := n.question(ctx, s, &f)
	if err != nil {
		return nil, err
	}
	m, err := n.model(f, &q)
	if err != nil {
		return nil, err
	}
	return m.page(nil), nil
}

func (m *nominateModel) page(found *problem) *page {
	return &page{template: "nominate", title: isolated(m.Customer) + ": " + m.Title, section: "Customers", problem: found, model: m}
}

// nominate opens a claim for a customer. If the form only asks for a check, or
// if a rule does not pass, it shows the page again.
func (s *site) nominate(r *http.Request) (answer, error) {
	if err := parseForm(r); err != nil {
		return nil, err
	}
	n, err := s.readNomination(r.Context(), r.PostForm)
	if err != nil {
		return nil, err
	}
	f := n.form(s)
	n.fill(&f, r.PostForm)
	if key := r.PostForm.Get("key"); key != "" {
		f.Key = key
	}
	made, q, err := n.judge(r.Context(), s, &f)
	if r.PostForm.Get("do") != "check" {
		opened, failure := s.openClaim(r.Context(), made, n, &f, f.Key)
		if opened != nil {
			return opened, nil
		}
		err = cmp.Or(err, failure)
	}
	return n.returned(f, &q, err)
}

// openClaim opens the claim of a nomination, unless the same form was sent
// before. If the nomination is nil, it returns neither an answer nor an error.
func (s *site) openClaim(ctx context.Context, made *eligibility.Nomination, n *nomination, f *form, key string) (answer, error) {
	id, content := claimID(key), f.contentKey(key, n.customer.Name, n.added.Encode(), string(n.engagement.Ref().Engagement), choiceName(n.choice))
	if claim, _ := s.desk.Claim(ctx, id); claim != nil {
		if slices.ContainsFunc(claim.Record().Keys, func(k claims.UsedKey) bool { return k.Key == content }) {
			return s.tell(claimPath(id), notice{done: 1}), nil
		}
		return nil, sentBefore(id)
	}
	if made == nil {
		return nil, nil
	}
	q := made.Question()
	key = content
	meta := claims.Meta{Actor: claims.Partner, User: s.user.ID, Role: s.user.RoleAt(q.Location.ID), At: q.At, Received: q.At, Key: key}
	if _, err := s.desk.Open(ctx, made, id, meta); err != nil {
		return nil, err
	}
	return s.tell(claimPath(id), notice{done: 1}), nil
}

// claimID makes a claim ID from the key of a form, so that a form that is sent
// twice opens one claim.
func claimID(key string) claims.ID {
	sum := sha256.Sum256([]byte(key))
	return claims.ID("claim-" + hex.EncodeToString(sum[:8]))
}

// returned shows the page again with the errors.
func (n *nomination) returned(f form, q *eligibility.Question, err error) (answer, error) {
	class := desk.ClassOf(err)
	if class == desk.Unavailable || class == desk.Unreadable {
		return nil, err
	}
	var found *problem
	if err != nil {
		found = problemOf(err)
		if f.blameFields(found.Problems); len(found.Problems) == 0 {
			f.Errors = append(f.Errors, sentence(found.Detail)+".")
		}
	}
	m, failure := n.model(f, q)
	if failure != nil && err == nil {
		return nil, failure
	}
	m.Problem, m.Possible = found, m.Possible || err != nil || len(n.facts) > 0 // so that no typed text is lost
	if err == nil && m.Outcome != mci.Pass {
		found = refused(m.Reasons)
	}
	return m.page(found), nil
}

// ChoiceName returns the name of a way for a link.
func (m *nominateModel) ChoiceName(c plan.Choice) string { return choiceName(c) }

// ChoiceAddress returns the address of the page for a way, if the customer is
// in the partner's file.
func (m *nominateModel) ChoiceAddress(c plan.Choice) string {
	values := url.Values{"customer": {opaque(m.Customer)}, "engagement": {string(m.Engagement.Engagement)}, "choice": {choiceName(c)}}
	return "/nominate?" + values.Encode()
}

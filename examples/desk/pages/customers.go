package pages

import (
	"context"
	"errors"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A customerTabs is the model of an engagement's Customers page.
type customerTabs struct {
	Engagement mci.EngagementRef `json:"engagement"`
	Title      string            `json:"title"`
	Tab        customers.Tab     `json:"tab"`
	Text       string            `json:"text,omitempty"`
	Skip       int               `json:"skip,omitempty"`
	// Count is the number of matching lines by tab and reason.
	Count customers.PageCount `json:"count"`
	Lines []customers.Line    `json:"lines"`
	Next  string              `json:"next,omitempty"`
	// Unread are the claims that cannot be read. Their customers may be on the
	// wrong tab.
	Unread []*store.ClaimError `json:"unread,omitempty"`
	// NotOffered is the period of the offer if the engagement is not offered
	// today. No customer can then be nominated, on whichever tab it is.
	NotOffered string `json:"notOffered,omitempty"`

	Tabs    []tab  `json:"-"`
	Summary string `json:"-"`
	Path    string `json:"-"`
	Known   bool   `json:"-"` // there are any customers
}

// engagementCustomers shows the Customers page of an engagement.
func (s *site) engagementCustomers(r *http.Request) (answer, error) {
	e, err := s.engagement(r)
	if err != nil {
		return nil, err
	}
	m := &customerTabs{
		Engagement: e.Ref(), Title: e.Title(), Tab: customers.Eligible, Text: strings.TrimSpace(r.URL.Query().Get("text")), Lines: []customers.Line{},
		Summary: engagementPath(e.Ref()), Path: "/engagements/" + url.PathEscape(string(e.Ref().Engagement)) + "/customers", Known: len(s.partner.Customers) > 0,
	}
	if err := m.read(r.URL.Query()); err != nil {
		return nil, err
	}
	if err := s.follow(r.Context()); err != nil {
		return nil, err
	}
	n := s.choose(m, e)
	if err := s.complete(r.Context(), m, e); err != nil {
		return nil, err
	}
	if e.OfferedAt(s.now()) == mci.Fail {
		m.NotOffered = e.Offered().String()
		for i := range m.Lines {
			m.Lines[i].Actions = slices.DeleteFunc(m.Lines[i].Actions, func(a customers.CustomerAction) bool { return a == customers.ClaimKnownCustomer })
		}
	}
	if n-m.Skip > pageSize { // written so that a large skip cannot overflow
		m.Next = m.address(m.Tab, m.Skip+pageSize)
	}
	for _, t := range []customers.Tab{customers.Eligible, customers.Ineligible, customers.Complete, customers.Undecided} {
		if t != customers.Undecided || m.Count.Tab(t) > 0 {
			m.Tabs = append(m.Tabs, tab{Name: t.String(), Address: m.address(t, 0), Current: t == m.Tab, Count: strconv.Itoa(m.Count.Tab(t))})
		}
	}
	return &page{template: "customertabs", title: m.Title + ": customers", section: "Engagements", model: m}, nil
}

// read reads the tab and the number of skipped lines.
func (m *customerTabs) read(values url.Values) (err error) {
	if name := values.Get("tab"); name != "" {
		if err := m.Tab.UnmarshalText([]byte(name)); err != nil {
			return mci.At("tab", err)
		}
	}
	m.Skip, err = readSkip(values)
	return err
}

// readSkip reads the number of lines before the page.
func readSkip(values url.Values) (int, error) {
	text := values.Get("skip")
	if text == "" {
		return 0, nil
	}
	skip, err := strconv.Atoi(text)
	if err != nil || skip < 0 {
		return 0, mci.Invalid("skip", text, "a number of lines")
	}
	return skip, nil
}

// address returns the address of a tab after a number of lines.
func (m *customerTabs) address(t customers.Tab, skip int) string {
	values := url.Values{"edition": {string(m.Engagement.Edition)}, "tab": {t.String()}}
	if m.Text != "" {
		values.Set("text", m.Text)
	}
	if skip > 0 {
		values.Set("skip", strconv.Itoa(skip))
	}
	return m.Path + "?" + values.Encode()
}

// ActionAddress returns the address for an action on a line.
func (m *customerTabs) ActionAddress(line customers.Line, action customers.CustomerAction) string {
	if action == customers.ClaimKnownCustomer {
		return "/nominate?" + url.Values{"customer": {opaque(line.Name)}, "engagement": {string(m.Engagement.Engagement)}}.Encode()
	}
	for _, open := range line.Open {
		if slices.Contains(open.Actions, action) {
			return claimPath(claims.ID(open.ID))
		}
	}
	return m.Path
}

// complete sets the deadlines and actions of the open claims on the page. The
// ledger does not store them.
func (s *site) complete(ctx context.Context, m *customerTabs, e *catalog.Engagement) error {
	for i := range m.Lines {
		line, now := &m.Lines[i], s.now()
		if len(line.Open) == 0 {
			continue
		}
		var ids []claims.ID
		for _, open := range line.Open {
			ids = append(ids, claims.ID(open.ID))
		}
		entry := customers.Entry{Question: eligibility.Question{Engagement: e, At: now}}
		for claim, err := range s.desk.Claims(ctx, ids) {
			var one *store.ClaimError
			switch {
			case claim != nil:
				claim.EnterOn(&entry, now)
			case errors.As(err, &one):
				m.Unread = append(m.Unread, one)
			default:
				return err
			}
		}
		line.Open = entry.Open
		line.Actions = slices.DeleteFunc(line.Actions, func(a customers.CustomerAction) bool { return a != customers.ClaimKnownCustomer })
		for _, open := range entry.Open {
			for _, action := range open.Actions {
				if !slices.Contains(line.Actions, action) {
					line.Actions = append(line.Actions, action)
				}
			}
		}
	}
	return nil
}

// entry returns a customer under one ID as an entry of the page. The deadlines
// and actions of its open claims are missing; see [site.complete].
func (s *site) entry(e *catalog.Engagement, c *customer, identity *plan.Identity) customers.Entry {
	facts, standing := identity.Customer, standingOf(identity, e.Ref().Engagement)
	h := s.ledger.holding(facts.Checked(), e.Ref().Engagement)
	entry := customers.Entry{Name: c.Name}
	for _, n := range h.claims {
		if n.open {
			entry.Open = append(entry.Open, customers.OpenClaim{ID: string(n.id), Status: n.status})
		} else {
			entry.Closed = append(entry.Closed, customers.ClosedClaim{ID: string(n.id), Status: n.status})
		}
	}
	facts.MeetsCriteria, facts.Nominated = standing.MeetsCriteria, standing.Nominated
	facts.Claims, facts.OpenClaims = atLeast(standing.Claims, h.counted), atLeast(standing.OpenClaims, len(entry.Open))
	if h.consented {
		facts.ConsentedBefore = mci.Yes
	}
	if len(h.claims) > 0 {
		facts.Nominated = mci.Yes
	}
	entry.Question = eligibility.Question{Engagement: e, Way: eligibility.Claim, At: s.now(), Customer: facts, Opportunity: identity.Opportunity}
	if len(s.partner.Sites) > 0 {
		entry.Question.Location = s.partner.Sites[0].Location
	}
	return entry
}

// A customerList is the model of the list of customers.
type customerList struct {
	Text      string         `json:"text,omitempty"`
	Skip      int            `json:"skip,omitempty"`
	Customers []customerLine `json:"customers"`
	Next      string         `json:"next,omitempty"`
	Known     int            `json:"known"`
}

// A customerLine is one customer in the list.
type customerLine struct {
	Name    string           `json:"name"`
	Country mci.Country      `json:"country,omitempty"`
	IDs     []mci.CustomerID `json:"ids"`
	// Claims are the claim IDs of a customer who is not in the partner's file.
	// The customer's name is then taken from the first claim.
	Claims []claims.ID `json:"claims,omitempty"`
}

// Address returns the address of the customer's page.
func (l *customerLine) Address() string {
	if len(l.Claims) > 0 {
		return claimPath(l.Claims[0])
	}
	return customerPath(l.Name)
}

// customerPath returns the address of a customer's plan.
func customerPath(name string) string { return "/customers/" + opaque(name) }

// customersPage lists the customers of the partner's file. After them it lists
// customers who have claims but are not in the file, because they were added by
// hand or came with an import.
func (s *site) customersPage(r *http.Request) (answer, error) {
	m := &customerList{Text: strings.TrimSpace(r.URL.Query().Get("text")), Customers: []customerLine{}, Known: len(s.partner.Customers)}
	var err error
	if m.Skip, err = readSkip(r.URL.Query()); err != nil {
		return nil, err
	}
	if err := s.follow(r.Context()); err != nil {
		return nil, err
	}
	n := 0
	for line := range s.customerLines(searchFor(m.Text)) {
		if n++; n <= m.Skip {
			continue
		}
		if len(m.Customers) == pageSize {
			m.Next = "/customers?" + url.Values{"text": {m.Text}, "skip": {strconv.Itoa(m.Skip + pageSize)}}.Encode()
			break
		}
		m.Customers = append(m.Customers, line())
	}
	return &page{template: "customers", title: "Customers", section: "Customers", model: m}, nil
}

// customerLines yields the matching customers. Each is a function that makes
// the line, because most lines are on another page and are never made.
func (s *site) customerLines(wanted customerSearch) iter.Seq[func() customerLine] {
	return func(yield func(func() customerLine) bool) {
		for i := range s.partner.Customers {
			c := &s.partner.Customers[i]
			if wanted.finds(c, c.Identities...) && !yield(c.line) {
				return
			}
		}
		strangers := s.ledger.strangers(s.partner.knows)
		for i := range strangers {
			one := &strangers[i]
			if wanted.findsStranger(one) && !yield(func() customerLine { return *one }) {
				return
			}
		}
	}
}

// line returns a customer's line in the list.
func (c *customer) line() customerLine {
	line := customerLine{Name: c.Name}
	for i := range c.Identities {
		line.IDs = append(line.IDs, c.Identities[i].Customer.ID)
		line.Country = c.Identities[i].Customer.Country
	}
	return line
}

// A planModel is the model of a customer's plan, which lists the engagements
// that the customer can be nominated for now.
type planModel struct {
	Customer string        `json:"customer"`
	Contact  mci.Contact   `json:"contact"`
	Options  []plan.Option `json:"options"`
	// Exclusions are pairs of options that cannot be nominated together.
	Exclusions []plan.Exclusion `json:"exclusions,omitempty"`
}

// planPage shows the engagements that a customer can be nominated for.
func (s *site) planPage(r *http.Request) (answer, error) {
	c, ok := s.partner.customer(r.PathValue("name"))
	if !ok {
		return nil, errNoPage
	}
	prospect, err := s.prospect(r.Context(), c, s.now())
	if err != nil {
		return nil, err
	}
	made, err := plan.Make(prospect, s.offeredNow())
	if err != nil {
		return nil, err
	}
	m := &planModel{Customer: c.Name, Contact: c.Contact, Options: made.Options()}
	for e := range made.Exclusions() {
		m.Exclusions = append(m.Exclusions, e)
	}
	return &page{template: "plan", title: c.Name, section: "Customers", model: m}, nil
}

// offeredNow yields the engagements that are offered today, and those for which
// that is unknown.
func (s *site) offeredNow() iter.Seq[*catalog.Engagement] {
	return func(yield func(*catalog.Engagement) bool) {
		for e := range s.offered() {
			if e.OfferedAt(s.now()) != mci.Fail && !yield(e) {
				return
			}
		}
	}
}

// AssociateAddress returns the address for claiming an association with the
// customer.
func (m *planModel) AssociateAddress() string {
	return "/associate?" + url.Values{"customer": {opaque(m.Customer)}}.Encode()
}

// NominateAddress returns the address for nominating the customer.
func (m *planModel) NominateAddress(o plan.Option) string {
	return "/nominate?" + url.Values{"customer": {opaque(m.Customer)}, "engagement": {string(o.Engagement.Ref().Engagement)}}.Encode()
}

// ClaimAddress returns the address of an open claim of an option.
func (m *planModel) ClaimAddress(id string) string { return claimPath(claims.ID(id)) }

// ClaimAddress returns the address of a claim of a line.
func (m *customerTabs) ClaimAddress(id string) string { return claimPath(claims.ID(id)) }

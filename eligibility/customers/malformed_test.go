package customers

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/internal/questiontest"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// garbage makes one field of a question malformed. It has the path of the
// field.
type garbage struct {
	path string
	put  func(*eligibility.Question)
}

var malformedFields = []garbage{
	{"way", func(q *eligibility.Question) { q.Way = 9 }},
	{"at", func(q *eligibility.Question) { q.At = time.Date(12026, time.March, 1, 0, 0, 0, 0, time.UTC) }},
	{"user.id", func(q *eligibility.Question) { q.User.ID = "u\x00" }},
	{"location.country", func(q *eligibility.Question) { q.Location.Country = "Switzerland" }},
	{"customer.country", func(q *eligibility.Question) { q.Customer.Country = "ch" }},
	{"customer.claims", func(q *eligibility.Question) { q.Customer.Claims = eligibility.CountOf(-1) }},
	{"customer.meetsCriteria", func(q *eligibility.Question) { q.Customer.MeetsCriteria = 3 }},
	{"opportunity.stage", func(q *eligibility.Question) { q.Opportunity.Stage = tooLong }},
	{"waivers[0].rule", func(q *eligibility.Question) { q.Waivers = []eligibility.Waiver{{Rule: "customer.unknown"}} }},
}

// tooLong is longer than the limit of every text.
var tooLong = strings.Repeat("x", 4001)

// On a page, a malformed field counts as not supplied. It decides nothing, its
// line reports the problem, and the other lines are not affected.
func TestAMalformedEntryIsAProblemOfItsOwnLineAndDecidesNothing(t *testing.T) {
	good := entry(questiontest.Workshop, func(*Entry) {})
	for _, g := range malformedFields {
		bad := entry(questiontest.Workshop, func(e *Entry) { g.put(&e.Question) })
		lines := page(bad, good)
		if len(lines) != 2 || lines[1].Tab != Eligible || lines[1].Problem != nil {
			t.Fatalf("%s: the page is %v", g.path, lines)
		}
		if p := lines[0].Problem; p == nil || p.Path != "question."+g.path {
			t.Errorf("%s: the problem is %v", g.path, p)
		}
		if lines[0].Tab == Ineligible {
			t.Errorf("%s: the customer is ineligible by %v", g.path, lines[0].Findings)
		}
	}
	for path, bad := range map[string]Entry{
		"question.engagement": {Name: "Contoso", Question: eligibility.Question{Customer: eligibility.Customer{ConsentedBefore: mci.Yes}}},
		"name":                entry(questiontest.Workshop, func(e *Entry) { e.Name = tooLong }),
		"open[0].actions[1]": entry(questiontest.Workshop, func(e *Entry) {
			e.Open = []OpenClaim{{ID: "C-1", Actions: []CustomerAction{SubmitClaim, 9}}}
		}),
		"open[0].id":       entry(questiontest.Workshop, func(e *Entry) { e.Open = []OpenClaim{{ID: "C\x001"}} }),
		"closed[0].status": entry(questiontest.Workshop, func(e *Entry) { e.Closed = []ClosedClaim{{ID: "C-1", Status: "\x00"}} }),
	} {
		lines := page(bad)
		if p := lines[len(lines)-1].Problem; p == nil || p.Path != path {
			t.Errorf("%s: the problem is %v", path, p)
		}
	}
}

func TestAMalformedRosterEntryNamesItsField(t *testing.T) {
	r := rosterOf(t, questiontest.Engagement(questiontest.Endpoint), questiontest.Engagement("barring"))
	_, location := NewRoster([]*catalog.Engagement{questiontest.Engagement(questiontest.Endpoint)}, time.Time{}, mci.Location{Country: "ch"})
	count := eligibility.CountOf
	for _, c := range []struct {
		path string
		err  error
	}{
		{"location.country", location},
		{"name", r.Check(&RosterEntry{Name: tooLong})},
		{"customer.country", r.Check(&RosterEntry{Customer: eligibility.Customer{Country: "ch"}})},
		{"customer.segment", r.Check(&RosterEntry{Customer: eligibility.Customer{Segment: "Education"}})},
		{"claims", r.Check(&RosterEntry{Claims: count(-1)})},
		{"openClaims", r.Check(&RosterEntry{Claims: count(1), OpenClaims: count(2)})},
		{"holdings[1].open", r.Check(&RosterEntry{Holdings: []Holding{{Place: 0}, {Place: 1, Open: count(-1)}}})},
		{"opportunity.contractValue", r.Check(&RosterEntry{Opportunity: mci.Opportunity{ContractValue: questiontest.Money("-1", mci.USD)}})},
	} {
		var field *mci.FieldError
		if !errors.As(c.err, &field) || field.Path != c.path {
			t.Errorf("%s: the error is %v", c.path, c.err)
		}
	}
}

func TestAWaivedCustomerIsOnTheEligibleTab(t *testing.T) {
	e := entry(questiontest.Known, func(e *Entry) {
		e.Question.Customer.MeetsCriteria = mci.No
		e.Question.Waivers = []eligibility.Waiver{{
			Rule: "customer.criteria", Reason: "agreed", Approver: "cfo", Until: mci.DateOf(questiontest.At(2023, time.April, 1)),
		}}
	})
	if line := page(e)[0]; line.Tab != Eligible || len(line.Reasons) != 0 {
		t.Errorf("the customer is on %v because of %v", line.Tab, line.Reasons)
	}
}

// If a field of a Customer is added, a roster entry supplies it.
func TestARosterAsksWithEveryFactOfItsEntry(t *testing.T) {
	q := questiontest.Demanding("demanding")()
	q.Customer.Resolution, q.Customer.MismatchReason = eligibility.Resolution{Tenant: questiontest.ContosoTenant}, "a reason"
	r := rosterOf(t, q.Engagement)
	e := &RosterEntry{
		Customer: q.Customer, MeetsCriteria: FactSetOf(1, 0), Nominated: FactSetOf(0, 1), Claims: q.Customer.Claims, OpenClaims: q.Customer.OpenClaims,
		Opportunity: mci.Opportunity{Status: "open"},
	}
	got := r.Question(e, 0)
	if want := string(questiontest.JSON(q.Customer)); string(questiontest.JSON(got.Customer)) != want || got.Opportunity != e.Opportunity {
		t.Errorf("the question is about %s, want %s", questiontest.JSON(got.Customer), want)
	}
}

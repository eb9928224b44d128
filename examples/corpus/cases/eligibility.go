package cases

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A base is a question for which every rule passes. The cases of eligibility
// and of tabs differ from one base by one variation.
type base struct {
	catalog    string
	engagement mci.EngagementID
	on         mci.Date
	with       func(*eligibility.Question)
}

// bases has one engagement for each condition that a catalog can ask for.
var bases = []base{
	{"public", "fy23-endpoint-management", day("2023-03-01"), nil},
	{"public", "fy23-executive-order-14028", day("2023-03-01"), func(q *eligibility.Question) { q.Customer.Country = "US" }},
	{"public", "illustrative-variable-pay", day("2025-10-01"), deal},
	{"conditions", "unlimited", day("2023-03-01"), nil},
	{"conditions", "two-claims", day("2023-03-01"), func(q *eligibility.Question) { q.Customer.Claims = eligibility.CountOf(1) }},
	{"conditions", "staged", day("2023-03-01"), deal},
	{"conditions", "gated", day("2023-03-01"), nil},
	{"conditions", "limited", day("2023-03-01"), nil},
	{"conditions", "locked", day("2023-03-01"), nil},
	{"conditions", "demanding", day("2023-03-01"), nil},
	{"conditions", "barring", day("2023-03-01"), nil},
	{"conditions", "sized", day("2023-03-01"), nil},
	{"conditions", "regional", day("2023-03-01"), func(q *eligibility.Question) {
		q.Hours, q.Opportunity.ContractValue = hours("60"), usd("120000")
	}},
	{"conditions", "paid-where-the-partner-is", day("2023-03-01"), nil},
}

func deal(q *eligibility.Question) {
	q.Customer.ID = customerID(mci.OpportunityID, "7-3CVDESBISU")
	q.Customer.MailMatches = mci.NotSupplied
	q.Hours = hours("60")
	q.Opportunity = mci.Opportunity{ContractValue: usd("120000"), Status: "open", Stage: "Develop"}
}

// A variation changes one fact of a question.
type variation struct {
	name   string
	change func(*eligibility.Question)
}

// variations are tried on every base.
var variations = func() []variation {
	list := []variation{
		{"no user", func(q *eligibility.Question) { q.User = mci.User{} }},
		{"a user without a role", func(q *eligibility.Question) { q.User.Grants = []mci.Grant{} }},
		{"a user of unknown roles", func(q *eligibility.Question) { q.User.Grants = nil }},
		{"a role at another location", func(q *eligibility.Question) {
			q.User.Grants = []mci.Grant{{Role: mci.IncentivesUser, Location: "geneva"}}
		}},
		{"an admin of all locations", func(q *eligibility.Question) { q.User.Grants = []mci.Grant{{Role: mci.IncentivesAdmin}} }},
		{"a known customer is added", func(q *eligibility.Question) { q.Customer.ConsentedBefore = mci.Yes }},
		{"earlier consent not supplied", func(q *eligibility.Question) { q.Customer.ConsentedBefore = mci.NotSupplied }},
		{"a known customer is claimed", func(q *eligibility.Question) {
			q.Way, q.Customer.ConsentedBefore = eligibility.Claim, mci.Yes
		}},
		{"a new customer is claimed", func(q *eligibility.Question) { q.Way = eligibility.Claim }},
		{"claimed from a location that is not eligible", func(q *eligibility.Question) {
			q.Way, q.Customer.ConsentedBefore, q.LocationEligible = eligibility.Claim, mci.Yes, mci.No
		}},
		{"claimed, the location's eligibility not supplied", func(q *eligibility.Question) {
			q.Way, q.Customer.ConsentedBefore, q.LocationEligible = eligibility.Claim, mci.Yes, mci.NotSupplied
		}},
		{"no qualifications", func(q *eligibility.Question) { q.Qualifications = []string{} }},
		{"qualifications not supplied", func(q *eligibility.Question) { q.Qualifications = nil }},
		{"one qualification of two", func(q *eligibility.Question) { q.Qualifications = []string{"specialization B"} }},
		{"the mail domain is another one, with a reason", func(q *eligibility.Question) {
			q.Customer.MailMatches, q.Customer.MismatchReason = mci.No, "an external project lead"
		}},
		{"nothing of the customer is known", func(q *eligibility.Question) {
			q.Customer = eligibility.Customer{ID: q.Customer.ID}
		}},
		{"names, and a payee profile", func(q *eligibility.Question) {
			q.User.Name, q.Location.Name, q.Location.PayeeProfile = "Pat Partner", "Zurich", mci.Yes
		}},
		{"no payee profile", func(q *eligibility.Question) { q.Location.PayeeProfile = mci.No }},
		{"the domain was not resolved", func(q *eligibility.Question) { q.Customer.ID = customerID(mci.DomainName, "contoso.com") }},
		{"the domain has a tenant", func(q *eligibility.Question) {
			q.Customer.ID = customerID(mci.DomainName, "contoso.com")
			q.Customer.Resolution = eligibility.Resolution{Tenant: tenant}
		}},
		{"the quantities not supplied", func(q *eligibility.Question) { q.Customer.Quantities = nil }},
		{"the requirements not supplied", func(q *eligibility.Question) { q.Customer.Requirements = nil }},
		{"a requirement not met", func(q *eligibility.Question) {
			if q.Customer.Requirements != nil {
				q.Customer.Requirements["bona-fide"] = mci.No
			}
		}},
		{"no hours", func(q *eligibility.Question) { q.Hours = mci.Hours{} }},
		{"no contract value", func(q *eligibility.Question) { q.Opportunity.ContractValue = mci.Money{} }},
		{"no status of the opportunity", func(q *eligibility.Question) { q.Opportunity.Status = "" }},
		{"a closed opportunity", func(q *eligibility.Question) { q.Opportunity.Status = "Won" }},
		{"no stage of the opportunity", func(q *eligibility.Question) { q.Opportunity.Stage = "" }},
		{"another stage of the opportunity", func(q *eligibility.Question) { q.Opportunity.Stage = "Qualify" }},
	}
	for _, failure := range []error{eligibility.ErrTenantNotFound, eligibility.ErrTenantAmbiguous, eligibility.ErrNationalCloud} {
		list = append(list, variation{"domain: " + failure.Error(), func(q *eligibility.Question) {
			q.Customer.ID = customerID(mci.DomainName, "contoso.com")
			q.Customer.Resolution = eligibility.Resolution{Failure: failure}
		}})
	}
	for _, id := range []mci.CustomerID{
		{},
		tenant, customerID(mci.TopParentID, "659410"),
		customerID(mci.AzureSubscriptionID, "7b1d2c3e-4f50-4617-8283-94a5b6c7d8e9"), customerID(mci.OpportunityID, "7-3CVDESBISU"),
	} {
		list = append(list, variation{fmt.Sprintf("an ID of the type %q", id.Type()), func(q *eligibility.Question) { q.Customer.ID = id }})
	}
	for _, e := range []mci.Enrollment{mci.EnrollmentUnknown, mci.Invited, mci.EnrollmentActionRequired, mci.ValidatingEnrollment, mci.Enrolling, mci.Ineligible, mci.Discontinued} {
		list = append(list, variation{fmt.Sprintf("the enrollment %q", e), func(q *eligibility.Question) { q.Location.Enrollment = e }})
	}
	return slices.Concat(list, factVariations(), placeVariations(), countVariations(), waiverVariations())
}()

// waiverVariations waive rules that fail or are unknown, around the waiver's
// last day, and one that cannot be waived.
func waiverVariations() (list []variation) {
	for _, until := range []string{"2023-02-28", "2023-03-01", "2023-03-02"} {
		for _, known := range []mci.Fact{mci.No, mci.NotSupplied, mci.Yes} {
			list = append(list, variation{fmt.Sprintf("waived until %s, meetsCriteria is %s", until, known), func(q *eligibility.Question) {
				q.Customer.MeetsCriteria = known
				q.Waivers = []eligibility.Waiver{{Rule: "customer.criteria", Reason: "agreed with the program", Approver: "maria", Until: day(until)}}
			}})
		}
	}
	list = append(list, variation{"two rules are waived", func(q *eligibility.Question) {
		q.PartnerEligible, q.Customer.MeetsCriteria = mci.No, mci.No
		for _, rule := range []mci.RuleID{"customer.criteria", "partner.eligible"} {
			q.Waivers = append(q.Waivers, eligibility.Waiver{Rule: rule, Reason: "agreed with the program", Approver: "maria", Until: day("2023-12-31")})
		}
	}})
	return append(list, variation{"a waiver of the user's role", func(q *eligibility.Question) {
		q.Waivers = []eligibility.Waiver{{Rule: "user.role", Reason: "agreed", Approver: "maria", Until: day("2023-12-31")}}
	}})
}

func factVariations() (list []variation) {
	for _, fact := range []struct {
		name string
		of   func(*eligibility.Question) *mci.Fact
	}{
		{"partnerEligible", func(q *eligibility.Question) *mci.Fact { return &q.PartnerEligible }},
		{"locationEligible", func(q *eligibility.Question) *mci.Fact { return &q.LocationEligible }},
		{"meetsCriteria", func(q *eligibility.Question) *mci.Fact { return &q.Customer.MeetsCriteria }},
		{"nominated", func(q *eligibility.Question) *mci.Fact { return &q.Customer.Nominated }},
		{"mailMatches", func(q *eligibility.Question) *mci.Fact { return &q.Customer.MailMatches }},
	} {
		for _, value := range []mci.Fact{mci.NotSupplied, mci.No, mci.Yes} {
			list = append(list, variation{fmt.Sprintf("%s is %s", fact.name, value), func(q *eligibility.Question) { *fact.of(q) = value }})
		}
	}
	return list
}

func placeVariations() (list []variation) {
	for _, country := range []mci.Country{"", "US", "TH", "BS"} {
		list = append(list,
			variation{fmt.Sprintf("the customer's country is %q", country), func(q *eligibility.Question) { q.Customer.Country = country }},
			variation{fmt.Sprintf("the location's country is %q", country), func(q *eligibility.Question) { q.Location.Country = country }})
	}
	for _, segment := range []mci.Segment{"", "education", "public sector"} {
		list = append(list, variation{fmt.Sprintf("the segment is %q", segment), func(q *eligibility.Question) { q.Customer.Segment = segment }})
	}
	for _, at := range []string{
		"2022-06-30T23:59:59Z", "2022-07-01T00:00:00Z", "2023-02-28T23:59:59Z", "2023-05-31T23:59:59Z", "2023-06-01T00:00:00Z",
		"2023-06-30T23:59:59Z", "2023-07-01T00:00:00Z", "2025-06-30T23:59:59Z", "2026-06-30T23:59:59Z", "2026-07-01T00:00:00Z",
	} {
		list = append(list, variation{"at " + at, func(q *eligibility.Question) { q.At = must(time.Parse(time.RFC3339, at)) }})
	}
	return list
}

func countVariations() (list []variation) {
	for _, number := range []int{-1, 0, 1, 2, 3} {
		count := eligibility.Count{}
		if number >= 0 {
			count = eligibility.CountOf(number)
		}
		list = append(list,
			variation{fmt.Sprintf("claims is %s", count), func(q *eligibility.Question) { q.Customer.Claims = count }},
			variation{fmt.Sprintf("openClaims is %s", count), func(q *eligibility.Question) { q.Customer.OpenClaims = count }})
	}
	for _, seats := range []string{"299.99", "300", "301"} {
		list = append(list, variation{"seats are " + seats, func(q *eligibility.Question) {
			if q.Customer.Quantities != nil {
				q.Customer.Quantities["seats"] = quantity(seats)
			}
		}})
	}
	for _, users := range []string{"1200", "1200.01"} {
		list = append(list, variation{"users are " + users + ", and seats 1200", func(q *eligibility.Question) {
			if q.Customer.Quantities != nil {
				q.Customer.Quantities["seats"], q.Customer.Quantities["users"] = quantity("1200"), quantity(users)
			}
		}})
	}
	for _, text := range []string{"8", "19.99", "20", "39.99", "40", "400", "400.01"} {
		list = append(list, variation{"hours are " + text, func(q *eligibility.Question) { q.Hours = hours(text) }})
	}
	for _, amount := range []string{"49999.99", "50000", "200000", "200000.01"} {
		list = append(list, variation{"the contract value is USD " + amount, func(q *eligibility.Question) { q.Opportunity.ContractValue = usd(amount) }})
	}
	list = append(list, variation{"two claims, which are open", func(q *eligibility.Question) {
		q.Customer.Claims, q.Customer.OpenClaims = eligibility.CountOf(2), eligibility.CountOf(2)
	}})
	list = append(list, variation{"the contract value is in EUR", func(q *eligibility.Question) {
		q.Opportunity.ContractValue = must(mci.ParseMoney("120000", "EUR"))
	}})
	return list
}

// question returns the question of a base.
func (b *base) question(card *catalog.Catalog) eligibility.Question {
	e, _ := card.Find(b.engagement, mci.Date{})
	q := question(e, b.on.Start(time.UTC).Add(12*time.Hour))
	q.Qualifications = []string{"specialization B", "agreement"}
	q.Customer.Segment, q.Customer.OpenClaims, q.Customer.Nominated = "commercial", eligibility.CountOf(0), mci.No
	q.Customer.Quantities = mci.Quantities{"seats": quantity("1200"), "users": quantity("800")}
	q.Customer.Requirements = map[mci.RequirementID]mci.Fact{"bona-fide": mci.Yes}
	if b.catalog == "public" {
		q.Customer.Segment, q.Customer.Quantities, q.Customer.Requirements = "", nil, nil
	}
	if b.with != nil {
		b.with(&q)
	}
	return q
}

// eligibility makes the cases of the kind "eligibility".
func (m *maker) eligibility() {
	telling := map[string]bool{}
	for i := range bases {
		b := &bases[i]
		q := b.question(m.catalogs[b.catalog])
		basic := m.outcomes(&q)
		var covers []string
		for _, f := range basic {
			covers = append(covers, fmt.Sprintf("rule %s %s", f.Rule, f.Outcome))
		}
		m.ask(b, &q, covers)
		for _, v := range variations {
			varied := q.Clone()
			v.change(&varied)
			covers = []string{"malformed: " + v.name}
			if err := varied.Check(); err == nil {
				covers = nil
			}
			if len(varied.Waivers) > 0 {
				covers = append(covers, "waiver: "+v.name)
			}
			telling[v.name] = telling[v.name] || covers != nil
			for i, f := range m.outcomes(&varied) {
				if f.Outcome != basic[i].Outcome {
					telling[v.name] = true
					covers = append(covers, fmt.Sprintf("rule %s %s", f.Rule, f.Outcome), fmt.Sprintf("rule %s %s: %s", f.Rule, f.Outcome, v.name))
				}
			}
			m.ask(b, &varied, covers)
		}
	}
	b := &bases[0]
	for _, v := range variations {
		if varied := b.question(m.catalogs[b.catalog]); !telling[v.name] {
			v.change(&varied)
			m.ask(b, &varied, []string{"no rule: " + v.name})
		}
	}
	both := b.question(m.catalogs[b.catalog])
	both.Customer.ID = customerID(mci.DomainName, "contoso.com")
	both.Customer.Resolution = eligibility.Resolution{Tenant: tenant}
	text := bytes.Replace(questionText(&both), []byte(`"resolution":{`), []byte(`"resolution":{"failure":"not found",`), 1)
	m.offer(answer.Eligibility{Catalog: b.catalog, Question: text}, "malformed: a resolution with a tenant and a failure")
	m.eachZonedDay(zonedBases, func(b *base, q eligibility.Question) any {
		return answer.Eligibility{Catalog: b.catalog, Question: questionText(&q)}
	})
}

// outcomes are the findings about a question, in the order of the table.
func (m *maker) outcomes(q *eligibility.Question) []mci.Finding {
	decision, err := eligibility.Decide(q)
	if err != nil && !errors.Is(err, mci.ErrInvalid) {
		m.err = err
	}
	return decision.Findings()
}

func (m *maker) ask(b *base, q *eligibility.Question, covers []string) {
	m.offer(answer.Eligibility{Catalog: b.catalog, Question: questionText(q)}, covers...)
}

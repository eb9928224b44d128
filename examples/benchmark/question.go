package main

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// drawQuestions draws questions about three engagements. Two have fixed pay,
// one of them in one country only, and one has variable pay. Two in five
// questions have all the right answers. The others have one to three doubts.
func drawQuestions(catalog *catalog.Catalog) (*[sample]eligibility.Question, error) {
	drawn, random := &[sample]eligibility.Question{}, dice()
	doubts, err := allDoubts()
	if err != nil {
		return nil, err
	}
	next := [3]int{} // next doubt for each engagement, so that each doubt occurs
	for i := range drawn {
		q, err := plainQuestion(catalog, i%3)
		if err != nil {
			return nil, err
		}
		for range max(0, random.IntN(5)-1) {
			doubts[next[i%3]%len(doubts)](&q)
			next[i%3]++
		}
		drawn[i] = q
	}
	random.Shuffle(sample, func(i, j int) { drawn[i], drawn[j] = drawn[j], drawn[i] })
	return drawn, nil
}

// plainQuestion returns a question about one of the three engagements. It
// passes every rule.
func plainQuestion(catalog *catalog.Catalog, engagement int) (eligibility.Question, error) {
	switch engagement {
	case 0:
		return fixedQuestion(catalog, workshop, time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC))
	case 1:
		q, err := fixedQuestion(catalog, "fy23-executive-order-14028", time.Date(2022, time.December, 5, 17, 0, 0, 0, time.UTC))
		q.Customer.Country = "US"
		return q, err
	default:
		return variableQuestion(catalog)
	}
}

// fixedQuestion returns a question about an engagement with fixed pay. It
// passes every rule.
func fixedQuestion(catalog *catalog.Catalog, id mci.EngagementID, at time.Time) (eligibility.Question, error) {
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		return eligibility.Question{}, err
	}
	return questionAbout(catalog, id, at, tenant)
}

// variableQuestion returns a question about the engagement with variable pay.
// It passes every rule.
func variableQuestion(catalog *catalog.Catalog) (eligibility.Question, error) {
	opportunity, err := mci.ParseCustomerID(mci.OpportunityID, "7-3CVDESBISU")
	if err != nil {
		return eligibility.Question{}, err
	}
	hours, err := mci.ParseHours("80")
	if err != nil {
		return eligibility.Question{}, err
	}
	value, err := mci.ParseMoney("120000", mci.USD)
	if err != nil {
		return eligibility.Question{}, err
	}
	q, err := questionAbout(catalog, variable, time.Date(2026, time.January, 15, 8, 0, 0, 0, time.UTC), opportunity)
	q.Hours = hours
	q.Opportunity = mci.Opportunity{ContractValue: value, Status: "open"}
	return q, err
}

// variable is the illustrative engagement with variable pay.
const variable mci.EngagementID = "illustrative-variable-pay"

func questionAbout(catalog *catalog.Catalog, id mci.EngagementID, at time.Time, customer mci.CustomerID) (eligibility.Question, error) {
	engagement, ok := catalog.Find(id, mci.DateOf(at))
	if !ok {
		return eligibility.Question{}, fmt.Errorf("the public catalog has no engagement %s", id)
	}
	return eligibility.Question{
		Engagement:       engagement,
		Way:              eligibility.Add,
		At:               at,
		User:             mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser, Location: "zurich"}}},
		Location:         mci.Location{ID: "zurich", Country: "CH", Enrollment: mci.Enrolled},
		PartnerEligible:  mci.Yes,
		LocationEligible: mci.Yes,
		Customer: eligibility.Customer{
			ID: customer, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No,
			Claims: eligibility.CountOf(0), MailMatches: mci.Yes,
		},
	}, nil
}

// A doubt changes one fact of a question, so that a rule fails or is unknown.
type doubt func(*eligibility.Question)

// allDoubts returns one or more doubts for each rule.
func allDoubts() ([]doubt, error) {
	few, err := mci.ParseHours("5")
	if err != nil {
		return nil, err
	}
	small, err := mci.ParseMoney("20000", mci.USD)
	if err != nil {
		return nil, err
	}
	foreign, err := mci.ParseMoney("200000", "EUR")
	if err != nil {
		return nil, err
	}
	domain, err := mci.ParseCustomerID(mci.DomainName, "contoso.com")
	if err != nil {
		return nil, err
	}
	tenant, err := mci.ParseCustomerID(mci.TenantID, "11111111-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		return nil, err
	}
	resolutions := []eligibility.Resolution{{}, {Tenant: tenant}, {Failure: eligibility.ErrTenantNotFound}}
	doubts := append(partnerDoubts(), customerDoubts()...)
	doubts = append(doubts, opportunityDoubts(few, small, foreign)...)
	for _, resolution := range resolutions {
		doubts = append(doubts, func(q *eligibility.Question) {
			q.Customer.ID, q.Customer.Resolution = domain, resolution
		})
	}
	return doubts, nil
}

func partnerDoubts() []doubt {
	return []doubt{
		func(q *eligibility.Question) { q.User = mci.User{} },
		func(q *eligibility.Question) { q.User.Grants = nil },
		func(q *eligibility.Question) { q.User.Grants = []mci.Grant{{Role: mci.IncentivesAdmin}} },
		func(q *eligibility.Question) { q.Location.ID = "geneva" },
		func(q *eligibility.Question) { q.Location.Enrollment = mci.EnrollmentUnknown },
		func(q *eligibility.Question) { q.Location.Enrollment = mci.Invited },
		func(q *eligibility.Question) { q.PartnerEligible = mci.NotSupplied },
		func(q *eligibility.Question) { q.PartnerEligible = mci.No },
		func(q *eligibility.Question) { q.Way, q.LocationEligible = eligibility.Claim, mci.No },
		func(q *eligibility.Question) { q.Way, q.Customer.ConsentedBefore = eligibility.Claim, mci.Yes },
		func(q *eligibility.Question) { q.Way = 0 },
		func(q *eligibility.Question) { q.At = q.At.AddDate(-2, 0, 0) },
		func(q *eligibility.Question) { q.At = q.At.AddDate(4, 0, 0) },
		func(q *eligibility.Question) { q.At = time.Time{} },
	}
}

func customerDoubts() []doubt {
	return []doubt{
		func(q *eligibility.Question) { q.Customer.ID = mci.CustomerID{} },
		func(q *eligibility.Question) { q.Customer.MeetsCriteria = mci.NotSupplied },
		func(q *eligibility.Question) { q.Customer.MeetsCriteria = mci.No },
		func(q *eligibility.Question) { q.Customer.Country = "" },
		func(q *eligibility.Question) { q.Customer.Country = "DE" },
		func(q *eligibility.Question) { q.Customer.Country = "IN" },
		func(q *eligibility.Question) { q.Customer.Claims = eligibility.Count{} },
		func(q *eligibility.Question) { q.Customer.Claims = eligibility.CountOf(1) },
		func(q *eligibility.Question) { q.Customer.ConsentedBefore = mci.NotSupplied },
		func(q *eligibility.Question) { q.Customer.ConsentedBefore = mci.Yes },
		func(q *eligibility.Question) { q.Customer.MailMatches = mci.NotSupplied },
		func(q *eligibility.Question) { q.Customer.MailMatches = mci.No },
		func(q *eligibility.Question) {
			q.Customer.MailMatches, q.Customer.MismatchReason = mci.No, "the subsidiary's own domain"
		},
	}
}

func opportunityDoubts(few mci.Hours, small, foreign mci.Money) []doubt {
	return []doubt{
		func(q *eligibility.Question) { q.Hours = mci.Hours{} },
		func(q *eligibility.Question) { q.Hours = few },
		func(q *eligibility.Question) { q.Opportunity.ContractValue = mci.Money{} },
		func(q *eligibility.Question) { q.Opportunity.ContractValue = small },
		func(q *eligibility.Question) { q.Opportunity.ContractValue = foreign },
		func(q *eligibility.Question) { q.Opportunity.Status = "" },
		func(q *eligibility.Question) { q.Opportunity.Status = "won" },
		func(q *eligibility.Question) { q.Opportunity.Stage = "Empower and achieve" },
	}
}

package main

import (
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A request is the JSON form of a nomination. If a fact is left out, it is
// unknown.
type request struct {
	Name            string           `json:"name"`
	Engagement      mci.EngagementID `json:"engagement"`
	Way             eligibility.Way  `json:"way"`
	User            requestUser      `json:"user"`
	Location        requestLocation  `json:"location"`
	PartnerEligible mci.Fact         `json:"partnerEligible"`
	Qualifications  []string         `json:"qualifications"`
	Customer        requestCustomer  `json:"customer"`
	CustomerContact mci.Contact      `json:"customerContact"`
	PartnerContact  mci.Contact      `json:"partnerContact"`
	Hours           mci.Hours        `json:"hours"`
	Opportunity     mci.Opportunity  `json:"opportunity"`
	Waivers         []requestWaiver  `json:"waivers"`
}

type requestUser struct {
	ID   mci.UserID `json:"id"`
	Name string     `json:"name"`
	Role mci.Role   `json:"role"` // at the location
}

type requestLocation struct {
	ID           mci.LocationID `json:"id"`
	Name         string         `json:"name"`
	Country      mci.Country    `json:"country"`
	Enrollment   mci.Enrollment `json:"enrollment"`
	PayeeProfile mci.Fact       `json:"payeeProfile"`
	Eligible     mci.Fact       `json:"eligible"` // for the engagement
}

type requestCustomer struct {
	ID mci.CustomerID `json:"id"`
	// Tenant is the tenant of a domain name.
	Tenant          mci.CustomerID `json:"tenant"`
	Country         mci.Country    `json:"country"`
	MeetsCriteria   mci.Fact       `json:"meetsCriteria"`
	ConsentedBefore mci.Fact       `json:"consentedBefore"`
	// Claims is the number of open or approved claims of all partners.
	Claims         *int                           `json:"claims"`
	OpenClaims     *int                           `json:"openClaims"`
	Nominated      mci.Fact                       `json:"nominated"`
	Segment        mci.Segment                    `json:"segment"`
	Quantities     mci.Quantities                 `json:"quantities"`
	Requirements   map[mci.RequirementID]mci.Fact `json:"requirements"`
	MailMatches    mci.Fact                       `json:"mailMatches"`
	MismatchReason string                         `json:"mismatchReason"`
}

type requestWaiver struct {
	Rule     mci.RuleID `json:"rule"`
	Reason   string     `json:"reason"`
	Approver mci.UserID `json:"approver"`
	Until    mci.Date   `json:"until"`
}

// question returns the nomination at an instant as a question to the rules.
func (r *request) question(catalog *catalog.Catalog, at time.Time) (eligibility.Question, error) {
	engagement, ok := catalog.Find(r.Engagement, mci.DateOf(at))
	if !ok {
		return eligibility.Question{}, mci.Invalid("engagement", string(r.Engagement), "an engagement of the catalog on that day"+suggestion(r.Engagement, catalog))
	}
	q := r.about(engagement, at)
	for _, w := range r.Waivers {
		q.Waivers = append(q.Waivers, eligibility.Waiver(w))
	}
	return q, nil
}

// suggestion names the engagement in the catalog that was probably meant by a
// misspelled ID.
func suggestion(typed mci.EngagementID, card *catalog.Catalog) string {
	var known []string
	for _, e := range listEngagements(card) {
		known = append(known, string(e.Engagement))
	}
	if word := vocabulary.Nearest(string(typed), known); word != "" {
		return ", such as " + word
	}
	return ""
}

// about returns the question for an engagement, without waivers.
func (r *request) about(engagement *catalog.Engagement, at time.Time) eligibility.Question {
	return eligibility.Question{
		Engagement: engagement, Way: r.Way, At: at,
		User:            mci.User{ID: r.User.ID, Name: r.User.Name, Grants: []mci.Grant{{Role: r.User.Role, Location: r.Location.ID}}},
		Location:        mci.Location{ID: r.Location.ID, Name: r.Location.Name, Country: r.Location.Country, Enrollment: r.Location.Enrollment, PayeeProfile: r.Location.PayeeProfile},
		PartnerEligible: r.PartnerEligible, LocationEligible: r.Location.Eligible, Qualifications: r.Qualifications,
		Customer: r.Customer.customer(), Hours: r.Hours, Opportunity: r.Opportunity,
	}
}

func (c *requestCustomer) customer() eligibility.Customer {
	return eligibility.Customer{
		ID: c.ID, Country: c.Country, Resolution: eligibility.Resolution{Tenant: c.Tenant},
		MeetsCriteria: c.MeetsCriteria, ConsentedBefore: c.ConsentedBefore,
		Claims: countOf(c.Claims), OpenClaims: countOf(c.OpenClaims), Nominated: c.Nominated,
		Segment: c.Segment, Quantities: c.Quantities, Requirements: c.Requirements,
		MailMatches: c.MailMatches, MismatchReason: c.MismatchReason,
	}
}

func countOf(number *int) eligibility.Count {
	if number == nil {
		return eligibility.Count{}
	}
	return eligibility.CountOf(*number)
}

func (r *request) details() eligibility.Details {
	return eligibility.Details{ClaimName: r.Name, CustomerContact: r.CustomerContact, PartnerContact: r.PartnerContact}
}

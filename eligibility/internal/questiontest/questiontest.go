// Package questiontest makes questions for the tests of the packages above
// package eligibility. A test calls [Workshop], [Known] or [Opportunity] for a
// question that passes every rule. If a test passes a malformed value, the
// functions panic.
package questiontest

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// PublicCatalog and RulesCatalog read their catalogs once. The catalogs are
// immutable.
var (
	PublicCatalog = sync.OnceValues(catalog.Public)
	RulesCatalog  = sync.OnceValues(func() (*catalog.Catalog, error) {
		data, err := os.ReadFile(filepath.Join("..", "testdata", "rules.catalog.json"))
		if err != nil {
			return nil, err
		}
		return catalog.Read(data, catalog.ReadOptions{})
	})
)

// PublicIn reads the public catalog with its days counted in a zone.
func PublicIn(zone string) *catalog.Catalog {
	public, err := PublicCatalog()
	if err != nil {
		panic(err)
	}
	text := bytes.ReplaceAll(JSON(public), []byte(`"UTC"`), []byte(`"`+zone+`"`))
	card, err := catalog.Read(text, catalog.ReadOptions{Zone: time.LoadLocation})
	if err != nil {
		panic(err)
	}
	return card
}

// Engagement finds an engagement in the public catalog or in the test catalog.
func Engagement(id mci.EngagementID) *catalog.Engagement {
	for _, read := range []func() (*catalog.Catalog, error){PublicCatalog, RulesCatalog} {
		card, err := read()
		if err != nil {
			panic(err)
		}
		if found, ok := card.Find(id, mci.Date{}); ok {
			return found
		}
	}
	panic("no engagement " + id)
}

// ID returns a well-formed ID.
func ID(kind mci.IDType, value string) mci.CustomerID {
	id, err := mci.ParseCustomerID(kind, value)
	if err != nil {
		panic(err)
	}
	return id
}

// Money returns an amount.
func Money(amount string, currency mci.Currency) mci.Money {
	m, err := mci.ParseMoney(amount, currency)
	if err != nil {
		panic(err)
	}
	return m
}

// Hours returns hours.
func Hours(text string) mci.Hours {
	h, err := mci.ParseHours(text)
	if err != nil {
		panic(err)
	}
	return h
}

// At returns noon of a day.
func At(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 12, 0, 0, 0, time.UTC)
}

// Contoso has one ID of each type. Another tenant belongs to Fabrikam.
var (
	ContosoDomain   = ID(mci.DomainName, "contoso.com")
	ContosoTenant   = ID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	ContosoTPID     = ID(mci.TopParentID, "659410")
	ContosoAzure    = ID(mci.AzureSubscriptionID, "7b1d2c3e-4f50-4617-8283-94a5b6c7d8e9")
	ContosoDeal     = ID(mci.OpportunityID, "7-3CVDESBISU")
	FabrikamTenant  = ID(mci.TenantID, "9c8b7a69-5847-4635-8241-302f1e0d9c8b")
	ContosoIDOfKind = map[mci.IDType]mci.CustomerID{
		mci.DomainName: ContosoDomain, mci.TenantID: ContosoTenant, mci.TopParentID: ContosoTPID,
		mci.AzureSubscriptionID: ContosoAzure, mci.OpportunityID: ContosoDeal,
	}
)

// Workshop returns a question about a public workshop, by tenant ID. Every rule
// passes.
func Workshop() eligibility.Question {
	return eligibility.Question{
		Engagement:      Engagement("fy23-endpoint-management"),
		Way:             eligibility.Add,
		At:              At(2023, time.March, 1),
		User:            mci.User{ID: "u-1", Name: "Maria", Grants: []mci.Grant{{Role: mci.IncentivesUser, Location: "L-1"}}},
		Location:        mci.Location{ID: "L-1", Name: "Bern", Country: "CH", Enrollment: mci.Enrolled, PayeeProfile: mci.Yes},
		PartnerEligible: mci.Yes, LocationEligible: mci.Yes,
		Customer: eligibility.Customer{
			ID: ContosoTenant, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No,
			Claims: eligibility.CountOf(0), MailMatches: mci.Yes,
		},
	}
}

// WorkshopByDomain asks about the same customer by domain name.
func WorkshopByDomain() eligibility.Question {
	q := Workshop()
	q.Customer.ID, q.Customer.Resolution, q.Customer.MailMatches = ContosoDomain, eligibility.Resolution{Tenant: ContosoTenant}, mci.NotSupplied
	return q
}

// Opportunity returns a question about the illustrative engagement with
// variable pay. Every rule passes.
func Opportunity() eligibility.Question {
	q := Workshop()
	q.Engagement, q.At = Engagement("illustrative-variable-pay"), At(2025, time.October, 1)
	q.Customer.ID, q.Customer.MailMatches = ContosoDeal, mci.NotSupplied
	q.Hours = Hours("60")
	q.Opportunity = mci.Opportunity{ContractValue: Money("120000", mci.USD), Status: "open", Stage: "Develop"}
	return q
}

// Known asks about the workshop's customer as one that consented to an earlier
// claim and is now claimed.
func Known() eligibility.Question {
	q := Workshop()
	q.Way, q.Customer.ConsentedBefore = eligibility.Claim, mci.Yes
	return q
}

// Demanding asks about the workshop's customer with every fact that the made-up
// engagements require.
func Demanding(id mci.EngagementID) func() eligibility.Question {
	return func() eligibility.Question {
		q := Workshop()
		q.Engagement = Engagement(id)
		q.Qualifications = []string{"specialization B", "agreement"}
		q.Customer.Segment, q.Customer.OpenClaims, q.Customer.Nominated = "commercial", eligibility.CountOf(0), mci.No
		q.Customer.Quantities = mci.Quantities{"seats": Quantity("1200"), "users": Quantity("800")}
		q.Customer.Requirements = map[mci.RequirementID]mci.Fact{"bona-fide": mci.Yes}
		return q
	}
}

// Quantity returns a quantity.
func Quantity(text string) mci.Quantity {
	q, err := mci.ParseQuantity(text)
	if err != nil {
		panic(err)
	}
	return q
}

// The public engagements with fixed and with variable pay that most tests use.
const (
	Endpoint mci.EngagementID = "fy23-endpoint-management"
	Variable mci.EngagementID = "illustrative-variable-pay"
)

// Site returns an enrolled location with a payee profile, which is eligible for
// the endpoint workshop as given.
func Site(id mci.LocationID, eligible mci.Fact) eligibility.Site {
	return eligibility.Site{
		Location: mci.Location{ID: id, Country: "CH", Enrollment: mci.Enrolled, PayeeProfile: mci.Yes},
		Eligible: map[mci.EngagementID]mci.Fact{Endpoint: eligible},
	}
}

// UserWith returns a user with one grant.
func UserWith(role mci.Role, location mci.LocationID) mci.User {
	return mci.User{ID: "u-1", Grants: []mci.Grant{{Role: role, Location: location}}}
}

// Details returns well-formed details.
func Details() eligibility.Details {
	return eligibility.Details{
		ClaimName:       "Contoso, endpoint management",
		CustomerContact: mci.Contact{Name: "Alex", Email: "alex@contoso.com"},
		PartnerContact:  mci.Contact{Name: "Maria", Email: "maria@partner.example"},
	}
}

// JSON returns a value as JSON.
func JSON(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return data
}

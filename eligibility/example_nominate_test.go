package eligibility_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// Contoso is nominated by its domain name. The rules check the tenant to which
// the domain resolves.
func ExampleNominate() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC)
	workshop, _ := card.Find("fy23-endpoint-management", mci.DateOf(at))
	domain, err := mci.ParseCustomerID(mci.DomainName, "contoso.com")
	if err != nil {
		log.Fatal(err)
	}
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		log.Fatal(err)
	}

	tenants := eligibility.TenantMap{domain: tenant} // a real host has its own resolver
	resolution, err := eligibility.Resolve(context.Background(), tenants, domain)
	if err != nil {
		log.Fatal(err)
	}
	nomination, decision, err := eligibility.Nominate(eligibility.Question{
		Engagement:      workshop,
		Way:             eligibility.Add,
		At:              at,
		User:            mci.User{ID: "maria", Grants: []mci.Grant{{Role: mci.IncentivesUser, Location: "4711"}}},
		Location:        mci.Location{ID: "4711", Country: "CH", Enrollment: mci.Enrolled},
		PartnerEligible: mci.Yes,
		Customer: eligibility.Customer{
			ID: domain, Resolution: resolution, Country: "CH",
			MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, Claims: eligibility.CountOf(0),
		},
	}, eligibility.Details{
		ClaimName:       "Contoso, endpoint management",
		CustomerContact: mci.Contact{Name: "Alex", Email: "alex@contoso.com"},
		PartnerContact:  mci.Contact{Name: "Maria", Email: "maria@partner.example"},
	})
	if err != nil {
		log.Fatal(err) // malformed details
	}

	fmt.Println("decision:", decision.Outcome())
	fmt.Println("nominated by", nomination.Question().Customer.ID)
	fmt.Println("checked", nomination.Question().Customer.Checked())
	fmt.Println("proposed payout:", nomination.ProposedPayout().Summary())
	// Output:
	// decision: pass
	// nominated by domain name cont…
	// checked tenant ID …5f60
	// proposed payout: USD 5,000.00
}

// The rules compare a tenant ID with the mail domain of the customer's contact.
// If they do not belong together, the partner must give a reason.
func ExampleNominate_mismatchReason() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC)
	workshop, _ := card.Find("fy23-endpoint-management", mci.DateOf(at))
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		log.Fatal(err)
	}
	details := eligibility.Details{
		ClaimName:       "Contoso, endpoint management",
		CustomerContact: mci.Contact{Name: "Robin", Email: "robin@fabrikam.com"},
		PartnerContact:  mci.Contact{Name: "Maria", Email: "maria@partner.example"},
	}

	tenants := eligibility.TenantMap{} // it does not know fabrikam.com
	matches, err := eligibility.MailMatches(context.Background(), tenants, tenant, details.CustomerContact)
	if err != nil {
		log.Fatal(err)
	}
	question := eligibility.Question{
		Engagement:      workshop,
		Way:             eligibility.Add,
		At:              at,
		User:            mci.User{ID: "maria", Grants: []mci.Grant{{Role: mci.IncentivesUser, Location: "4711"}}},
		Location:        mci.Location{ID: "4711", Country: "CH", Enrollment: mci.Enrolled},
		PartnerEligible: mci.Yes,
		Customer: eligibility.Customer{
			ID: tenant, Country: "CH", MailMatches: matches,
			MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, Claims: eligibility.CountOf(0),
		},
	}
	for _, why := range []string{"", "Robin runs the project for Contoso"} {
		question.Customer.MismatchReason = why
		nomination, decision, err := eligibility.Nominate(question, details)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("nominated: %t\n", nomination != nil)
		for _, reason := range decision.Reasons() {
			fmt.Println("  wanted", reason.Want)
		}
	}
	// Output:
	// nominated: false
	//   wanted a contact whose mail domain belongs to the tenant, or a reason why not
	// nominated: true
}

// For variable pay, the partner nominates a customer by an opportunity of
// Microsoft's seller system and states the hours that the work needs. The
// engagement and its figures are made up.
func ExampleNomination_ProposedPayout() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2025, time.October, 1, 9, 0, 0, 0, time.UTC)
	engagement, _ := card.Find("illustrative-variable-pay", mci.DateOf(at))
	deal, err := mci.ParseCustomerID(mci.OpportunityID, "7-3CVDESBISU")
	if err != nil {
		log.Fatal(err)
	}
	value, err := mci.ParseMoney("120000", mci.USD)
	if err != nil {
		log.Fatal(err)
	}
	hours, err := mci.ParseHours("60")
	if err != nil {
		log.Fatal(err)
	}

	nomination, _, err := eligibility.Nominate(eligibility.Question{
		Engagement:      engagement,
		Way:             eligibility.Add,
		At:              at,
		User:            mci.User{ID: "maria", Grants: []mci.Grant{{Role: mci.IncentivesUser, Location: "4711"}}},
		Location:        mci.Location{ID: "4711", Country: "CH", Enrollment: mci.Enrolled},
		PartnerEligible: mci.Yes,
		Customer: eligibility.Customer{
			ID: deal, Country: "CH",
			MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, Claims: eligibility.CountOf(0),
		},
		Hours:       hours, // frozen by the nomination
		Opportunity: mci.Opportunity{ContractValue: value, Status: "open"},
	}, eligibility.Details{
		ClaimName:       "Contoso, first half of 2026",
		CustomerContact: mci.Contact{Name: "Alex", Email: "alex@contoso.com"},
		PartnerContact:  mci.Contact{Name: "Maria", Email: "maria@partner.example"},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range nomination.ProposedPayout().Worksheet().Steps {
		fmt.Printf("%s: %s = %s\n", step.Name, step.Detail, step.Value)
	}
	fmt.Println(nomination.ProposedPayout().Summary())
	// Output:
	// market: customer's country CH on list M2022 = A
	// share of value: 10% of USD 120,000.00 = USD 12,000.00
	// hours: 60 hours at USD 150.00 in market A = USD 9,000.00
	// cap: the most that is paid = USD 20,000.00
	// rounding: half away from zero, once, to the minor unit = USD 9,000.00
	// USD 9,000.00
}

package eligibility_test

import (
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A partner wants to add Contoso for a workshop. The portal shows that the
// tenant meets the criteria and that it already has one claim for the workshop.
// The tenant behind the contact's mail domain has not been looked up yet.
func ExampleDecide() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC)
	workshop, ok := card.Find("fy23-endpoint-management", mci.DateOf(at))
	if !ok {
		log.Fatal("no such engagement")
	}
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		log.Fatal(err)
	}

	decision, err := eligibility.Decide(&eligibility.Question{
		Engagement:      workshop,
		Way:             eligibility.Add,
		At:              at,
		User:            mci.User{ID: "maria", Grants: []mci.Grant{{Role: mci.IncentivesUser, Location: "4711"}}},
		Location:        mci.Location{ID: "4711", Country: "CH", Enrollment: mci.Enrolled},
		PartnerEligible: mci.Yes,
		Customer: eligibility.Customer{
			ID: tenant, Country: "CH",
			MeetsCriteria:   mci.Yes,
			ConsentedBefore: mci.No,
			Claims:          eligibility.CountOf(1),
		},
	})
	if err != nil {
		log.Fatal(err) // a field is malformed; an ineligible customer is not an error
	}

	fmt.Println(workshop.Title(), "for", tenant)
	fmt.Println("decision:", decision.Outcome())
	for _, reason := range decision.Reasons() {
		fmt.Printf("%s: %s\n", reason.Rule, reason.Outcome)
		fmt.Println("  wanted", reason.Want)
		fmt.Println("  found ", reason.Found)
	}
	// Output:
	// Endpoint Management for tenant ID …5f60
	// decision: fail
	// customer.claim-limit: fail
	//   wanted fewer than 1 open or approved claims
	//   found  1
	// customer.tenant-mismatch: unknown
	//   wanted a contact whose mail domain belongs to the tenant, or a reason why not
	//   found  mail domain in the tenant: unknown, reason: none
}

// The pay kind of an engagement decides which types of ID it accepts. For
// example, an opportunity of the seller system cannot nominate a customer for a
// workshop that pays a fixed amount.
func ExampleDecide_wrongID() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC)
	workshop, _ := card.Find("fy23-microsoft-viva", mci.DateOf(at))
	deal, err := mci.ParseCustomerID(mci.OpportunityID, "7-3CVDESBISU")
	if err != nil {
		log.Fatal(err)
	}

	question := eligibility.Question{Engagement: workshop, At: at, Customer: eligibility.Customer{ID: deal}}
	decision, err := eligibility.Decide(&question)
	if err != nil {
		log.Fatal(err)
	}
	for _, finding := range decision.Findings() {
		if finding.Rule == "customer.id-type" {
			fmt.Println(finding.Outcome)
			fmt.Println("wanted", finding.Want)
			fmt.Println("found ", finding.Found)
			fmt.Println("see   ", finding.Source)
		}
	}
	// Output:
	// fail
	// wanted fixed pay by domain name, tenant ID, TPID
	// found  MSX opportunity ID
	// see    Microsoft Learn, Customers page for MCI engagements, 2023-10-01 (Microsoft public)
}

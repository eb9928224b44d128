package customers_test

import (
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The example shows the Customers page of one workshop, computed from the
// host's facts. Trey has reached the limit by the partner's own open claim, so
// it stays on the Eligible tab. Tailwind is new and its only claim was
// declined, so only the claim is left on the page.
func ExamplePage() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	workshop, _ := card.Find("fy23-endpoint-management", mci.Date{})
	facts := []struct {
		name, domain    string
		consentedBefore mci.Fact
		meetsCriteria   mci.Fact
		claims          eligibility.Count
		open            []customers.OpenClaim
		closed          []customers.ClosedClaim
	}{
		{"Contoso", "contoso.com", mci.Yes, mci.Yes, eligibility.CountOf(0), nil, nil},
		{"Fabrikam", "fabrikam.com", mci.Yes, mci.No, eligibility.CountOf(0), nil, nil},
		{"Northwind", "northwind.com", mci.Yes, mci.No, eligibility.CountOf(1), nil, []customers.ClosedClaim{{ID: "C-7", Status: "Approved"}}},
		{"Trey", "trey.com", mci.Yes, mci.Yes, eligibility.CountOf(1), []customers.OpenClaim{{
			ID: "C-8", Status: "Customer consent received", Deadline: mci.DateOf(time.Date(2023, time.May, 2, 0, 0, 0, 0, time.UTC)),
			Actions: []customers.CustomerAction{customers.SubmitClaim},
		}}, nil},
		{"Adatum", "adatum.com", mci.Yes, mci.Yes, eligibility.Count{}, nil, nil},
		{"Tailwind", "tailwind.com", mci.No, mci.Yes, eligibility.CountOf(0), nil, []customers.ClosedClaim{{ID: "C-9", Status: "Customer consent declined"}}},
	}
	var entries []customers.Entry
	for i, c := range facts {
		domain, err := mci.ParseCustomerID(mci.DomainName, c.domain)
		if err != nil {
			log.Fatal(err)
		}
		tenant, err := mci.ParseCustomerID(mci.TenantID, fmt.Sprintf("2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f6%d", i))
		if err != nil {
			log.Fatal(err)
		}
		entries = append(entries, customers.Entry{
			Name: c.name,
			Question: eligibility.Question{
				Engagement: workshop,
				At:         time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC),
				Customer: eligibility.Customer{
					ID: domain, Resolution: eligibility.Resolution{Tenant: tenant}, Country: "CH",
					ConsentedBefore: c.consentedBefore, MeetsCriteria: c.meetsCriteria, Claims: c.claims,
				},
			},
			Open:   c.open,
			Closed: c.closed,
		})
	}

	var count customers.PageCount
	for line := range count.Counting(customers.Page(slices.Values(entries))) {
		fmt.Printf("%-10s %s", line.Tab, line.Name)
		if line.Tab == customers.Complete {
			fmt.Printf(", %s: %s", line.Claim.ID, line.Claim.Status)
		}
		for _, reason := range line.Reasons {
			fmt.Printf("\n           - %s", reason)
		}
		for _, claim := range line.Open {
			fmt.Printf(", %s: %s until %s", claim.ID, claim.Status, claim.Deadline)
		}
		for _, action := range line.Actions {
			fmt.Printf(" [%s]", action)
		}
		fmt.Println()
	}
	fmt.Println(count.Tab(customers.Ineligible), "of", count.Lines(), "lines are ineligible,", count.Reason(eligibility.LimitReached), "by a limit")
	// Output:
	// Eligible   Contoso [Claim customer]
	// Ineligible Fabrikam
	//            - does not meet the eligibility criteria of the engagement
	// Ineligible Northwind
	//            - does not meet the eligibility criteria of the engagement
	//            - has met the allowed limit on active or allowed claims
	// Complete   Northwind, C-7: Approved
	// Eligible   Trey, C-8: Customer consent received until 2023-05-02 [Submit claim]
	// Undecided  Adatum
	// Complete   Tailwind, C-9: Customer consent declined
	// 2 of 7 lines are ineligible, 1 by a limit
}

// If customers are nominated by MSX opportunity ID alone, the portal does not
// say why a customer is ineligible, and neither does the page. Decide gives the
// reasons.
func ExamplePage_opportunity() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	engagement, _ := card.Find("illustrative-variable-pay", mci.Date{})
	deal, err := mci.ParseCustomerID(mci.OpportunityID, "7-3CVDESBISU")
	if err != nil {
		log.Fatal(err)
	}
	entry := customers.Entry{
		Name: "Contoso",
		Question: eligibility.Question{
			Engagement:  engagement,
			At:          time.Date(2025, time.October, 1, 9, 0, 0, 0, time.UTC),
			Customer:    eligibility.Customer{ID: deal, Country: "CH", MeetsCriteria: mci.No, ConsentedBefore: mci.Yes},
			Opportunity: mci.Opportunity{Status: "open"},
		},
	}
	for line := range customers.Page(slices.Values([]customers.Entry{entry})) {
		fmt.Println(line.Name, line.Tab, len(line.Reasons), "reasons", len(line.Findings), "findings")
	}
	// Output:
	// Contoso Ineligible 0 reasons 0 findings
}

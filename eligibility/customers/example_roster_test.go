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

// A roster places two customers on the pages of three engagements at once.
// Decide then explains why Fabrikam is not eligible for one of them.
func ExampleRoster() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	var engagements []*catalog.Engagement
	for _, id := range []mci.EngagementID{"fy23-endpoint-management", "fy23-executive-order-14028", "fy23-nextgen-windows"} {
		engagement, _ := card.Find(id, mci.Date{})
		engagements = append(engagements, engagement)
	}
	location := mci.Location{ID: "L-1", Country: "CH", Enrollment: mci.Enrolled}
	roster, err := customers.NewRoster(engagements, time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC), location)
	if err != nil {
		log.Fatal(err)
	}
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		log.Fatal(err)
	}
	known := eligibility.Customer{ID: tenant, Country: "CH", ConsentedBefore: mci.Yes}
	entries := []*customers.RosterEntry{
		{Name: "Contoso", Customer: known, MeetsCriteria: customers.FactSetOf(0b111, 0), Claims: eligibility.CountOf(0)},
		{
			Name: "Fabrikam", Customer: known, MeetsCriteria: customers.FactSetOf(0b001, 0b100), Claims: eligibility.CountOf(0),
			Holdings: []customers.Holding{{Place: 0, Claims: eligibility.CountOf(1)}},
		},
	}

	var count customers.RosterCount
	for entry, placement := range count.Counting(roster.Stream(slices.Values(entries))) {
		for place, engagement := range roster.Engagements() {
			tab, _ := placement.Tab(place)
			fmt.Println(entry.Name, engagement.Ref().Engagement, tab, placement.Reasons(place))
		}
	}
	question := roster.Question(entries[1], 0)
	decision, err := eligibility.Decide(&question)
	if err != nil {
		log.Fatal(err)
	}
	for _, finding := range decision.Findings() {
		if finding.Rule == "customer.claim-limit" {
			fmt.Println(finding.Outcome, finding.Want, "found", finding.Found)
		}
	}
	for place, engagement := range roster.Engagements() {
		page := count.Page(place)
		fmt.Println(page.Tab(customers.Eligible), "of", page.Lines(), "eligible for", engagement.Ref().Engagement)
	}
	// Output:
	// Contoso fy23-endpoint-management Eligible []
	// Contoso fy23-executive-order-14028 Ineligible [does not meet the eligibility criteria of the engagement]
	// Contoso fy23-nextgen-windows Eligible []
	// Fabrikam fy23-endpoint-management Ineligible [has met the allowed limit on active or allowed claims]
	// Fabrikam fy23-executive-order-14028 Ineligible [does not meet the eligibility criteria of the engagement]
	// Fabrikam fy23-nextgen-windows Ineligible [does not meet the eligibility criteria of the engagement]
	// fail fewer than 1 open or approved claims found 1
	// 1 of 2 eligible for fy23-endpoint-management
	// 0 of 2 eligible for fy23-executive-order-14028
	// 1 of 2 eligible for fy23-nextgen-windows
}

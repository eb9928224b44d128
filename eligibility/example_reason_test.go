package eligibility_test

import (
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A customer is on the Ineligible tab for one of two current reasons. The
// finding of each gives the details.
func ExampleReason() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	workshop, _ := card.Find("fy23-endpoint-management", mci.Date{})
	tpid, err := mci.ParseCustomerID(mci.TopParentID, "659410")
	if err != nil {
		log.Fatal(err)
	}
	contoso := eligibility.Customer{
		ID: tpid, Country: "CH", ConsentedBefore: mci.Yes, MeetsCriteria: mci.Yes, Claims: eligibility.CountOf(0),
	}
	short, claimed := contoso, contoso
	short.MeetsCriteria, claimed.Claims = mci.No, eligibility.CountOf(1)

	var entries []eligibility.Entry
	for _, customer := range []eligibility.Customer{contoso, short, claimed} {
		entries = append(entries, eligibility.Entry{Question: eligibility.Question{
			Engagement: workshop, At: time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC), Customer: customer,
		}})
	}
	for line := range eligibility.Page(slices.Values(entries)) {
		fmt.Println(line.Tab, line.Reasons)
		for _, finding := range line.Findings {
			fmt.Printf("  %s: wanted %s, found %s\n", finding.Rule, finding.Want, finding.Found)
		}
	}
	// Output:
	// Eligible []
	// Ineligible [does not meet the eligibility criteria of the engagement]
	//   customer.criteria: wanted the customer's ID meets the criteria of the engagement, as the portal shows, found no for this TPID
	// Ineligible [has met the allowed limit on active or allowed claims]
	//   customer.claim-limit: wanted fewer than 1 open or approved claims, found 1
}

// The portal used to name two other reasons, which are part of the limit today.
// If a host stored them, Current maps them to the current reason.
func ExampleReason_Current() {
	for _, kept := range []string{
		"has given consent to another partner for this engagement",
		"has already taken part in the engagement with another partner",
	} {
		var reason eligibility.Reason
		if err := reason.UnmarshalText([]byte(kept)); err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s\n  now: %s\n", reason, reason.Current())
	}
	// Output:
	// has given consent to another partner for this engagement
	//   now: has met the allowed limit on active or allowed claims
	// has already taken part in the engagement with another partner
	//   now: has met the allowed limit on active or allowed claims
}

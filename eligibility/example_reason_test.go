package eligibility_test

import (
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The portal gives one of two reasons why a customer is ineligible. The finding
// of each rule about the customer gives the details. The user and the location
// are not known here, and do not count.
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

	for _, customer := range []eligibility.Customer{contoso, short, claimed} {
		decision, err := eligibility.Decide(&eligibility.Question{
			Engagement: workshop, At: time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC), Customer: customer,
		})
		if err != nil {
			log.Fatal(err)
		}
		about := decision.AboutCustomer()
		fmt.Println(about.Outcome())
		for _, finding := range about.Reasons() {
			fmt.Printf("  %s\n  %s: wanted %s, found %s\n", eligibility.ReasonOf(finding.Rule), finding.Rule, finding.Want, finding.Found)
		}
	}
	// Output:
	// pass
	// fail
	//   does not meet the eligibility criteria of the engagement
	//   customer.criteria: wanted the customer's ID meets the criteria of the engagement, as the portal shows, found no for this TPID
	// fail
	//   has met the allowed limit on active or allowed claims
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

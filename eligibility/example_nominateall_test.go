package eligibility_test

import (
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// Contoso is added for two workshops at once. An engagement with variable pay
// must be nominated alone.
func ExampleNominateAll() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC)
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		log.Fatal(err)
	}
	var questions []eligibility.Question
	for _, id := range []mci.EngagementID{"fy23-endpoint-management", "fy23-microsoft-viva"} {
		engagement, _ := card.Find(id, mci.DateOf(at))
		questions = append(questions, eligibility.Question{
			Engagement: engagement, Way: eligibility.Add, At: at,
			User:            mci.User{ID: "maria", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
			Location:        mci.Location{ID: "4711", Country: "CH", Enrollment: mci.Enrolled},
			PartnerEligible: mci.Yes,
			Customer: eligibility.Customer{
				ID: tenant, Country: "CH", MailMatches: mci.Yes,
				MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, Claims: eligibility.CountOf(0),
			},
		})
	}
	details := eligibility.Details{
		ClaimName:       "Contoso, spring of 2023",
		CustomerContact: mci.Contact{Name: "Alex", Email: "alex@contoso.com"},
		PartnerContact:  mci.Contact{Name: "Maria", Email: "maria@partner.example"},
	}

	nominations, _, err := eligibility.NominateAll(questions, details)
	if err != nil {
		log.Fatal(err)
	}
	for _, nomination := range nominations {
		fmt.Println(nomination.Question().Engagement.Title(), nomination.ProposedPayout().Summary())
	}

	variable, _ := card.Find("illustrative-variable-pay", mci.DateOf(at))
	questions[1].Engagement = variable
	_, _, err = eligibility.NominateAll(questions, details)
	fmt.Println(err)
	// Output:
	// Endpoint Management USD 5,000.00
	// Microsoft Viva USD 5,000.00
	// questions[1].engagement: found one that cannot be nominated together with questions[0] (nomination.variable-alone), want no other engagement beside one whose pay is variable
}

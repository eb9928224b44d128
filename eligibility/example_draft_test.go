package eligibility_test

import (
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A wizard has two pages. The choices of the first page are stored as a draft.
// On the second page the decision uses the host's current facts. In this
// example, another partner's claim was approved in the meantime.
func ExampleResume() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC)
	workshop, _ := card.Find("fy23-microsoft-viva", mci.DateOf(at))
	tpid, err := mci.ParseCustomerID(mci.TopParentID, "659410")
	if err != nil {
		log.Fatal(err)
	}
	kept, err := json.Marshal(eligibility.Draft{
		Engagement: workshop.Ref(), Way: eligibility.Add, ID: tpid, Location: "4711",
		Details: eligibility.Details{
			ClaimName:       "Contoso Viva",
			CustomerContact: mci.Contact{Name: "Noa", Email: "noa@contoso.com"},
			PartnerContact:  mci.Contact{Name: "Mia", Email: "mia@fabrikam.com"},
		},
	})
	if err != nil {
		log.Fatal(err)
	}

	draft, err := eligibility.ReadDraft(kept)
	if err != nil {
		log.Fatal(err)
	}
	for _, claims := range []int{0, 1} {
		nomination, decision, err := eligibility.Resume(draft, card, eligibility.Facts{
			User:            mci.User{ID: "mia", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
			Location:        mci.Location{ID: "4711", Country: "CH", Enrollment: mci.Enrolled},
			PartnerEligible: mci.Yes,
			Customer: eligibility.Customer{
				ID: tpid, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, Claims: eligibility.CountOf(claims),
			},
		}, at)
		if err != nil {
			log.Fatal(err) // malformed
		}
		fmt.Println(nomination != nil, decision.Outcome())
		for _, reason := range decision.Reasons() {
			fmt.Println("  wanted", reason.Want+", found", reason.Found)
		}
	}
	// Output:
	// true pass
	// false fail
	//   wanted fewer than 1 open or approved claims, found 1
}

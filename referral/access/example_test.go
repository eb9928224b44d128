package access_test

import (
	"fmt"
	"log"

	"github.com/mci-go/incentives/referral/access"
	"github.com/mci-go/incentives/referral/resource"
)

// Alex is not in the team of the deal, so Alex does not see who changed it.
func ExampleActivities() {
	earlier, err := resource.Decode([]byte(`{"id": "R-1", "salesStage": "20", "team": [{"email": "maria@partner.example"}]}`))
	if err != nil {
		log.Fatal(err)
	}
	later := earlier.Clone()
	later.SalesStage = "40"
	for _, email := range []string{"maria@partner.example", "alex@partner.example"} {
		user := access.User{Role: access.ReferralsUser, Email: email}
		activities, verdict := access.Activities(user, "4711", &earlier, &later, "Maria")
		fmt.Println(len(activities), verdict.Outcome, verdict.Findings[2].Found)
	}
	// Output:
	// 1 pass a member
	// 0 fail no member
}

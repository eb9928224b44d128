package claims_test

import (
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// Open makes a claim from a nomination. Save the claim and its first entry
// together, and check the claim limit in the same transaction.
func ExampleOpen() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2022, 11, 10, 9, 0, 0, 0, time.UTC)
	workshop, _ := card.Find("fy23-microsoft-viva", mci.DateOf(at))
	tenant, _ := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	pat := mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}}
	zurich := mci.Location{ID: "Zurich", Country: "CH", Enrollment: mci.Enrolled}

	nomination, decision, err := eligibility.Nominate(eligibility.Question{
		Engagement: workshop, Way: eligibility.Add, At: at,
		User: pat, Location: zurich, PartnerEligible: mci.Yes,
		Customer: eligibility.Customer{
			ID: tenant, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No,
			Claims: eligibility.CountOf(0), MailMatches: mci.Yes,
		},
	}, eligibility.Details{
		ClaimName:       "Contoso: Viva workshop",
		CustomerContact: mci.Contact{Name: "Alex", Email: "alex@contoso.com"},
		PartnerContact:  mci.Contact{Name: "Pat", Email: "pat@fabrikam.com"},
	})
	if err != nil || nomination == nil {
		log.Fatal(err, decision.Reasons())
	}

	change, err := claims.Open(nomination, "claim-1", claims.Meta{
		Actor: claims.Partner, User: pat.ID, Role: pat.RoleAt(zurich.ID), At: at, Key: "request-4711",
	})
	if err != nil {
		log.Fatal(err)
	}
	claim, entry := change.Claim, change.Entries[0] // save them together
	fmt.Println(claim.State(), "in version", claim.Version())
	fmt.Println(entry.Event, "by", entry.User, "under", entry.Rule)
	fmt.Println("estimated", claim.Record().Amounts.Estimated.Money)
	limit, _ := change.Limit()
	fmt.Println("at most", limit.Most, "claim of this customer for", limit.Engagement)
	// Output:
	// Customer claimed in version 1
	// add customer by pat under claim.add
	// estimated USD 5,000.00
	// at most 1 claim of this customer for fy23-microsoft-viva
}

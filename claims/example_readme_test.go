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

func Example_readme() {
	at := time.Date(2022, 11, 8, 9, 0, 0, 0, time.UTC)
	card, _ := catalog.Public()
	viva, _ := card.Find("fy23-microsoft-viva", mci.DateOf(at))
	tenant, _ := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	contoso := eligibility.Customer{ID: tenant, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, MailMatches: mci.Yes, Claims: eligibility.CountOf(0)}
	nomination, decision, err := eligibility.Nominate(eligibility.Question{
		Engagement: viva, Way: eligibility.Add, At: at, PartnerEligible: mci.Yes, Customer: contoso,
		User:     mci.User{ID: "jonas", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location: mci.Location{ID: "Zurich", Country: "CH", Enrollment: mci.Enrolled},
	}, eligibility.Details{
		ClaimName: "Contoso Viva", CustomerContact: mci.Contact{Name: "Noa", Email: "noa@contoso.com"}, PartnerContact: mci.Contact{Name: "Jonas", Email: "jonas@fabrikam.com"},
	})
	if nomination == nil {
		log.Fatal(decision.Reasons(), err)
	}
	meta := claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: at}
	opened, err := claims.Open(nomination, "claim-1", meta)
	if err != nil {
		log.Fatal(err)
	}
	for _, d := range opened.Claim.Deadlines() {
		fmt.Println(d.Clock, "by", d.Window.LastDay, "says", d.Source)
	}
	_, err = claims.Apply(opened.Claim, claims.Submit{}, meta)
	fmt.Println(err)
	// Output:
	// consent by 2022-12-08 says Microsoft Learn, Submit a workshop claim, claim expiration timelines, 2023-10-01 (Microsoft public)
	// submit in status Customer claimed: the status does not permit it (claim.machine); permitted: send consent, cancel, update contact
}

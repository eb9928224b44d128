package desk_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func Example_readme() {
	at := time.Date(2022, 11, 8, 9, 0, 0, 0, time.UTC)
	card, err := catalog.Public()
	tenant, idErr := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	viva, found := card.Find("fy23-microsoft-viva", mci.DateOf(at))
	if err != nil || idErr != nil || !found {
		log.Fatal("no such engagement or customer: ", err, idErr)
	}
	nomination, decision, err := eligibility.Nominate(eligibility.Question{
		Engagement: viva, Way: eligibility.Add, At: at, PartnerEligible: mci.Yes, User: mci.User{ID: "jonas", Grants: []mci.Grant{{Role: mci.IncentivesUser}}}, Location: mci.Location{ID: "Zurich", Country: "CH", Enrollment: mci.Enrolled},
		Customer: eligibility.Customer{ID: tenant, Country: "CH", MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, MailMatches: mci.Yes, Claims: eligibility.CountOf(0)},
	}, eligibility.Details{ClaimName: "Contoso Viva", CustomerContact: mci.Contact{Name: "Noa", Email: "noa@contoso.com"}, PartnerContact: mci.Contact{Name: "Jonas", Email: "jonas@fabrikam.com"}})
	if err != nil || nomination == nil { // an error is about the input; nil says why not
		log.Fatal(err, decision.Reasons())
	}
	d, meta := desk.New(&store.Memory{}, card), claims.Meta{Actor: claims.Partner, Role: mci.IncentivesUser, At: at, Received: at} // your database implements store.Store
	opened, err := d.Open(context.Background(), nomination, "claim-1", meta)
	if err != nil {
		log.Fatal(desk.ClassOf(err).Advice(), ": ", err)
	}
	fmt.Println("consent by", opened.Claim.Deadlines()[0].Window.LastDay)
	_, err = d.Do(context.Background(), "claim-1", claims.Submit{}, meta)
	fmt.Println(desk.ClassOf(err), "-", err)
	// Output:
	// consent by 2022-12-08
	// refused - submit in status Customer claimed: the status does not permit it (claim.machine); permitted: send consent, cancel, update contact
}

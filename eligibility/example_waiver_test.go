package eligibility_test

import (
	"fmt"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The portal does not yet show that the customer meets the criteria. A user of
// the partner takes the responsibility and goes ahead.
func ExampleWaiver() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	at := time.Date(2022, time.November, 8, 9, 0, 0, 0, time.UTC)
	viva, _ := card.Find("fy23-microsoft-viva", mci.DateOf(at))
	tenant, _ := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	question := eligibility.Question{
		Engagement: viva, Way: eligibility.Add, At: at, PartnerEligible: mci.Yes,
		User:     mci.User{ID: "jonas", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location: mci.Location{ID: "Zurich", Country: "CH", Enrollment: mci.Enrolled},
		Customer: eligibility.Customer{
			ID: tenant, Country: "CH", MeetsCriteria: mci.No, ConsentedBefore: mci.No, MailMatches: mci.Yes, Claims: eligibility.CountOf(0),
		},
	}
	without, _ := eligibility.Decide(&question)
	fmt.Println("without:", without.Outcome())

	until, _ := mci.ParseDate("2022-11-30")
	question.Waivers = []eligibility.Waiver{{
		Rule: "customer.criteria", Reason: "Microsoft confirmed by mail, the portal follows", Approver: "mia", Until: until,
	}}
	decision, _ := eligibility.Decide(&question)
	fmt.Println("with:", decision.Outcome())
	for _, finding := range decision.Waived() {
		fmt.Println(finding.Rule, finding.Outcome, finding.Waived)
	}

	question.Customer.MeetsCriteria = mci.NotSupplied
	unknown, _ := eligibility.Decide(&question)
	fmt.Println("not known:", unknown.Outcome())
	// Output:
	// without: fail
	// with: pass
	// customer.criteria fail waived by mia until 2022-11-30: Microsoft confirmed by mail, the portal follows
	// not known: unknown
}

package eligibility_test

import (
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// The Engagements page of a partner with two locations, seen by a user of one
// of them. The page lists an engagement only if a location is eligible for it.
// Geneva does not earn, because it lacks a payee profile.
func ExampleEngagementsPage() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC)
	edition, _ := card.Edition("FY23-2022-11")
	eligible := map[mci.EngagementID]mci.Fact{"fy23-endpoint-management": mci.Yes, "fy23-microsoft-viva": mci.Yes}
	for engagement := range edition.Engagements() {
		if id := engagement.Ref().Engagement; eligible[id] == mci.NotSupplied {
			eligible[id] = mci.No
		}
	}
	sites := []eligibility.Site{
		{Location: mci.Location{ID: "Bern", Enrollment: mci.Enrolled, PayeeProfile: mci.Yes}, Eligible: eligible},
		{Location: mci.Location{ID: "Geneva", Enrollment: mci.Enrolled, PayeeProfile: mci.No}, Eligible: eligible},
	}

	active := eligibility.EngagementFilter{Availabilities: []eligibility.Availability{eligibility.Active}}
	lines, err := eligibility.EngagementsPage(edition.Engagements(), sites, active, at)
	if err != nil {
		log.Fatal(err)
	}
	for line := range lines {
		fmt.Printf("%s, %s, %s: %s locations earn\n", line.Engagement.Title(), line.Engagement.PartnerRole(), line.Availability, line.Earning)
	}

	maria := mci.User{ID: "maria", Grants: []mci.Grant{{Role: mci.IncentivesUser, Location: "Geneva"}}}
	permitted, err := eligibility.SitesFor(maria, eligibility.StartClaims, sites)
	if err != nil {
		log.Fatal(err)
	}
	for _, site := range permitted {
		fmt.Println("Maria starts claims in", site.Location.ID, "- it earns:", site.Earns("fy23-microsoft-viva"))
	}
	// Output:
	// Endpoint Management, Build Intent, active: 1 of 2 locations earn
	// Microsoft Viva, Build Intent, active: 1 of 2 locations earn
	// Maria starts claims in Geneva - it earns: fail
}

package plan_test

import (
	"fmt"
	"log"
	"slices"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// For which engagements can Contoso be nominated on 1 March 2023, and for which
// on 1 October 2025? The partner knows a tenant ID and an opportunity. It has
// two locations, but Geneva lacks a payee profile.
func ExampleMake() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		log.Fatal(err)
	}
	deal, err := mci.ParseCustomerID(mci.OpportunityID, "7-3CVDESBISU")
	if err != nil {
		log.Fatal(err)
	}
	hours, err := mci.ParseHours("60")
	if err != nil {
		log.Fatal(err)
	}
	value, err := mci.ParseMoney("120000", mci.USD)
	if err != nil {
		log.Fatal(err)
	}

	ids := []mci.EngagementID{"fy23-endpoint-management", "fy23-microsoft-viva", "fy23-executive-order-14028", "illustrative-variable-pay"}
	at := time.Date(2025, time.October, 1, 9, 0, 0, 0, time.UTC)
	eligible := map[mci.EngagementID]mci.Fact{}
	var engagements []*catalog.Engagement
	for _, id := range ids {
		engagement, _ := card.Find(id, mci.DateOf(at))
		engagements, eligible[id] = append(engagements, engagement), mci.Yes
	}
	known := eligibility.Customer{Country: "CH", MailMatches: mci.Yes, ConsentedBefore: mci.No, MeetsCriteria: mci.Yes, Claims: eligibility.CountOf(0)}
	byTenant, byDeal := known, known
	byTenant.ID, byDeal.ID = tenant, deal

	for _, day := range []time.Time{time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC), at} {
		plan, err := plan.Make(plan.Prospect{
			At:   day,
			User: mci.User{ID: "maria", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
			Sites: []eligibility.Site{
				{Location: mci.Location{ID: "Geneva", Country: "CH", Enrollment: mci.Enrolled, PayeeProfile: mci.No}, Eligible: eligible},
				{Location: mci.Location{ID: "Bern", Country: "CH", Enrollment: mci.Enrolled, PayeeProfile: mci.Yes}, Eligible: eligible},
			},
			Identities: []plan.Identity{
				{Customer: byTenant},
				{Customer: byDeal, Hours: hours, Opportunity: mci.Opportunity{ContractValue: value, Status: "open"}},
			},
		}, slices.Values(engagements))
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(day.Format(time.DateOnly))
		for _, option := range plan.Options() {
			best := option.Best()
			fmt.Printf("  %s: %s\n", option.Engagement.Title(), option.Outcome())
			if option.Outcome() == mci.Pass {
				fmt.Printf("    %s by %s from %s, %s\n", best.Way(), best.ID(), best.Location(), best.Payout().Summary())
			}
			for _, reason := range best.Decision().Reasons() {
				fmt.Printf("    %s: wanted %s, found %s\n", reason.Outcome, reason.Want, reason.Found)
			}
			if turn := best.Turn(); !turn.On.IsZero() {
				fmt.Printf("    until %s, then %s\n", turn.LastDay(), turn.Outcome)
			}
		}
	}
	// Output:
	// 2023-03-01
	//   Endpoint Management: pass
	//     add by tenant ID …5f60 from Bern, USD 5,000.00
	//     until 2023-06-30, then unknown
	//   Microsoft Viva: pass
	//     add by tenant ID …5f60 from Bern, USD 5,000.00
	//     until 2023-06-30, then unknown
	//   ILLUSTRATIVE variable-pay engagement, made-up figures: fail
	//     fail: wanted a day on which it is offered, from 2025-07-01 until 2026-06-30, found 2023-03-01
	//     until 2025-06-30, then pass
	//   Executive Order 14028: fail
	//     fail: wanted a country in which it is offered and whose market has a rate, found customer in CH, location in CH
	// 2025-10-01
	//   ILLUSTRATIVE variable-pay engagement, made-up figures: pass
	//     add by MSX opportunity ID …BISU from Bern, USD 9,000.00
	//     until 2026-06-30, then fail
	//   Endpoint Management: unknown
	//     unknown: wanted a day on which it is offered, from 2022-07-01, known until 2023-06-30, found 2025-10-01
	//   Microsoft Viva: unknown
	//     unknown: wanted a day on which it is offered, from 2022-07-01, known until 2023-06-30, found 2025-10-01
	//   Executive Order 14028: fail
	//     unknown: wanted a day on which it is offered, from 2022-07-01, known until 2023-06-30, found 2025-10-01
	//     fail: wanted a country in which it is offered and whose market has a rate, found customer in CH, location in CH
}

// Contoso meets the criteria of one workshop under its tenant ID and the
// criteria of another under its TPID. A fact about one ID says nothing about
// the other. Both workshops can be nominated, but not in one call.
func ExamplePlan_Exclusions() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	at := time.Date(2023, time.March, 1, 9, 0, 0, 0, time.UTC)
	endpoints, _ := card.Find("fy23-endpoint-management", mci.DateOf(at))
	viva, _ := card.Find("fy23-microsoft-viva", mci.DateOf(at))
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		log.Fatal(err)
	}
	tpid, err := mci.ParseCustomerID(mci.TopParentID, "659410")
	if err != nil {
		log.Fatal(err)
	}
	meets := plan.Standing{MeetsCriteria: mci.Yes, Claims: eligibility.CountOf(0)}
	fails := plan.Standing{MeetsCriteria: mci.No, Claims: eligibility.CountOf(0)}

	plan, err := plan.Make(plan.Prospect{
		At:   at,
		User: mci.User{ID: "maria", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Sites: []eligibility.Site{{
			Location: mci.Location{ID: "Bern", Country: "CH", Enrollment: mci.Enrolled, PayeeProfile: mci.Yes},
			Eligible: map[mci.EngagementID]mci.Fact{"fy23-endpoint-management": mci.Yes, "fy23-microsoft-viva": mci.Yes},
		}},
		Identities: []plan.Identity{
			{
				Customer:  eligibility.Customer{ID: tenant, Country: "CH", MailMatches: mci.Yes, ConsentedBefore: mci.No},
				Standings: map[mci.EngagementID]plan.Standing{"fy23-endpoint-management": meets, "fy23-microsoft-viva": fails},
			},
			{
				Customer:  eligibility.Customer{ID: tpid, Country: "CH", ConsentedBefore: mci.No},
				Standings: map[mci.EngagementID]plan.Standing{"fy23-endpoint-management": fails, "fy23-microsoft-viva": meets},
			},
		},
	}, slices.Values([]*catalog.Engagement{endpoints, viva}))
	if err != nil {
		log.Fatal(err)
	}
	for _, option := range plan.Options() {
		fmt.Println(option.Engagement.Title(), "by", option.Best().ID())
	}
	for exclusion := range plan.Exclusions() {
		fmt.Println("two goes:", exclusion.Rule, "asks for", exclusion.Why)
	}
	// Output:
	// Endpoint Management by tenant ID …5f60
	// Microsoft Viva by TPID …410
	// two goes: nomination.one-customer asks for the same customer by the same ID
}

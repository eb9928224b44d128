package claims_test

import (
	"context"
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// MostUrgent returns the most urgent claims first. The worklist can be grouped,
// for example by solution area, and the register of claims gives the pipeline.
func ExampleDesk_Worklist() {
	store := &claims.MemoryStore{}
	desk := claims.NewDesk(store, public())
	ctx := context.Background()
	for i, opened := range []string{"2022-11-20", "2022-11-10"} {
		q := question(engagement(public(), viva), at(opened))
		q.Customer.ID = must(mci.ParseCustomerID(mci.TenantID, fmt.Sprint("2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f6", i)))
		if _, err := desk.Open(ctx, nominate(q), claims.ID(fmt.Sprint("claim-", i+1)), by(claims.AddCustomer, at(opened))); err != nil {
			fmt.Println(err)
		}
	}
	urgent, _, err := desk.MostUrgent(ctx, claims.Query{}, at("2022-12-01"), 10)
	for _, item := range urgent {
		fmt.Printf("%s: %d days left until %s (%s, counted from %s), next: %s\n",
			item.Claim.ID(), item.Next.DaysLeft, item.Next.Window.LastDay, item.Next.Rule, item.Next.Trigger, item.Actor)
	}
	groups, _, _ := claims.GroupWork(desk.Worklist(ctx, claims.Query{}, at("2022-12-01")), claims.BySolutionArea)
	fmt.Println(groups[0].Name, groups[0].Claims, err)
	pipeline, _, _ := claims.Pipeline(desk.Register(ctx, claims.Query{}))
	fmt.Println(pipeline[0].Status, pipeline[0].Amounts[0].Estimated.Money, pipeline[0].Amounts[0].Approved.Claims)
	// Output:
	// claim-2: 9 days left until 2022-12-10 (clock.consent, counted from creation), next: partner
	// claim-1: 19 days left until 2022-12-20 (clock.consent, counted from creation), next: partner
	// Modern Work 2 <nil>
	// Customer claimed USD 10,000.00 0
}

package register_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// MostUrgent returns the most urgent claims first. The worklist can be grouped,
// for example by solution area, and the register of claims gives the pipeline.
func ExampleWorklist() {
	s := &store.Memory{}
	d := desk.New(s, public())
	ctx := context.Background()
	for i, opened := range []string{"2022-11-20", "2022-11-10"} {
		q := question(engagement(public(), viva), at(opened))
		q.Customer.ID = must(mci.ParseCustomerID(mci.TenantID, fmt.Sprint("2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f6", i)))
		if _, err := d.Open(ctx, nominate(q), claims.ID(fmt.Sprint("claim-", i+1)), by(claims.AddCustomer, at(opened))); err != nil {
			fmt.Println(err)
		}
	}
	urgent, _, err := register.MostUrgent(ctx, d, store.Query{}, at("2022-12-01"), 10)
	for _, item := range urgent {
		fmt.Printf("%s: %d days left until %s (%s, counted from %s), next: %s\n",
			item.ID, item.DaysLeft, item.Next.Window.LastDay, item.Next.Rule, item.Next.Trigger, item.Actor)
	}
	groups, _, _ := register.GroupWork(register.Worklist(ctx, d, store.Query{}, at("2022-12-01")), register.BySolutionArea)
	fmt.Println(groups[0].Name, groups[0].Claims, err)
	pipeline, _, _ := d.Totals(ctx, store.Query{})
	fmt.Println(pipeline[0].Status, pipeline[0].Amounts[0].Estimated.Money, pipeline[0].Amounts[0].Approved.Claims)
	// Output:
	// claim-2: 9 days left until 2022-12-10 (clock.consent, counted from creation), next: partner
	// claim-1: 19 days left until 2022-12-20 (clock.consent, counted from creation), next: partner
	// Modern Work 2 <nil>
	// Customer claimed USD 10,000.00 0
}

// Partner Center shows two approvals for one workload. At most one is up to
// date, which only a person can find out.
func ExampleConflicts() {
	d := desk.New(&store.Memory{}, public())
	ctx := context.Background()
	for _, id := range []claims.ID{"association-1", "association-2"} {
		_, err := d.Associations().Adopt(ctx, association.Adoption{
			Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant, Location: "Zurich", Workloads: []cpor.Workload{"Microsoft Teams"}},
			Details:     cpor.Details{Name: "Contoso: use of Teams"},
			Shown:       lifecycle.ReadStatus("Approved"),
		}, id, meta(claims.PartnerCenter, "2022-12-01"))
		if err != nil {
			log.Fatal(err)
		}
	}
	conflicts, _, err := register.Conflicts(ctx, d, store.Query{})
	if err != nil {
		log.Fatal(err)
	}
	for _, conflict := range conflicts {
		fmt.Println(conflict.Warning())
	}
	// Output: the claims association-1, association-2 are approved for the same workload, and only one partner can be associated with it, so at most one of them is up to date
}

// A work item has a JSON form for web clients.
func ExampleWorkItem() {
	desk, _ := contosoDesk()
	for item, err := range register.Worklist(context.Background(), desk, store.Query{}, day("2022-12-01")) {
		if err != nil {
			log.Fatal(err)
		}
		item.Next = register.Deadline{} // omitted because it is long
		data, err := json.Marshal(item)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(string(data))
	}
	// Output: {"kind":"partner activity","claim":"claim-1","version":2,"name":"Contoso: Viva workshop","status":"Awaiting customer consent response","area":"Modern Work","engagement":"fy23-microsoft-viva","customer":{"type":"tenant ID","value":"2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"},"location":"Zurich","owner":"pat@fabrikam.com","updated":"2022-11-11T00:00:00Z","actor":"customer","until":"2022-12-11T00:00:00Z"}
}

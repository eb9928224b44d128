package desk_test

import (
	"context"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// A desk keeps CPOR associations beside the partner activities, in one store.
func ExampleDesk_Associations() {
	d, s := contosoDesk()
	ctx := context.Background()
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		log.Fatal(err)
	}
	associations := d.Associations()
	_, err = associations.Adopt(ctx, association.Adoption{
		Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant, Location: "Zurich", Workloads: []cpor.Workload{"Microsoft Teams"}},
		Details:     cpor.Details{Name: "Contoso: use of Teams"},
		Shown:       lifecycle.ReadStatus("Partner action required"), Number: "4712",
	}, "association-1", meta(claims.PartnerCenter, "2022-12-01"))
	if err != nil {
		log.Fatal(err)
	}
	admin := meta(claims.Partner, "2022-12-02")
	admin.Role = mci.IncentivesAdmin
	change, err := associations.Do(ctx, "association-1", association.AddComment{Comment: "see page 2"}, admin)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(change.Claim)
	for claim, err := range s.List(ctx, store.Query{Customer: tenant}) {
		fmt.Println(claim, err)
	}
	// Output:
	// association claim association-1, Partner action required
	// envelope of association association-1, Partner action required <nil>
	// envelope of partner activity claim-1, Awaiting customer consent response <nil>
}

// Partner Center shows that the customer's Teams was approved for two claims.
// Both are saved, and a host asks which others hold the same.
func ExampleAssociations_Conflicts() {
	d, _ := contosoDesk()
	ctx := context.Background()
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		log.Fatal(err)
	}
	associations := d.Associations()
	for _, id := range []claims.ID{"association-1", "association-2"} {
		change, err := associations.Adopt(ctx, association.Adoption{
			Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant, Location: "Zurich", Workloads: []cpor.Workload{"Microsoft Teams"}},
			Details:     cpor.Details{Name: "Contoso: use of Teams"},
			Shown:       lifecycle.ReadStatus("Approved"),
		}, id, meta(claims.PartnerCenter, "2022-12-01"))
		if err != nil {
			log.Fatal(err)
		}
		conflicts, err := associations.Conflicts(ctx, change.Claim)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(id, len(conflicts))
		for _, conflict := range conflicts {
			fmt.Println(conflict.Rule, conflict.Path, conflict.Claims)
		}
	}
	// Output:
	// association-1 0
	// association-2 1
	// cporclaim.sole workloads [association-1 association-2]
}

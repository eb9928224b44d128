package credit_test

import (
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// adopted is a claim for Microsoft Teams as Partner Center shows it.
func adopted(id claims.ID, shown string) *association.Claim {
	tenant, _ := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	change, err := association.Adopt(association.Adoption{
		Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant, Location: mci.LocationID("of " + id), Workloads: []cpor.Workload{"Microsoft Teams"}},
		Details:     cpor.Details{Name: "CPOR Contoso"},
		Shown:       lifecycle.ReadStatus(shown),
	}, nil, id, claims.Meta{Actor: claims.PartnerCenter, At: time.Date(2023, time.January, 2, 9, 0, 0, 0, time.UTC)})
	if err != nil {
		log.Fatal(err)
	}
	return change.Claim
}

// Two claims are approved for one workload, so one of them is out of date.
func ExampleConflicts() {
	for _, conflict := range credit.Conflicts(adopted("claim-1", "Approved"), adopted("claim-2", "Approved")) {
		fmt.Println(conflict.Subject, conflict.Claims)
	}
	// Output: …eams [claim-1 claim-2]
}

// Holders follows claims one after the other, as an import reads them. The
// first claim is given up, so that the second one alone holds the workload.
func ExampleHolders() {
	var holders credit.Holders
	first := adopted("claim-1", "Approved")
	fmt.Println(len(holders.See(first)), "conflicts")
	fmt.Println(holders.See(adopted("claim-2", "Approved"))[0].Warning())
	given, err := association.Apply(first, association.Disassociate{Reason: "the other claim is ours, too"}, claims.Meta{
		Actor: claims.Partner, Role: mci.IncentivesAdmin, At: time.Date(2023, time.January, 9, 9, 0, 0, 0, time.UTC),
	})
	if err != nil {
		log.Fatal(err)
	}
	holders.See(given.Claim)
	fmt.Println(len(holders.Conflicts()), "conflicts")
	// Output:
	// 0 conflicts
	// the claims claim-1, claim-2 are approved for the same workload, and only one partner can be associated with it, so at most one of them is up to date
	// 0 conflicts
}

// The reviewer approves a claim to a workload that another partner has. The
// host asks before it saves the change.
func ExampleAgainst() {
	reviewed := adopted("claim-2", "Under review")
	change, err := association.Apply(reviewed, association.Approve{}, claims.Meta{
		Actor: claims.Microsoft, At: time.Date(2023, time.January, 9, 9, 0, 0, 0, time.UTC),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(credit.Against(change, adopted("claim-1", "Approved")))
	// Output:
	// approve in status Under review: another claim is approved for the same workload or subscription, and only one partner can be associated with it (cporclaim.sole); permitted: find competitor, request action, approve, reject
}

// Of two claims that compete, the one with the most recent proof is expected to
// win.
func ExampleArbitrate() {
	var competing []*association.Claim
	for id, year := range map[claims.ID]int{"claim-1": 2021, "claim-2": 2022} {
		dated, _ := mci.NewDate(year, time.June, 1)
		change, err := association.Apply(adopted(id, "Draft"), association.GiveProof{Proof: cpor.Proof{Reference: "sow", Dated: dated}}, claims.Meta{
			Actor: claims.Partner, Role: mci.IncentivesAdmin, At: time.Date(2023, time.January, 9, 9, 0, 0, 0, time.UTC),
		})
		if err != nil {
			log.Fatal(err)
		}
		competing = append(competing, change.Claim)
	}
	winner, why := credit.Arbitrate(competing...)
	fmt.Println(winner.ID(), "by", why.Rule, "with", why.Found)
	// Output: claim-2 by cporclaim.latest-proof with 2022-06-01
}

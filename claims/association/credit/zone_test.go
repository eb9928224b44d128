package credit_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

func TestAnAssociationHoldsFromTheDayOfItsApprovalInTheHostsZone(t *testing.T) {
	tenant, _ := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	for _, name := range []string{"Europe/Zurich", "America/Los_Angeles"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		days, err := cpor.NewBusinessDays(zone, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		terms, err := cpor.NewTerms(cpor.TermsOptions{Days: days})
		if err != nil {
			t.Fatal(err)
		}
		first := time.Date(2023, time.January, 10, 0, 0, 0, 0, zone).UTC()
		for at, want := range map[time.Time]string{first.Add(-time.Nanosecond): "2023-01-09", first: "2023-01-10"} {
			change, err := association.Adopt(association.Adoption{
				Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: tenant, Location: "zurich", Workloads: []cpor.Workload{"Microsoft Teams"}},
				Details:     cpor.Details{Name: "CPOR Contoso"},
				Shown:       lifecycle.ReadStatus("Approved"),
			}, terms, "claim-1", claims.Meta{Actor: claims.PartnerCenter, At: at})
			if err != nil {
				t.Fatal(err)
			}
			if got := credit.Associations(mci.DateOf(at).AddDays(30), change.Claim)[0].Held.From; got.String() != want {
				t.Errorf("%s, approved at %s: it holds from %s, want %s", name, at, got, want)
			}
			ended, err := association.Apply(change.Claim, association.Disassociate{Reason: "the customer has another partner"}, claims.Meta{
				Actor: claims.Partner, Role: mci.IncentivesAdmin, At: at.AddDate(0, 0, 5),
			})
			if err != nil {
				t.Fatal(err)
			}
			if got := credit.Associations(mci.DateOf(at).AddDays(30), ended.Claim)[0].Held.Until.AddDays(-4); got.String() != want {
				t.Errorf("%s, ended five days after %s: it holds until four days after %s, want %s", name, at, got, want)
			}
		}
	}
}

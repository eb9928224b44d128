package settlement_test

import (
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// associated returns a desk with one approved association, number 4712.
func associated(t *testing.T) *desk.Desk {
	t.Helper()
	d := desk.New(&store.Memory{}, must(catalog.Public()))
	at := day("2022-12-20").Start(time.UTC)
	_, err := d.Associations().Adopt(t.Context(), association.Adoption{
		Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: must(mci.ParseCustomerID(mci.TenantID, tenant)), Location: "zurich"},
		Details:     cpor.Details{Name: "CPOR Contoso"}, Shown: lifecycle.ReadStatus("Approved"), Created: at,
	}, "4712", claims.Meta{Actor: claims.PartnerCenter, At: at, Received: at})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestEarningsThatNameACPORNumberBelongToTheAssociation(t *testing.T) {
	d := associated(t)
	earning := earned(1, "Rebate", "Sent", "250")
	earning.ClaimID = "4712"
	settled := must(settlement.Settle(day("2023-04-01"), settlement.Facts(register.List(t.Context(), d, store.Query{})), reports(earning)))
	if len(settled.Results) != 1 || len(settled.Unclaimed) != 0 {
		t.Fatalf("got %+v", settled)
	}
	got := settled.Results[0]
	if got.ID != "4712" || got.Kind != store.PartnerAssociation || got.State != settlement.Paid || got.Doubtful || got.Missing != nil || got.Area != "Modern Work and Security" {
		t.Errorf("got %+v", got)
	}
	recordings, left := settled.Recordings()
	if recordings != nil || len(left) != 1 {
		t.Errorf("an association records %v, and %v is left", recordings, left)
	}
}

// An approval makes a partner the claiming partner of record. It promises no
// payment.
func TestNoPaymentOfAnAssociationIsEverLate(t *testing.T) {
	d := associated(t)
	settled := must(settlement.Settle(day("2024-04-01"), settlement.Facts(register.List(t.Context(), d, store.Query{})), reports(quarter)))
	if len(settled.Results) != 0 {
		t.Errorf("got %+v", settled.Results)
	}
}

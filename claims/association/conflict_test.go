package association_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// holder is an approved claim to a subscription as Partner Center shows it.
func holder(id claims.ID, in mci.CustomerID, subscription cpor.SubscriptionID) *association.Claim {
	a := adoption(cpor.BusinessUsage, "Approved")
	a.Tenant, a.Subscription = in, subscription
	return must(association.Adopt(a, nil, id, meta(claims.PartnerCenter, at("2023-02-01")))).Claim
}

// A subscription has one partner at most, whatever tenant is named beside it
// and however its ID is spelled.
func TestASubscriptionOfTwoTenantsAndInTwoSpellingsConflicts(t *testing.T) {
	elsewhere := must(mci.ParseCustomerID(mci.TenantID, "9f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"))
	first := holder("claim-1", tenant, "sub-1")
	for name, second := range map[string]*association.Claim{
		"two tenants": holder("claim-2", elsewhere, "sub-1"), "two spellings": holder("claim-2", tenant, "SUB-1"),
	} {
		found := credit.Conflicts(first, second, first)
		if len(found) != 1 || !slices.Equal(found[0].Claims, []claims.ID{"claim-1", "claim-2"}) {
			t.Fatalf("%s: %v", name, found)
		}
		c := found[0]
		if w := c.Warning(); c.Rule != "cporclaim.sole" || c.Source.Title == "" || w.Rule != c.Rule || w.Source != c.Source || w.Path != "subscription" || !strings.Contains(w.Why, "claim-1, claim-2 are approved for the same subscription") {
			t.Errorf("%s: %+v, %+v", name, c, w)
		}
	}
	if found := credit.Conflicts(first, holder("claim-2", tenant, "sub-2")); found != nil {
		t.Errorf("two subscriptions: %v", found)
	}
	if got := holder("claim-1", tenant, "SUB-1").Record().Subscription; got != "SUB-1" {
		t.Errorf("the claim keeps %s", got)
	}
}

func TestHoldersFollowAClaimThatIsSeenAgain(t *testing.T) {
	var h credit.Holders
	l := approved(t)
	a := adoption(cpor.ModernWorkUsage, "Approved")
	a.Workloads = []cpor.Workload{exchange, teams}
	second := must(association.Adopt(a, nil, "claim-2", meta(claims.PartnerCenter, at("2023-02-01")))).Claim
	if h.See(l.claim) != nil || h.Conflicts() != nil {
		t.Error("one claim conflicts with itself")
	}
	found := h.See(second)
	if len(found) != 2 || found[0].Path != "workloads" || found[0].Subject != cpor.WorkloadSubject(tenant, exchange) || !strings.Contains(found[0].Warning().Why, "workload") {
		t.Errorf("got %v", found)
	}
	if all := h.Conflicts(); len(all) != 2 || all[0].Subject != cpor.WorkloadSubject(tenant, teams) {
		t.Errorf("in the order in which they came: %v", all)
	}
	found[0].Claims[0] = "spoiled"
	if again := h.See(second); len(again) != 2 || again[0].Claims[0] != "claim-1" || len(again[0].Claims) != 2 {
		t.Errorf("seen again: %v", again)
	}
	l.do("2023-02-02", association.Disassociate{Reason: "another partner took over"})
	if h.See(l.claim) != nil || h.Conflicts() != nil || h.See(second) != nil {
		t.Error("a claim that is disassociated still conflicts")
	}
	if _, err := json.Marshal(h); err == nil {
		t.Error("the holders are written")
	}
}

package association_test

import (
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

func TestAMalformedOpeningIsAnErrorThatNamesTheField(t *testing.T) {
	p, m := proposed(t, question(cpor.ModernWorkUsage, monday)), by(lifecycle.ClaimCreated, monday)
	_, err := association.Open(nil, "claim-1", m)
	wantInvalid(t, err, "proposal")
	for _, id := range []claims.ID{"", " ", " a", "a ", "a\u00a0"} {
		_, err = association.Open(p, id, m)
		wantInvalid(t, err, "id")
		_, err = association.Adopt(adoption(cpor.ModernWorkUsage, "Approved"), nil, id, meta(claims.PartnerCenter, monday))
		wantInvalid(t, err, "id")
	}
	_, err = association.Open(p, "claim-1", by(lifecycle.ClaimCreated, monday.AddDate(0, 0, 1)))
	wantInvalid(t, err, "at")
	m.Actor = 0
	_, err = association.Open(p, "claim-1", m)
	wantInvalid(t, err, "actor")
	nowhere := question(cpor.PresalesAdvisor, monday)
	nowhere.Location.ID = ""
	_, err = association.Open(proposed(t, nowhere), "claim-1", by(lifecycle.ClaimCreated, monday))
	wantInvalid(t, err, "location")
}

func TestOnlyAnIncentivesAdminOfThePartnerCreatesAClaim(t *testing.T) {
	p := proposed(t, question(cpor.ModernWorkUsage, monday))
	m := by(lifecycle.ClaimCreated, monday)
	m.Role = mci.IncentivesUser
	_, err := association.Open(p, "claim-1", m)
	wantRefusal(t, err, "cporclaim.role")
	_, err = association.Open(p, "claim-1", meta(claims.Customer, monday))
	wantRefusal(t, err, "cporclaim.actor")
}

func TestOnesOwnAssociationIsFoundByTenantAndSubject(t *testing.T) {
	q := question(cpor.ModernWorkUsage, monday)
	held := approved(t)
	if got := credit.Own(&q, held.claim); got != mci.Yes {
		t.Errorf("an approved claim to the same: %v", got)
	}
	q.Workloads = []cpor.Workload{"SharePoint Online"}
	if got := credit.Own(&q, held.claim); got != mci.No {
		t.Errorf("an approved claim to another workload: %v", got)
	}
	q.Workloads = []cpor.Workload{teams}
	ended := approved(t).do("2023-02-01", association.OptOut{})
	if got := credit.Own(&q, ended.claim, open(t, cpor.PresalesAdvisor, "2023-01-02").claim); got != mci.No {
		t.Errorf("a claim that has ended, and one of another scope: %v", got)
	}
	adopted := must(association.Adopt(adoption(q.Kind, "Approved"), nil, "claim-2", meta(claims.PartnerCenter, monday)))
	if got := credit.Own(&q, adopted.Claim); got != mci.NotSupplied {
		t.Errorf("a claim whose workloads are unknown: %v", got)
	}
}

package settlement_test

import (
	"os"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func by(actor claims.Actor, when string) claims.Meta {
	at := day(when).Start(time.UTC)
	meta := claims.Meta{Actor: actor, At: at, Received: at}
	if actor == claims.Partner {
		meta.User, meta.Role = "pat", mci.IncentivesAdmin
	}
	return meta
}

// opened returns a claim of the partner's own for an engagement of a catalog.
func opened(t *testing.T, card *catalog.Catalog, id mci.EngagementID, when string, customer eligibility.Customer) *claims.Claim {
	t.Helper()
	engagement, _ := card.Find(id, day(when))
	customer.ID, customer.Country = must(mci.ParseCustomerID(mci.TenantID, tenant)), "CH"
	customer.MeetsCriteria, customer.ConsentedBefore, customer.Claims, customer.MailMatches = mci.Yes, mci.No, eligibility.CountOf(0), mci.Yes
	nomination, decision, err := eligibility.Nominate(eligibility.Question{
		Engagement: engagement, Way: eligibility.Add, At: day(when).Start(time.UTC),
		User:            mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesUser}}},
		Location:        mci.Location{ID: "Zurich", Country: "CH", Enrollment: mci.Enrolled},
		PartnerEligible: mci.Yes, LocationEligible: mci.Yes, Customer: customer,
	}, eligibility.Details{
		ClaimName: "Contoso", CustomerContact: mci.Contact{Name: "Alex Customer", Email: "alex@contoso.com"},
		PartnerContact: mci.Contact{Name: "Pat Partner", Email: "pat@fabrikam.com"},
	})
	if err != nil || nomination == nil {
		t.Fatal(decision.Reasons(), err)
	}
	return must(claims.Open(nomination, "claim-1", by(claims.Partner, when))).Claim
}

// proposed returns an association of the partner's own.
func proposed(t *testing.T) *association.Claim {
	t.Helper()
	proposal, decision, err := cpor.Propose(cpor.Question{
		Kind: cpor.ModernWorkUsage, At: day("2023-01-09").Start(time.UTC),
		User:     mci.User{ID: "pat", Grants: []mci.Grant{{Role: mci.IncentivesAdmin}}},
		Location: mci.Location{ID: "Zurich", Enrollment: mci.Enrolled},
		Tenant:   must(mci.ParseCustomerID(mci.TenantID, tenant)), Domain: must(mci.ParseCustomerID(mci.DomainName, "contoso.com")), DomainMatches: mci.Yes,
		Workloads: []cpor.Workload{"Microsoft Teams"}, OnTenant: mci.Yes, Channel: recognition.EnterpriseAgreement, Own: mci.No, Others: mci.No,
	}, cpor.Details{
		Name: "CPOR Contoso", CustomerContact: mci.Contact{Name: "Alex Customer", Email: "alex@contoso.com"}, CustomerTitle: "Head of IT",
		PartnerContact: mci.Contact{Name: "Pat Partner", Email: "pat@fabrikam.com"},
	})
	if err != nil || proposal == nil {
		t.Fatal(decision.Reasons(), err)
	}
	return must(association.Open(proposal, "claim-1", by(claims.Partner, "2023-01-09"))).Claim
}

// A wanted holds the facts of a claim that depend on how it came to its state.
type wanted struct {
	number   string
	approved string
	assumed  bool
}

func (w wanted) check(t *testing.T, name string, got settlement.Claim) {
	t.Helper()
	if got.Number != w.number || got.ApprovedOn.String() != w.approved || got.ApprovalAssumed != w.assumed {
		t.Errorf("%s: number %q, approved on %q, assumed: %t; want %+v", name, got.Number, got.ApprovedOn, got.ApprovalAssumed, w)
	}
}

func TestTheDayOfAnAssumedCreationIsNotKnown(t *testing.T) {
	engagement, _ := must(catalog.Public()).Find("fy23-microsoft-viva", day("2022-11-10"))
	for created, want := range map[string]bool{"": false, "2022-11-10": true} {
		var at time.Time
		if created != "" {
			at = day(created).Start(time.UTC)
		}
		id := must(mci.ParseCustomerID(mci.TenantID, tenant))
		one := must(claims.Adopt(claims.Adoption{Name: "Contoso", Engagement: engagement, CustomerID: id, Location: "zurich", Shown: claims.ReadStatus("Submitted"), Created: at}, "N-1", by(claims.PartnerCenter, "2022-12-01"))).Claim
		other := must(association.Adopt(association.Adoption{
			Association: cpor.Association{Kind: cpor.ModernWorkUsage, Tenant: id}, Details: cpor.Details{Name: "CPOR Contoso"},
			Shown: lifecycle.ReadStatus("Approved"), Created: at,
		}, nil, "N-2", by(claims.PartnerCenter, "2022-12-01"))).Claim
		if a, b := settlement.Of(one).Created, settlement.OfAssociation(other).Created; a.IsZero() == want || b.IsZero() == want {
			t.Errorf("created %q: got %s and %s", created, a, b)
		}
	}
}

// Only the ID of an adopted claim is its number in Partner Center, and only as
// long as no other number is recorded.
func TestTheFactsOfAClaimTellItsNumberAndWhetherItsApprovalIsAssumed(t *testing.T) {
	own := opened(t, must(catalog.Public()), "fy23-microsoft-viva", "2022-11-10", eligibility.Customer{})
	observed := func(of *claims.Claim, status, when string) *claims.Claim {
		return must(claims.Observe(of, claims.ReadStatus(status), by(claims.PartnerCenter, when))).Claim
	}
	adopted := must(adopted(t).Claim(t.Context(), "N-1"))
	renumbered := must(claims.Apply(adopted, claims.RecordFacts{Number: "P-1"}, by(claims.PartnerCenter, "2023-01-21"))).Claim
	reviewed := must(claims.Apply(observed(own, "Under review", "2022-12-01"), claims.Approve{}, by(claims.Microsoft, "2022-12-02"))).Claim
	for name, c := range map[string]struct {
		claim *claims.Claim
		want  wanted
	}{
		"own":                           {own, wanted{}},
		"own, observed as approved":     {observed(own, "Approved", "2022-12-01"), wanted{"", "2022-12-01", true}},
		"own, observed before approval": {reviewed, wanted{"", "2022-12-02", false}},
		"adopted":                       {adopted, wanted{"N-1", "2023-01-20", true}},
		"adopted, with another number":  {renumbered, wanted{"P-1", "2023-01-20", true}},
	} {
		c.want.check(t, name, settlement.Of(c.claim))
	}
}

func TestTheFactsOfAnAssociationTellItsNumberAndWhetherItsApprovalIsAssumed(t *testing.T) {
	own := proposed(t)
	approved := must(associated(t).Associations().Claim(t.Context(), "4712"))
	renumbered := must(association.Apply(approved, association.RecordFacts{Number: "4713"}, by(claims.PartnerCenter, "2023-01-21"))).Claim
	for name, c := range map[string]struct {
		claim *association.Claim
		want  wanted
	}{
		"own":                          {own, wanted{}},
		"own, observed as approved":    {must(association.Observe(own, lifecycle.ReadStatus("Approved"), by(claims.PartnerCenter, "2023-01-20"))).Claim, wanted{"", "2023-01-20", true}},
		"adopted":                      {approved, wanted{"4712", "2022-12-20", true}},
		"adopted, with another number": {renumbered, wanted{"4713", "2022-12-20", true}},
	} {
		c.want.check(t, name, settlement.OfAssociation(c.claim))
	}
}

func TestTheFirstStageIsTheShareThatTheApprovalAlonePays(t *testing.T) {
	card := must(catalog.Read(must(os.ReadFile("../../mci/catalog/testdata/made-up.catalog.json")), catalog.ReadOptions{}))
	customer := eligibility.Customer{Quantities: mci.Quantities{"seats": must(mci.ParseQuantity("1200"))}}
	if got := settlement.Of(opened(t, card, "in-two-stages", "2026-01-05", customer)).FirstStage; got.String() != "USD 5200.00" {
		t.Errorf("in two stages: %s, want 65 percent of USD 8000", got)
	}
	whole := opened(t, must(catalog.Public()), "fy23-microsoft-viva", "2022-11-10", eligibility.Customer{})
	if got := settlement.Of(whole).FirstStage; !got.IsNone() {
		t.Errorf("in one: %s", got)
	}
}

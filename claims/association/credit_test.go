package association_test

import (
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// usage is a case about the use of Teams under an Enterprise Agreement.
func usage(day mci.Date, all ...*association.Claim) *recognition.Case {
	return &recognition.Case{
		Product: recognition.ModernWork, Channel: recognition.EnterpriseAgreement, Subject: cpor.WorkloadSubject(tenant, teams),
		Day: day, Seats: recognition.SeatsOf(300), Associations: credit.Associations(day, all...), Complete: mci.Yes,
	}
}

func credited(t *testing.T, c *recognition.Case, credit recognition.Credit) mci.Outcome {
	t.Helper()
	d, err := recognition.Decide(c, "location-1", credit)
	if err != nil {
		t.Fatal(err)
	}
	return d.Outcome()
}

func TestOnlyAnApprovedClaimIsCredited(t *testing.T) {
	day := date("2023-03-01")
	for name, c := range map[string]struct {
		life *life
		want mci.Outcome
	}{
		"a draft":       {open(t, cpor.ModernWorkUsage, "2023-01-06"), mci.Fail},
		"submitted":     {submitted(t), mci.Fail},
		"approved":      {approved(t), mci.Pass},
		"rejected":      {rejected(t), mci.Fail},
		"opted out":     {approved(t).do("2023-02-01", association.OptOut{}), mci.Fail},
		"disassociated": {approved(t).do("2023-02-01", association.Disassociate{Reason: "x"}), mci.Fail},
	} {
		if got := credited(t, usage(day, c.life.claim), recognition.UsageRecognition); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
	if got := credited(t, usage(date("2023-01-15"), approved(t).claim), recognition.UsageRecognition); got != mci.Fail {
		t.Errorf("before the approval: %v", got)
	}
	few := usage(day, approved(t).claim)
	few.Seats = recognition.SeatsOf(299)
	if got := credited(t, few, recognition.UsageRecognition); got != mci.Fail {
		t.Errorf("299 seats: %v", got)
	}
	elsewhere := usage(day, approved(t).claim)
	elsewhere.Subject = cpor.WorkloadSubject(tenant, "SharePoint Online")
	if got := credited(t, elsewhere, recognition.UsageRecognition); got != mci.Fail {
		t.Errorf("another workload: %v", got)
	}
}

func TestTwoApprovedClaimsLeaveItOpenWhoIsCredited(t *testing.T) {
	a := adoption(cpor.ModernWorkUsage, "Approved")
	a.Location, a.Workloads = "location-2", []cpor.Workload{teams}
	second := must(association.Adopt(a, nil, "claim-2", meta(claims.PartnerCenter, at("2023-02-01")))).Claim
	if got := credited(t, usage(date("2023-03-01"), approved(t).claim, second), recognition.UsageRecognition); got != mci.Unknown {
		t.Errorf("two approved claims: %v", got)
	}
}

func TestAnObservedApprovalHoldsFromTheObservationOn(t *testing.T) {
	l := submitted(t).see("2023-02-01", "Approved")
	for day, want := range map[string]mci.Outcome{"2023-01-31": mci.Unknown, "2023-02-01": mci.Pass, "2023-03-01": mci.Pass} {
		if got := credited(t, usage(date(day), l.claim), recognition.UsageRecognition); got != want {
			t.Errorf("on %s: %v, want %v", day, got, want)
		}
	}
}

func TestAClaimWithoutItsWorkloadsIsUnknown(t *testing.T) {
	c := must(association.Adopt(adoption(cpor.ModernWorkUsage, "Approved"), nil, "claim-2", meta(claims.PartnerCenter, at("2023-02-01")))).Claim
	all := credit.Associations(date("2023-03-01"), c)
	if len(all) != 1 || all[0].Subject != "" || all[0].Partner == "" || all[0].Check() != nil {
		t.Errorf("%+v", all)
	}
	sold := must(association.Adopt(adoption(cpor.BusinessUsage, "Approved"), nil, "claim-3", meta(claims.PartnerCenter, at("2023-02-01")))).Claim
	if c.Subjects() != nil || sold.Subjects() != nil {
		t.Errorf("%v, %v", c.Subjects(), sold.Subjects())
	}
	for path := range c.Assumed().All() {
		if path != "created" {
			t.Errorf("the first assumed field is %s", path)
		}
		break
	}
}

func TestPayThatWasDeclinedIsNotPaid(t *testing.T) {
	q := question(cpor.ModernWorkUsage, at("2023-01-06"))
	d := details(q.Kind)
	d.PayDeclined = mci.Yes
	p, _, err := cpor.Propose(q, d)
	if err != nil {
		t.Fatal(err)
	}
	l := (&life{t: t}).take(association.Open(p, "claim-1", by(lifecycle.ClaimCreated, q.At))).
		do("2023-01-09", association.GiveProof{Proof: proof("2022-12-01", teams, exchange)}, association.Submit{}).
		do("2023-01-10", association.BeginReview{}).do("2023-01-16", association.Approve{})
	c := usage(date("2023-03-01"), l.claim)
	if got := credited(t, c, recognition.UsageIncentive); got != mci.Fail {
		t.Errorf("the incentive: %v", got)
	}
	if got := credited(t, c, recognition.UsageRecognition); got != mci.Pass {
		t.Errorf("the recognition: %v", got)
	}
}

func TestAnAssociationLastsAsLongAsItsSubscription(t *testing.T) {
	l := open(t, cpor.BusinessUsage, "2023-01-06").
		do("2023-01-09", association.GiveProof{Proof: proof("2022-12-01", sales)}, association.Submit{}).
		do("2023-01-10", association.BeginReview{}).do("2023-01-16", association.Approve{})
	on := func(day string) mci.Outcome {
		return credited(t, &recognition.Case{
			Product: recognition.Dynamics365, Channel: recognition.EnterpriseAgreement, Subject: cpor.SubscriptionSubject(license), Day: date(day),
			Associations: credit.Associations(date(day), l.claim), Complete: mci.Yes,
		}, recognition.UsageRecognition)
	}
	if got := on("2024-06-01"); got != mci.Pass {
		t.Errorf("while its end is unknown: %v", got)
	}
	l.do("2024-06-01", association.EndSubscription{LastDay: date("2024-06-30")})
	for day, want := range map[string]mci.Outcome{"2024-06-30": mci.Pass, "2024-07-01": mci.Fail} {
		if got := on(day); got != want {
			t.Errorf("on %s: %v, want %v", day, got, want)
		}
	}
	l.do("2024-06-02", association.EndSubscription{LastDay: date("2023-01-16")})
	for day, want := range map[string]mci.Outcome{"2023-01-15": mci.Fail, "2023-01-16": mci.Pass, "2023-01-17": mci.Fail} {
		if got := on(day); got != want {
			t.Errorf("on %s, approved for one day: %v, want %v", day, got, want)
		}
	}
	// A typed year that is too early: nothing is credited, and nothing breaks.
	l.do("2024-06-02", association.EndSubscription{LastDay: date("2022-06-30")})
	if got := on("2024-06-30"); got != mci.Fail {
		t.Errorf("after an end before the approval: %v", got)
	}
}

func TestWhatAClaimWouldGiveIsKnownBeforeItIsMade(t *testing.T) {
	for _, kind := range cpor.Kinds() {
		q := question(kind, at("2023-01-06"))
		terms := kind.Terms()
		all := must(cpor.Decide(q)).Prospects()
		d, err := recognition.DecideAll(&recognition.Case{
			Product: terms.Product, Channel: recognition.EnterpriseAgreement, Subject: all[0].Subject, Day: date("2023-01-06"),
			Seats: recognition.SeatsOf(300), SubscriptionActive: mci.Yes, Associations: all, Complete: mci.Yes,
		}, "location-1")
		if err != nil {
			t.Fatal(err)
		}
		gives := 0
		for _, decision := range d {
			if decision.Outcome() == mci.Pass {
				gives++
			}
		}
		if gives == 0 {
			t.Errorf("%s gives nothing", kind)
		}
	}
	if (cpor.Decision{}).Prospects() != nil {
		t.Error("the zero decision gives something")
	}
}

func TestWhatAnExportDoesNotShowStaysUnknown(t *testing.T) {
	a := adoption(cpor.ModernWorkUsage, "Rejected")
	a.Workloads = []cpor.Workload{teams}
	c := must(association.Adopt(a, nil, "claim-1", meta(claims.PartnerCenter, at("2023-02-01")))).Claim
	if got := credit.Associations(date("2023-03-01"), c)[0]; got.OptedOut != mci.NotSupplied || got.PayDeclined != mci.NotSupplied {
		t.Errorf("%+v", got)
	}
	if got := credit.Associations(date("2023-03-01"), rejected(t).claim)[0]; got.OptedOut != mci.No || got.PayDeclined != mci.No {
		t.Errorf("%+v", got)
	}
}

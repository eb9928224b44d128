package claims_test

import (
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestAClaimAnswersFromItsRecord(t *testing.T) {
	l := reach(t, disputed(claims.ActionRequired))
	r := l.claim.Record()
	if l.claim.ID() != r.ID || l.claim.State() != r.State() || l.claim.Version() != r.Version || l.claim.Engagement().Ref() != r.Engagement {
		t.Errorf("ID %s, state %s, version %d, engagement %v differ from the record", l.claim.ID(), l.claim.State(), l.claim.Version(), l.claim.Engagement().Ref())
	}
	if l.claim.Version() != uint64(len(l.history)) {
		t.Errorf("version %d after %d entries", l.claim.Version(), len(l.history))
	}
}

func TestTheRecordOfAClaimIsACopy(t *testing.T) {
	l := reach(t, plain(claims.Approved))
	meta := by(claims.PaymentRecorded, at("2023-01-15"))
	meta.Key = "pay-1"
	l.apply(claims.RecordPayment{Amount: usd("5000")}, meta)
	want := l.claim.Record()
	changed := l.claim.Record()
	changed.Name, changed.Status = "other", claims.Rejected
	clear(changed.Evidence)
	clear(changed.Keys)
	clear(changed.Amounts.Payments)
	wantSame(t, "the record", l.claim.Record(), want)
}

func TestThePayoutOfFixedPayNeedsTheDateOfConsent(t *testing.T) {
	l := open(t, public(), viva, "2022-11-10")
	if got := l.claim.Payout().Summary(); got != "unknown: needs the consent date" {
		t.Errorf("before consent: got %q", got)
	}
	l.do("2022-11-11", claims.SendConsent{})
	if got := l.claim.Payout().Summary(); got != "unknown: needs the consent date" {
		t.Errorf("before the answer: got %q", got)
	}
	l.do("2022-11-20", claims.Accept{})
	if got := l.claim.Payout().Summary(); got != "USD 5,000.00" {
		t.Errorf("after consent: got %q", got)
	}
}

func TestThePayoutOfAClaimThatWasDeclinedHasNoDateOfConsent(t *testing.T) {
	if got := reach(t, plain(claims.ConsentDeclined)).claim.Payout().Summary(); got != "unknown: needs the consent date" {
		t.Errorf("got %q", got)
	}
}

// The date of the consent selects the rate, not the date of the claim. Source:
// announcement of 2022-11-02.
func TestTheRateIsTheOneOfTheDayOfConsent(t *testing.T) {
	for consent, want := range map[string]string{
		"2022-10-31T23:59Z": "unknown: needs the true-up of the earlier rate, which is unpublished",
		"2022-11-01":        "USD 5,000.00",
	} {
		l := open(t, public(), viva, "2022-10-20").do("2022-10-21", claims.SendConsent{}).do(consent, claims.Accept{})
		if got := l.claim.Payout().Summary(); got != want {
			t.Errorf("consent on %s: got %q, want %q", consent, got, want)
		}
	}
}

func TestEstimateTakesTheDayOfTheInstantForDatesThatHaveNotHappened(t *testing.T) {
	l := open(t, public(), viva, "2022-10-20")
	for when, want := range map[string]string{
		"2022-10-31T23:59Z": "unknown: needs the true-up of the earlier rate, which is unpublished",
		"2022-11-01":        "USD 5,000.00",
		"2023-07-01":        "unknown: needs whether the rate is still in force on 2023-07-01, known until 2023-06-30",
	} {
		if got := l.claim.Estimate(at(when)).Summary(); got != want {
			t.Errorf("on %s: got %q, want %q", when, got, want)
		}
	}
	l.do("2022-10-21", claims.SendConsent{}).do("2022-11-02", claims.Accept{})
	if got := l.claim.Estimate(at("2022-10-31")).Summary(); got != "USD 5,000.00" {
		t.Errorf("after consent: got %q, want the rate of the day of consent", got)
	}
}

func TestPayoutAndEstimateUseEveryAnchor(t *testing.T) {
	rate := func(anchor string) *catalog.Catalog {
		return adapted(t, `"anchor": "consent"`, `"anchor": "`+anchor+`"`)
	}
	for anchor, want := range map[string]string{
		// The dates of creation and nomination are 2022-10-20.
		"creation":   "unknown: needs the true-up of the earlier rate, which is unpublished",
		"nomination": "unknown: needs the true-up of the earlier rate, which is unpublished",
		"submission": "unknown: needs the submission date",
	} {
		l := open(t, rate(anchor), viva, "2022-10-20")
		if got := l.claim.Payout().Summary(); got != want {
			t.Errorf("%s: got %q, want %q", anchor, got, want)
		}
	}
	l := open(t, rate("submission"), viva, "2022-10-20").do("2022-10-21", claims.SendConsent{}, claims.Accept{}).
		do("2022-10-22", evidence()...)
	if got := l.claim.Estimate(at("2022-11-05")).Summary(); got != "USD 5,000.00" {
		t.Errorf("estimate for a submission on 2022-11-05: got %q", got)
	}
	l.do("2022-10-31", claims.Submit{}).do("2022-11-05", claims.RequestAction{}).
		do("2022-11-06", claims.GiveEvidence{Part: mci.ProofOfExecution, Template: date(vivaTemplate)}, claims.Submit{})
	if got := l.claim.Estimate(at("2022-11-05")).Summary(); !strings.HasPrefix(got, "unknown: needs the true-up") {
		t.Errorf("the anchor is the first submission; got %q", got)
	}
}

func TestThePayoutOfVariablePayIsTheLowestOfThree(t *testing.T) {
	l := open(t, public(), variable, "2025-08-01")
	if got := l.claim.Payout().Summary(); got != "USD 12,000.00" {
		t.Errorf("got %q: 10 %% of 120,000 is 12,000, 80 hours at 150 are 12,000, the cap is 20,000", got)
	}
}

// The day that selects the rate is a day in the catalog's time zone.
func TestThePayoutCountsDaysInTheZoneOfTheCatalog(t *testing.T) {
	catalog := adapted(t, `"timeZone": "UTC"`, `"timeZone": "America/New_York"`)
	l := open(t, catalog, viva, "2022-10-20").do("2022-10-21", claims.SendConsent{}).do("2022-11-01T03:59Z", claims.Accept{})
	if got := l.claim.Payout().Summary(); got == "USD 5,000.00" {
		t.Error("consent at 23:59 of 31 October in New York has the rate of November")
	}
}

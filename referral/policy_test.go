package referral

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral/resource"
)

var _ Policy = CatalogPolicy{}

// asking returns a claim with a request for consent and its deal size. If the
// amount is empty, there is no deal size.
func asking(id mci.EngagementID, amount string) *claims.Claim {
	command := claims.SendConsent{}
	if amount != "" {
		command.DealSize = usd(amount)
	}
	return after(opened(id), step{1, claims.Partner, command})
}

func facts(managed mci.Fact) Facts { return Facts{ManagedByMicrosoft: managed} }

func TestTheCatalogDecidesWhetherAClaimMakesAReferral(t *testing.T) {
	for _, c := range []struct {
		name  string
		claim *claims.Claim
		facts Facts
		want  mci.Outcome
		each  []mci.Outcome
	}{
		{"exactly the deal size that is asked for", asking(illustrative, "10000"), Facts{}, mci.Pass, []mci.Outcome{mci.Pass}},
		{"a larger one", asking(illustrative, "10000.01"), Facts{}, mci.Pass, []mci.Outcome{mci.Pass}},
		{"a smaller one", asking(illustrative, "9999.99"), managed, mci.Fail, []mci.Outcome{mci.Fail}},
		{"not stated yet", opened(illustrative), managed, mci.Unknown, []mci.Outcome{mci.Unknown}},
		{"never stated, where it is optional", asking("never-upgraded", ""), managed, mci.Unknown, []mci.Outcome{mci.Unknown}},
		{"not to be compared, because the catalog asks for euros", asking("in-euros", "25000"), managed, mci.Unknown, []mci.Outcome{mci.Unknown}},
		{"both conditions hold", asking("several-conditions", "10000"), managed, mci.Pass, []mci.Outcome{mci.Pass, mci.Pass}},
		{"the first does not", asking("several-conditions", "9000"), managed, mci.Fail, []mci.Outcome{mci.Fail, mci.Pass}},
		{"the second does not", asking("several-conditions", "10000"), facts(mci.No), mci.Fail, []mci.Outcome{mci.Pass, mci.Fail}},
		{"the second is unknown", asking("several-conditions", "10000"), Facts{}, mci.Unknown, []mci.Outcome{mci.Pass, mci.Unknown}},
		{"one fails beside an unknown one", asking("several-conditions", "9000"), Facts{}, mci.Fail, []mci.Outcome{mci.Fail, mci.Unknown}},
		{"the catalog declares no condition", asking("fy23-microsoft-viva", "25000"), managed, mci.Fail, []mci.Outcome{mci.Fail}},
	} {
		checkDecision(t, c.name, CatalogPolicy{}.MayCreate(c.claim, c.facts), "referral.create", c.want, c.each)
	}
}

func TestTheCatalogDecidesWhetherAReferralIsUpgraded(t *testing.T) {
	for _, c := range []struct {
		name  string
		claim *claims.Claim
		facts Facts
		want  mci.Outcome
		each  []mci.Outcome
	}{
		{"managed by Microsoft", asking(illustrative, "10000"), managed, mci.Pass, []mci.Outcome{mci.Pass}},
		{"not managed by Microsoft", asking(illustrative, "10000"), facts(mci.No), mci.Fail, []mci.Outcome{mci.Fail}},
		{"not supplied", asking(illustrative, "10000"), Facts{}, mci.Unknown, []mci.Outcome{mci.Unknown}},
		{"both conditions hold", asking("several-conditions", "100000"), managed, mci.Pass, []mci.Outcome{mci.Pass, mci.Pass}},
		{"large enough to be made, too small to be upgraded", asking("several-conditions", "10000"), managed, mci.Fail, []mci.Outcome{mci.Pass, mci.Fail}},
		{"the catalog declares no condition", asking("never-upgraded", "25000"), managed, mci.Fail, []mci.Outcome{mci.Fail}},
	} {
		checkDecision(t, c.name, CatalogPolicy{}.MayUpgrade(c.claim, c.facts), "referral.upgrade", c.want, c.each)
	}
}

// An upgrade goes one way, so nothing is decided by terms that nobody has
// accepted.
func TestTheConditionsOfAClaimWhoseTermsHaveChangedAreUnknown(t *testing.T) {
	claim := asking(illustrative, "10000")
	text := string(must(must(catalog.Public()).MarshalJSON()))
	edited := must(catalog.Read([]byte(strings.ReplaceAll(text, `"cap": "20000"`, `"cap": "20001"`)), catalog.ReadOptions{}))
	held, err := claims.Restore(claim.Record(), edited)
	if !errors.Is(err, claims.ErrTermsChanged) || held == nil {
		t.Fatalf("the claim is not held: %v", err)
	}
	unknown := []mci.Outcome{mci.Unknown}
	checkDecision(t, "a referral", CatalogPolicy{}.MayCreate(held, managed), "referral.create", mci.Unknown, unknown)
	checkDecision(t, "its upgrade", CatalogPolicy{}.MayUpgrade(held, managed), "referral.upgrade", mci.Unknown, unknown)
}

// checkDecision compares the outcome and the outcomes of the findings, one for
// each condition. It also checks that a person can verify each finding.
func checkDecision(t *testing.T, name string, got resource.Verdict, rule mci.RuleID, want mci.Outcome, each []mci.Outcome) {
	t.Helper()
	outcomes := make([]mci.Outcome, len(got.Findings))
	for i, f := range got.Findings {
		outcomes[i] = f.Outcome
		if f.Rule != rule || f.Path == "" || f.Want == "" || f.Found == "" || f.Source.Title == "" || f.Source.Grade == 0 {
			t.Errorf("%s: %+v is not of the rule %s, or lacks something", name, f, rule)
		}
	}
	if diff := cmp.Diff(each, outcomes); got.Outcome != want || diff != "" {
		t.Errorf("%s: the decision is %v, want %v; its findings (-want +got):\n%s", name, got.Outcome, want, diff)
	}
}

func TestAFindingSaysWhatTheCatalogWantsAndWhatTheClaimHas(t *testing.T) {
	claim := asking("several-conditions", "9000")
	terms := claim.Engagement().ReferralTerms().Source
	want := []mci.Finding{
		{Rule: "referral.create", Outcome: mci.Fail, Path: "consent.dealSize", Want: "deal size at least USD 10,000.00", Found: "USD 9,000.00", Source: terms},
		{Rule: "referral.create", Outcome: mci.Unknown, Path: "facts.managedByMicrosoft", Want: "customer managed by Microsoft", Found: "unknown", Source: terms},
	}
	if diff := cmp.Diff(want, CatalogPolicy{}.MayCreate(claim, Facts{}).Findings); diff != "" {
		t.Errorf("the findings differ (-want +got):\n%s", diff)
	}
}

func TestAnEngagementWithoutConditionsSaysSoAndNamesItsOwnSource(t *testing.T) {
	claim := asking("fy23-microsoft-viva", "25000")
	findings := CatalogPolicy{}.MayCreate(claim, managed).Findings
	if len(findings) != 1 || findings[0].Path != "engagement" || findings[0].Found != "none" || findings[0].Source != claim.Engagement().Source() {
		t.Errorf("the findings are %+v, want one about the engagement, from its source", findings)
	}
}

// A catalog that a newer library version has read can contain such a condition.
func TestAConditionThatTheLibraryDoesNotKnowIsUnknown(t *testing.T) {
	got := check(catalog.ReferralCondition{}, opened(illustrative), managed)
	if got.Outcome != mci.Unknown || got.Path == "" || got.Found != "a condition that this library does not know" {
		t.Errorf("an undeclared condition is %+v, want unknown", got)
	}
}

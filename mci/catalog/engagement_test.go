package catalog_test

import (
	"encoding/json"
	"slices"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestAnEngagementTakesItsIDTypesAndNoOthers(t *testing.T) {
	for id, want := range map[mci.EngagementID][]mci.IDType{
		"fy23-microsoft-viva":       {mci.DomainName, mci.TenantID, mci.TopParentID},
		"illustrative-variable-pay": {mci.OpportunityID},
	} {
		e := engagement(t, id)
		for _, kind := range append(mci.IDTypes(), 0, 99) {
			if got := e.Takes(kind); got != slices.Contains(want, kind) {
				t.Errorf("%s takes %q: %v", id, kind, got)
			}
		}
	}
}

func TestAnEngagementHasItsVariantInItsTitle(t *testing.T) {
	for id, want := range map[mci.EngagementID]string{
		"fy23-microsoft-viva":                                  "Microsoft Viva",
		"fy23-secure-multi-cloud-environments-sales":           "Secure Multi-Cloud Environments (Sales)",
		"fy23-secure-multi-cloud-environments-usage":           "Secure Multi-Cloud Environments (Usage)",
		"fy23-defend-against-threats-with-siem-plus-xdr-sales": "Defend Against Threats with SIEM Plus XDR (Sales)",
	} {
		if got := engagement(t, id).Title(); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestACallerCannotChangeAnEngagement(t *testing.T) {
	e, _ := catalogWith(t, change{variably + ".opportunity.stages", []any{"develop", "commit"}}).Find("illustrative-variable-pay", mci.Date{})

	e.IDTypes()[0] = mci.DomainName
	if !e.Takes(mci.OpportunityID) || e.Takes(mci.DomainName) {
		t.Error("through IDTypes")
	}
	opportunity := e.OpportunityTerms()
	if !slices.Equal(opportunity.Stages(), []string{"develop", "commit"}) {
		t.Errorf("the stages are %q", opportunity.Stages())
	}
	opportunity.Stages()[0] = "won"
	if e.OpportunityTerms().Stages()[0] != "develop" {
		t.Error("through OpportunityTerms")
	}
	referral := e.ReferralTerms()
	referral.Create[0].Fact, referral.Upgrade[0].Fact = 0, 0
	if again := e.ReferralTerms(); again.Create[0].Fact != catalog.DealSizeAtLeast || again.Upgrade[0].Fact != catalog.ManagedByMicrosoft {
		t.Error("through ReferralTerms")
	}
	windows := e.Windows()
	windows.Category = "another"
	if again := e.Windows(); again.Category == "another" {
		t.Error("through Windows")
	}
}

func TestAnEngagementWithoutOptionalTermsAsksForNothing(t *testing.T) {
	e, _ := catalogWith(t,
		change{variably + ".claimLimit", absent{}}, change{variably + ".opportunity", absent{}}, change{variably + ".referral", absent{}},
	).Find("illustrative-variable-pay", mci.Date{})
	if limit, outcome := e.ClaimLimit(mci.Date{}); limit != (catalog.ClaimLimit{}) || outcome != mci.Pass {
		t.Errorf("limit %+v, %v", limit, outcome)
	}
	if o := e.OpportunityTerms(); !o.MinimumHours.IsNone() || !o.MinimumContractValue.IsNone() || o.Status != "" || o.Stages() != nil || o.Source != (mci.Source{}) {
		t.Errorf("opportunity %+v", o)
	}
	if r := e.ReferralTerms(); r.Create != nil || r.Upgrade != nil || r.Source != (mci.Source{}) {
		t.Errorf("referral %+v", r)
	}
}

func TestAnEngagementIsOfferedEverywhereUnlessItNamesCountries(t *testing.T) {
	american, everywhere := engagement(t, "fy23-executive-order-14028"), engagement(t, "fy23-microsoft-viva")
	for _, country := range []mci.Country{"US", "CH", "PR", ""} {
		if got := american.OfferedIn(country); got != (country == "US") {
			t.Errorf("%s in %q: %v", american.Title(), country, got)
		}
		if !everywhere.OfferedIn(country) {
			t.Errorf("%s is not offered in %q", everywhere.Title(), country)
		}
	}
}

func TestAnOpportunityMustBeInOneOfTheStagesThatAreAskedFor(t *testing.T) {
	some, _ := catalogWith(t, change{variably + ".opportunity.stages", []any{"develop", "commit"}}).Find("illustrative-variable-pay", mci.Date{})
	for stage, want := range map[string]mci.Outcome{"develop": mci.Pass, "commit": mci.Pass, "": mci.Unknown, "won": mci.Fail, "Develop": mci.Pass} {
		if got := some.TakesStage(stage); got != want {
			t.Errorf("stage %q: %v, want %v", stage, got, want)
		}
	}
	for _, stage := range []string{"", "won"} {
		if got := engagement(t, "illustrative-variable-pay").TakesStage(stage); got != mci.Pass {
			t.Errorf("no stage is asked for, and %q is %v", stage, got)
		}
	}
}

func TestConditionsAreNotWritten(t *testing.T) {
	if text, err := json.Marshal(catalog.Conditions(0)); err == nil {
		t.Errorf("written as %s", text)
	}
}

package catalog_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// withOpportunity returns the engagement with variable pay under other
// conditions.
func withOpportunity(t *testing.T, conditions map[string]any) *catalog.Engagement {
	t.Helper()
	conditions["source"] = "illustrative"
	e, ok := catalogWith(t, change{variably + ".opportunity", conditions}).Find("illustrative-variable-pay", mci.Date{})
	if !ok {
		t.Fatal("the catalog lacks the engagement")
	}
	return e
}

func TestHoursAndContractValueLieBetweenTheirEnds(t *testing.T) {
	dollars := func(amount string) map[string]any { return map[string]any{"amount": amount, "currency": "USD"} }
	both := withOpportunity(t, map[string]any{
		"minimumHours": "40", "maximumHours": "400", "minimumContractValue": dollars("100"), "maximumContractValue": dollars("200"),
	})
	for text, want := range map[string]mci.Outcome{"39.99": mci.Fail, "40": mci.Pass, "400": mci.Pass, "400.01": mci.Fail, "": mci.Unknown} {
		if got := both.TakesHours(hours(text)); got != want {
			t.Errorf("%q hours: %v", text, got)
		}
	}
	for text, want := range map[string]mci.Outcome{"99.99": mci.Fail, "100": mci.Pass, "200": mci.Pass, "200.01": mci.Fail} {
		if got := both.TakesContractValue(usd(text)); got != want {
			t.Errorf("USD %s: %v", text, got)
		}
	}
	for _, value := range []mci.Money{{}, must(mci.ParseMoney("150", "EUR"))} {
		if got := both.TakesContractValue(value); got != mci.Unknown {
			t.Errorf("%s: %v", value, got)
		}
	}
	terms := both.OpportunityTerms()
	if got := terms.HoursAsked() + "; " + terms.ContractValueAsked(); got != "at least 40 and at most 400; at least USD 100.00 and at most USD 200.00" {
		t.Error(got)
	}
	most := withOpportunity(t, map[string]any{"maximumHours": "400"})
	if terms := most.OpportunityTerms(); most.TakesHours(hours("0.01")) != mci.Pass || terms.HoursAsked() != "at most 400" || terms.ContractValueAsked() != "" {
		t.Errorf("with a most alone: %s", terms.HoursAsked())
	}
	none := withOpportunity(t, map[string]any{})
	if none.TakesHours(mci.Hours{}) != mci.Pass || none.TakesContractValue(mci.Money{}) != mci.Pass || none.TakesStatus("") != mci.Pass || none.TakesStage("") != mci.Pass {
		t.Error("no condition does not pass")
	}
}

func TestStatusAndStageAreComparedWithoutCase(t *testing.T) {
	status, stage := madeUpEngagement(t, "by-hours-alone"), madeUpEngagement(t, "by-hours")
	if status.TakesStatus("") != mci.Unknown || status.TakesStatus("closed") != mci.Fail {
		t.Error("another status is taken")
	}
	rapid.Check(t, func(t *rapid.T) {
		mixed := func(text string) string {
			return strings.Map(func(r rune) rune {
				if rapid.Bool().Draw(t, "capital") {
					return []rune(strings.ToUpper(string(r)))[0]
				}
				return r
			}, text)
		}
		if s := mixed("open"); status.TakesStatus(s) != mci.Pass {
			t.Fatalf("%s is not taken", s)
		}
		if s := mixed("develop"); stage.TakesStage(s) != mci.Pass {
			t.Fatalf("%s is not taken", s)
		}
	})
}

func TestTheCaseOfAStatusIsNoPartOfTheDigest(t *testing.T) {
	before := madeUpEngagement(t, "by-hours-alone").Digest()
	for status, same := range map[string]bool{"OPEN": true, "open": true, "opened": false} {
		if got := madeUpWith(t, "by-hours-alone", change{byWork + ".opportunity.status", status}).Digest() == before; got != same {
			t.Errorf("%s: the same digest: %t", status, got)
		}
	}
}

// A person holds the catalog against the guide, so it is shown in the letters
// and in the order of the guide.
func TestStatusesAndStagesAreShownAsTheGuideWritesThem(t *testing.T) {
	e := madeUpWith(t, "by-hours", change{byHours + ".opportunity.status", "Open"}, change{byHours + ".opportunity.stages", []any{"Propose, final", "Develop"}})
	shown := map[string]string{}
	for _, a := range e.Aspects(e) {
		if len(a.Spells) > 0 {
			shown[a.What] = a.Spells[0].Text
		}
	}
	for what, want := range map[string]string{"status of the opportunity": "Open", "stages of the opportunity": `"Propose, final", Develop`} {
		if shown[what] != want {
			t.Errorf("%s: %s, want %s", what, shown[what], want)
		}
	}
}

func TestARequirementHasALeastAMostOrBoth(t *testing.T) {
	e := madeUpEngagement(t, "by-worked-hours")
	for seats, want := range map[string]mci.Outcome{"299.99": mci.Fail, "300": mci.Pass, "19999.99": mci.Pass, "20000": mci.Fail, "": mci.Unknown} {
		if got := e.MeetsRequirements(counted("seats", seats).Quantities, nil); got != want {
			t.Errorf("%q seats: %v, want %v", seats, got, want)
		}
	}
	for users, want := range map[string]mci.Outcome{"0": mci.Pass, "5000": mci.Pass, "5000.01": mci.Fail} {
		if got := e.MeetsRequirements(counted("active users", users).Quantities, nil); got != want {
			t.Errorf("%q users: %v, want %v", users, got, want)
		}
	}
	var texts []string
	for r := range e.Requirements() {
		texts = append(texts, r.String())
	}
	if got := strings.Join(texts, "; "); got != "the customer is neither small nor large: at least 300 and less than 20000 seats; the workload is little used: at most 5000 active users" {
		t.Error(got)
	}
}

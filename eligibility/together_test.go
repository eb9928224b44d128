package eligibility

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// pair returns two questions for which every rule passes.
func pair() []Question {
	a, b := workshop(), workshop()
	b.Engagement = anotherWorkshop()
	return []Question{a, b}
}

func anotherWorkshop() *catalog.Engagement {
	catalog, err := publicCatalog()
	if err != nil {
		panic(err)
	}
	for edition := range catalog.Editions() {
		for e := range edition.Engagements() {
			q := workshop()
			if q.Engagement, _ = e, true; e.Ref().Engagement != endpoint && decide(&q).Outcome() == mci.Pass {
				return e
			}
		}
	}
	panic("no other workshop")
}

func TestOneCustomerIsNominatedForSeveralEngagementsInOneGo(t *testing.T) {
	questions := pair()
	nominations, decisions, err := NominateAll(questions, details())
	if err != nil || len(nominations) != 2 || len(decisions) != 2 {
		t.Fatalf("%d nominations, %d decisions, %v", len(nominations), len(decisions), err)
	}
	for i, n := range nominations {
		if n.Question().Engagement != questions[i].Engagement || n.Details() != details() || decisions[i].Outcome() != mci.Pass {
			t.Errorf("nomination %d is for %s, its decision %v", i, n.Question().Engagement.Title(), decisions[i].Outcome())
		}
	}
}

func TestVariablePayIsNominatedAloneWithItsHours(t *testing.T) {
	nominations, _, err := NominateAll([]Question{opportunity()}, details())
	if err != nil || len(nominations) != 1 || nominations[0].Question().Hours != hours("60") {
		t.Fatalf("alone: %v, %v", nominations, err)
	}
	other := opportunity()
	other.Engagement = engagement("undemanding") // also variable pay
	for _, questions := range [][]Question{{opportunity(), other}, {workshop(), opportunity()}} {
		var field *mci.FieldError
		nominations, decisions, err := NominateAll(questions, details())
		if !errors.As(err, &field) || nominations != nil || decisions != nil {
			t.Fatalf("beside another: %v, %v, %v", nominations, decisions, err)
		}
		if field.Path != "questions[1].engagement" || !strings.Contains(field.Found, "nomination.variable-alone") {
			t.Errorf("the error is %v", field)
		}
	}
}

func TestAllAreNominatedOrNone(t *testing.T) {
	questions := pair()
	questions[1].Customer.MeetsCriteria = mci.No
	nominations, decisions, err := NominateAll(questions, details())
	if err != nil || nominations != nil || len(decisions) != 2 {
		t.Fatalf("%v, %v, %v", nominations, decisions, err)
	}
	if decisions[0].Outcome() != mci.Pass || decisions[1].Outcome() != mci.Fail || decisions[1].Reasons()[0].Rule != "customer.criteria" {
		t.Errorf("the decisions are %v and %v", decisions[0].Outcome(), decisions[1].Reasons())
	}
}

func TestQuestionsThatDoNotGoTogetherAreAnErrorThatNamesTheField(t *testing.T) {
	for path, change := range map[string]func(*Question){
		"engagement":  func(q *Question) { q.Engagement = engagement(endpoint) },
		"customer.id": func(q *Question) { q.Customer.ID = contosoTPID },
		"way":         func(q *Question) { q.Way = Claim },
		"location":    func(q *Question) { q.Location.ID = "L-2" },
		"user":        func(q *Question) { q.User.ID = "u-2" },
	} {
		questions := pair()
		change(&questions[1])
		var field *mci.FieldError
		_, decisions, err := NominateAll(questions, details())
		if !errors.As(err, &field) || field.Path != "questions[1]."+path || field.Want == "" || decisions != nil {
			t.Errorf("%s: %v, %v", path, err, decisions)
		}
	}
	later := pair()
	later[1].At = later[1].At.Add(1)
	if _, _, err := NominateAll(later, details()); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("another instant: %v", err)
	}
}

func TestWhatIsMalformedInOneQuestionNominatesNothing(t *testing.T) {
	none, bad, incomplete := pair(), pair(), details()
	none[1].Engagement = nil
	bad[1].Waivers = []Waiver{{Rule: "no such rule"}}
	incomplete.ClaimName = ""
	for path, call := range map[string]func() ([]*Nomination, []Decision, error){
		"questions":                    func() ([]*Nomination, []Decision, error) { return NominateAll(nil, details()) },
		"questions[1].engagement":      func() ([]*Nomination, []Decision, error) { return NominateAll(none, details()) },
		"questions[1].waivers[0].rule": func() ([]*Nomination, []Decision, error) { return NominateAll(bad, details()) },
		"claimName":                    func() ([]*Nomination, []Decision, error) { return NominateAll(pair(), incomplete) },
	} {
		nominations, decisions, err := call()
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != path || nominations != nil || decisions != nil {
			t.Errorf("%s: %v, %v, %v", path, nominations, decisions, err)
		}
	}
}

func TestNominatingOneInOneGoIsNominatingIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		single, decision, err := Nominate(q, details())
		all, decisions, errAll := NominateAll([]Question{q}, details())
		if err != nil || errAll != nil || len(decisions) != 1 || !slices.Equal(decision.Findings(), decisions[0].Findings()) {
			t.Fatalf("alone %v, %v; in one go %v, %v", decision.Findings(), err, decisions, errAll)
		}
		if (single == nil) != (len(all) == 0) {
			t.Fatalf("alone %v, in one go %v", single, all)
		}
	})
}

func TestEachRuleAloneKeepsTwoQuestionsApart(t *testing.T) {
	good := pair()
	if place := apart(&good[0], &good[1]); place != len(togetherRules) {
		t.Fatalf("two that go together are kept apart by %s", togetherRules[place].ID)
	}
	for id, change := range map[mci.RuleID]func(*Question){
		"nomination.variable-alone":  func(q *Question) { q.Engagement = engagement("undemanding") },
		"nomination.engagement-once": func(q *Question) { q.Engagement = engagement(endpoint) },
		"nomination.one-customer":    func(q *Question) { q.Customer.ID = contoso },
		"nomination.one-way":         func(q *Question) { q.Way = Claim },
		"nomination.one-location":    func(q *Question) { q.Location.Country = "US" },
		"nomination.one-user":        func(q *Question) { q.At = q.At.Add(1) },
	} {
		questions := pair()
		change(&questions[1])
		for _, order := range [][2]int{{0, 1}, {1, 0}} {
			place := apart(&questions[order[0]], &questions[order[1]])
			if place == len(togetherRules) || togetherRules[place].ID != id {
				t.Errorf("%s does not keep them apart; place %d does", id, place)
			}
		}
	}
	if len(togetherRules) != 6 {
		t.Errorf("there are %d rules, and cases for 6", len(togetherRules))
	}
}

func TestTwoQuestionsAreApartByTheFirstRuleThatTheyBreak(t *testing.T) {
	q, second := workshop(), demanding("demanding")()
	second.Customer.ID, second.Way, second.Location, second.User, second.At = q.Customer.ID, q.Way, q.Location, q.User, q.At
	if f, apart := Apart(&q, &second); apart {
		t.Errorf("two that go together are apart by %+v", f)
	}
	moved := second
	moved.Location.ID = "elsewhere"
	variable := opportunity()
	for rule, other := range map[mci.RuleID]*Question{"nomination.engagement-once": &q, "nomination.one-location": &moved, "nomination.variable-alone": &variable} {
		if f, apart := Apart(&q, other); !apart || f.Rule != rule || f.Outcome != mci.Fail {
			t.Errorf("%s: %t, %+v", rule, apart, f)
		}
	}
	var none Question
	for _, pair := range [][2]*Question{{&none, &q}, {&q, &none}} {
		if f, apart := Apart(pair[0], pair[1]); !apart || f.Outcome != mci.Unknown {
			t.Errorf("without an engagement: %t, %+v", apart, f)
		}
	}
}

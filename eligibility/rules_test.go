package eligibility

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// Stored findings name the ID and the version of their rule, and this table
// must explain them forever. The list of IDs and versions is committed: a row
// is never removed, and the meaning of a version never changes. The update flag
// only adds rows.
func TestARuleThatSaysSomethingElseHasAnotherVersionAndNoneIsEverForgotten(t *testing.T) {
	file := filepath.Join("testdata", "rules.versions.txt")
	committed, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	updated, problems := ruling.Versions(string(committed), Rules())
	if *update {
		if err := os.WriteFile(file, []byte(updated), 0o644); err != nil {
			t.Fatal(err)
		}
		_, problems = ruling.Versions(updated, Rules())
	}
	for _, problem := range problems {
		t.Error(problem)
	}
}

func TestAStoredFindingIsExplainedByItsRuleAndVersionAndElseShownAsStored(t *testing.T) {
	q := workshop()
	q.Customer.MeetsCriteria = mci.No
	found := decide(&q).Reasons()[0]
	stored := found
	stored.Path, stored.Want, stored.Source = "", "", mci.Source{}
	explained := Explain(stored)
	if explained.Path != found.Path || explained.Want == "" || explained.Source != found.Source || explained.Found != found.Found || explained.Outcome != mci.Fail {
		t.Errorf("it is explained as %+v", explained)
	}
	if Explain(found) != found {
		t.Errorf("a whole finding changed to %+v", Explain(found))
	}
	for _, unknown := range []mci.Finding{{Rule: "customer.unknown", Version: 1}, {Rule: "customer.criteria", Version: 99}, {Rule: "customer.criteria"}, {}} {
		if Explain(unknown) != unknown || explainFor(&q, unknown) != unknown {
			t.Errorf("an unknown one is explained as %+v and %+v", Explain(unknown), explainFor(&q, unknown))
		}
	}
}

// The rule of today says something else than the one that decided.
func TestAFindingOfARetiredVersionIsExplainedByTheRetiredRow(t *testing.T) {
	rule := rules[0].Rule()
	old := mci.Rule{ID: rule.ID, Version: rule.Version + 1, Retired: true, Means: "the user was an admin", Path: "admin", Source: mci.PartnerGuide.Source()}
	stored := mci.Finding{Rule: old.ID, Version: old.Version, Outcome: mci.Pass, Found: "an admin"}
	want := stored
	want.Path, want.Want, want.Source = old.Path, old.Means, old.Source
	if got := explain(stored, namedRules(append(Rules(), old))); got != want {
		t.Errorf("it is explained as %+v, want %+v", got, want)
	}
	stored.Version = rule.Version
	if got := explain(stored, namedRules(append(Rules(), old))); got.Want != rule.Means || got.Path != rule.Path {
		t.Errorf("one of the present version is explained as %+v", got)
	}
}

func TestAStoredFindingIsExplainedForItsQuestionAsTheDecisionDid(t *testing.T) {
	for _, q := range wantedOf() {
		if q.Customer.MeetsCriteria == mci.Yes {
			q.Waivers = []Waiver{{Rule: "customer.market", Reason: "agreed", Approver: "cfo", Until: mci.DateOf(q.At)}}
		}
		known := Question{
			Engagement: q.Engagement, Way: q.Way, At: q.At, Location: q.Location, Hours: q.Hours, Opportunity: q.Opportunity,
			Customer: Customer{ID: q.Customer.ID, Country: q.Customer.Country, Segment: q.Customer.Segment, Quantities: q.Customer.Quantities},
		}
		for _, found := range decide(q).Findings() {
			stored := found
			stored.Path, stored.Want, stored.Source = "", "", mci.Source{}
			if got := explainFor(&known, stored); got != found {
				t.Errorf("it is explained as\n%+v, want\n%+v", got, found)
			}
			if got := explainFor(&known, found); got != found {
				t.Errorf("a whole finding changed to %+v", got)
			}
			if got := explainFor(&Question{}, stored); got != Explain(stored) {
				t.Errorf("without an engagement it is explained as %+v", got)
			}
		}
	}
}

// wantedOf returns the questions of which the committed list of wanted values
// is made: of every kind of pay, with and without conditions, in both ways.
func wantedOf() []*Question {
	fixed, variable, strict := workshop(), opportunity(), demanding("demanding")()
	claimed := fixed
	claimed.Way, claimed.Customer.ConsentedBefore = Claim, mci.Yes
	return []*Question{&fixed, &claimed, &variable, &strict}
}

// A wanted value that changes takes another version too, since it is not
// stored. The list has a digest of what each version wants in the questions of
// wantedOf; that of a retired version stays as it was.
func TestARuleThatWantsSomethingElseHasAnotherVersion(t *testing.T) {
	file := filepath.Join("testdata", "rules.wanted.txt")
	committed, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	var wanted []mci.Rule
	for i := range rules {
		var texts strings.Builder
		for _, q := range wantedOf() {
			texts.WriteString(rules[i].Want(asked{q}) + "\n")
		}
		wanted = append(wanted, mci.Rule{ID: rules[i].ID, Version: rules[i].Version, Means: texts.String()})
	}
	present := slices.DeleteFunc(slices.Collect(strings.Lines(string(committed))), func(line string) bool {
		return slices.ContainsFunc(retired, func(r mci.Rule) bool { return strings.HasPrefix(line, fmt.Sprintf("%s %d ", r.ID, r.Version)) })
	})
	updated, problems := ruling.Versions(strings.Join(present, ""), wanted)
	if *update {
		if err := os.WriteFile(file, append(committed, strings.TrimPrefix(updated, strings.Join(present, ""))...), 0o644); err != nil {
			t.Fatal(err)
		}
		_, problems = ruling.Versions(updated, wanted)
	}
	for _, problem := range problems {
		t.Error(problem)
	}
}

func TestEveryFindingNamesTheVersionOfItsRule(t *testing.T) {
	q := workshop()
	for i, f := range decide(&q).Findings() {
		if f.Version != rules[i].Version || f.Version < 1 {
			t.Errorf("%s has the version %d, want %d", f.Rule, f.Version, rules[i].Version)
		}
	}
}

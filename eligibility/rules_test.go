package eligibility

import (
	"os"
	"path/filepath"
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
	stored.Want, stored.Source = "", mci.Source{}
	explained := Explain(stored)
	if explained.Want == "" || explained.Source != found.Source || explained.Found != found.Found || explained.Outcome != mci.Fail {
		t.Errorf("it is explained as %+v", explained)
	}
	if Explain(found) != found {
		t.Errorf("a whole finding changed to %+v", Explain(found))
	}
	for _, unknown := range []mci.Finding{{Rule: "customer.unknown", Version: 1}, {Rule: "customer.criteria", Version: 99}, {Rule: "customer.criteria"}, {}} {
		if Explain(unknown) != unknown {
			t.Errorf("an unknown one is explained as %+v", Explain(unknown))
		}
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

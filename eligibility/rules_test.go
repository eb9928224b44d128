package eligibility

import (
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
)

// inVersion is what a rule says in a version, as a line of the committed list.
func inVersion(r mci.Rule) (name, line string) {
	digest := fnv.New64a()
	fmt.Fprintf(digest, "%s\x00%s", r.Means, r.Source)
	name = fmt.Sprintf("%s %d", r.ID, r.Version)
	return name, fmt.Sprintf("%s %016x", name, digest.Sum64())
}

// Findings are stored with the ID and the version of their rule, and explained by this table for ever. The list of both is
// committed: a row never leaves it, and what a version says never changes. The update flag adds rows and changes none.
func TestARuleThatSaysSomethingElseHasAnotherVersionAndNoneIsEverForgotten(t *testing.T) {
	file := filepath.Join("testdata", "rules.versions.txt")
	data, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	committed := map[string]string{}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		committed[line[:strings.LastIndexByte(line, ' ')]] = line
	}
	known := map[string]bool{}
	for _, r := range Rules() {
		name, line := inVersion(r)
		switch {
		case known[name]:
			t.Errorf("%s is in the tables twice", name)
		case committed[name] == "" && *update:
			data = append(data, line+"\n"...)
		case committed[name] == "":
			t.Errorf("%s is not in the committed list; run with -update", name)
		case committed[name] != line:
			t.Errorf("%s says something else than when it was committed: give it the next version, and keep the old one as retired", name)
		}
		known[name] = true
	}
	for name := range committed {
		if !known[name] {
			t.Errorf("%s is in no table any more: keep it as retired", name)
		}
	}
	if *update {
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
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

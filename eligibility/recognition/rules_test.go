package recognition

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// ownRules are the rules of decisions; grants are those of a policy and have no
// version.
func ownRules() []mci.Rule { return Rules()[:1+len(rules)] }

// Findings are stored with the ID and the version of their rule, and explained
// by this table for ever. The list of both is committed: a row never leaves it,
// and what a version says never changes. The update flag adds rows and changes
// none.
func TestARuleThatSaysSomethingElseHasAnotherVersionAndNoneIsEverForgotten(t *testing.T) {
	file := filepath.Join("testdata", "rules.versions.txt")
	committed, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	updated, problems := ruling.Versions(string(committed), ownRules())
	if *update {
		if err := os.WriteFile(file, []byte(updated), 0o644); err != nil {
			t.Fatal(err)
		}
		_, problems = ruling.Versions(updated, ownRules())
	}
	for _, problem := range problems {
		t.Error(problem)
	}
}

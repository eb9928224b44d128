package recognition

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// ownRules returns the rules of decisions. The grants of a policy are left out,
// because they have no version.
func ownRules() []mci.Rule { return Rules()[:1+len(rules)] }

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

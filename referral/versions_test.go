package referral_test

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/access"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/routing"
)

var update = flag.Bool("update", false, "add the missing rules to the list")

// allRules returns the rules of this package and of those below it.
func allRules() []mci.Rule {
	return slices.Concat(referral.Rules(), access.Rules(), routing.Rules(), cosell.Rules(), change.Rules())
}

// A host may store the findings of a deal. They name the ID and the version of
// their rule, so the list of both is committed: a row is never removed, and the
// meaning of a version never changes. The update flag only adds rows.
func TestARuleThatSaysSomethingElseHasAnotherVersionAndNoneIsEverForgotten(t *testing.T) {
	file := filepath.Join("testdata", "rules.versions.txt")
	committed, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	updated, problems := ruling.Versions(string(committed), allRules())
	if *update {
		if err := os.WriteFile(file, []byte(updated), 0o644); err != nil {
			t.Fatal(err)
		}
		_, problems = ruling.Versions(updated, allRules())
	}
	for _, problem := range problems {
		t.Error(problem)
	}
}

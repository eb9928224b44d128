package ruling_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// One rule changed without a new version, and another one was removed without
// being kept as retired.
func ExampleVersions() {
	small := mci.Rule{ID: "number.small", Version: 1, Means: "the number is small"}
	tiny := mci.Rule{ID: "number.tiny", Version: 1, Means: "the number is tiny"}
	committed, _ := ruling.Versions("", []mci.Rule{small, tiny})

	small.Means = "the number is below 100"
	_, problems := ruling.Versions(committed, []mci.Rule{small})
	for _, problem := range problems {
		fmt.Println(problem)
	}
	// Output:
	// number.small 1 says something else than when it was committed: give it the next version, and keep the old one as retired
	// number.tiny 1 is in no table any more: keep it as retired
}

func TestAChangedRuleNeedsTheNextVersionAndItsOldOneAsRetired(t *testing.T) {
	first := mci.Rule{ID: "a", Version: 1, Means: "old"}
	committed, problems := ruling.Versions("", []mci.Rule{first})
	if len(problems) != 1 || !strings.Contains(problems[0].Error(), "not in the committed list") {
		t.Fatalf("a new rule: %v", problems)
	}
	if again, problems := ruling.Versions(committed, []mci.Rule{first}); again != committed || problems != nil {
		t.Errorf("the same rule: %q, %v", again, problems)
	}
	second := mci.Rule{ID: "a", Version: 2, Means: "new"}
	retired := first
	retired.Retired = true
	both, _ := ruling.Versions(committed, []mci.Rule{second, retired})
	if _, problems := ruling.Versions(both, []mci.Rule{second, retired}); problems != nil {
		t.Errorf("both versions: %v", problems)
	}
	for name, rules := range map[string][]mci.Rule{
		"the old version is gone":   {second},
		"another source":            {second, {ID: "a", Version: 1, Means: "old", Source: mci.CustomersPage.Source()}},
		"another path":              {second, {ID: "a", Version: 1, Means: "old", Path: "b"}},
		"the same version twice":    {second, first, first},
		"a rule without a version":  {second, first, {ID: "b"}},
		"nothing":                   nil,
		"the versions are confused": {{ID: "a", Version: 2, Means: "old"}, {ID: "a", Version: 1, Means: "new"}},
	} {
		if _, problems := ruling.Versions(both, rules); len(slices.Compact(problems)) == 0 {
			t.Errorf("%s: no problem", name)
		}
	}
}

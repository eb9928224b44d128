package customers

import (
	"slices"
	"testing"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/internal/questiontest"

	"pgregory.net/rapid"
)

func TestAPortionIsThatPartOfTheWholeAndTakesNoMoreThanItNeeds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Int(), 0, 20).Draw(t, "values")
		skip, most := rapid.IntRange(-2, 25).Draw(t, "skip"), rapid.IntRange(-2, 25).Draw(t, "most")
		pulled := 0
		source := func(yield func(int) bool) {
			for _, value := range all {
				pulled++
				if !yield(value) {
					return
				}
			}
		}
		first := min(max(skip, 0), len(all))
		last := min(first+max(most, 0), len(all))
		if got := slices.Collect(Portion(source, skip, most)); !slices.Equal(got, all[first:last]) {
			t.Fatalf("skip %d, most %d of %v: %v, want %v", skip, most, all, got, all[first:last])
		}
		needed := 0
		if most > 0 {
			needed = min(max(skip, 0)+most, len(all))
		}
		if pulled != needed {
			t.Fatalf("%d values were read, want %d", pulled, needed)
		}
	})
}

func TestPortionsOfAPageAreThePage(t *testing.T) {
	var entries []Entry
	for range 7 {
		entries = append(entries, entry(questiontest.Workshop, func(*Entry) {}), entry(questiontest.Workshop, func(e *Entry) { e.Question.Customer.Claims = eligibility.CountOf(1) }))
	}
	ineligible := OnTab(Page(slices.Values(entries)), Ineligible)
	whole, lines := slices.Collect(ineligible), 0
	for skip := 0; ; skip += 3 {
		portion := slices.Collect(Portion(ineligible, skip, 3))
		if len(portion) == 0 {
			break
		}
		for i, line := range portion {
			if line.Tab != Ineligible || line.Name != whole[skip+i].Name {
				t.Errorf("line %d is %v", skip+i, line)
			}
		}
		lines += len(portion)
	}
	if len(whole) != 7 || lines != 7 {
		t.Errorf("%d lines in portions, %d on the tab, want 7", lines, len(whole))
	}
}

func TestATabCanBeLeftAnywhere(t *testing.T) {
	entries, pulled := []Entry{entry(questiontest.Workshop, func(*Entry) {}), entry(questiontest.Workshop, func(*Entry) {})}, 0
	source := func(yield func(Entry) bool) {
		for _, e := range entries {
			pulled++
			if !yield(e) {
				return
			}
		}
	}
	for range OnTab(Page(source), Eligible) {
		break
	}
	if pulled != 1 {
		t.Errorf("%d entries were read for one line", pulled)
	}
}

package customers

import (
	"slices"
	"testing"

	"github.com/mci-go/incentives/eligibility"

	"pgregory.net/rapid"
)

// anyLine draws a line with any tab and any reasons, including undeclared ones.
func anyLine(t *rapid.T) Line {
	return Line{
		Tab:     Tab(rapid.IntRange(0, int(Complete)+1).Draw(t, "tab")),
		Reasons: rapid.SliceOfDistinct(rapid.Map(rapid.IntRange(0, int(eligibility.DoneElsewhere)+1), func(i int) eligibility.Reason { return eligibility.Reason(i) }), rapid.ID[eligibility.Reason]).Draw(t, "reasons"),
	}
}

func TestEveryLineIsCountedOnceOnItsTabAndForEachReason(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOf(rapid.Custom(anyLine)).Draw(t, "lines")
		count := CountPage(slices.Values(lines))
		all := 0
		for tab := range Complete + 2 {
			want := 0
			for _, line := range lines {
				if tab <= Complete && line.Tab == tab {
					want++
				}
			}
			if got := count.Tab(tab); got != want {
				t.Fatalf("%d lines on %v, want %d", got, tab, want)
			}
			all += want
		}
		if got := count.Lines(); got != all {
			t.Fatalf("%d lines, want %d", got, all)
		}
		for reason := range eligibility.DoneElsewhere + 2 {
			want := 0
			for _, line := range lines {
				if reason <= eligibility.DoneElsewhere && slices.Contains(line.Reasons, reason) {
					want++
				}
			}
			if got := count.Reason(reason); got != want {
				t.Fatalf("%d lines for %v, want %d", got, reason, want)
			}
		}
	})
}

func TestOnlyLinesThatAreTakenAreCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lines := rapid.SliceOf(rapid.Custom(anyLine)).Draw(t, "lines")
		take := rapid.IntRange(min(1, len(lines)), len(lines)).Draw(t, "take")
		var count PageCount
		var taken []Line
		for line := range count.Counting(slices.Values(lines)) {
			if len(taken) == take {
				t.Fatal("a line too many")
			}
			if taken = append(taken, line); len(taken) == take {
				break
			}
		}
		if count != CountPage(slices.Values(taken)) || !slices.EqualFunc(taken, lines[:take], func(a, b Line) bool { return a.Tab == b.Tab && slices.Equal(a.Reasons, b.Reasons) }) {
			t.Fatalf("%v after %d of %d lines", count, take, len(lines))
		}
	})
}

func TestCountingAPageTakesNoMemoryForItsLines(t *testing.T) {
	one := Line{Tab: Ineligible, Reasons: []eligibility.Reason{eligibility.LimitReached}}
	lines := func(yield func(Line) bool) {
		for range 1000 {
			if !yield(one) {
				return
			}
		}
	}
	if allocations := testing.AllocsPerRun(10, func() { CountPage(lines) }); allocations > 1 {
		t.Errorf("%v allocations for 1000 lines", allocations)
	}
}

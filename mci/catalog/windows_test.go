package catalog_test

import (
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestWindowsGiveTheLengthOfEachClock(t *testing.T) {
	w, _ := must(catalog.Public()).Windows("Assessments")
	for clock, want := range map[mci.Clock]int{
		0: 0, mci.ConsentClock: 30, mci.FirstSubmissionClock: 60, mci.ReviewClock: 90, mci.DisputeClock: 30, mci.PostDisputeClock: 30, 6: 0, 255: 0,
	} {
		if got := w.Days(clock); got != want {
			t.Errorf("%v clock: %d days, want %d", clock, got, want)
		}
	}
	if got := w.ComputedMaximum(); got != 120 {
		t.Errorf("computed maximum %d, want consent and review, 120", got)
	}
}

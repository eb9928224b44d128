package catalog_test

import (
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestWindowsGiveTheLengthOfEachClock(t *testing.T) {
	w := catalog.Windows{Consent: 1, FirstSubmission: 2, Review: 3, Dispute: 4, PostDispute: 5, PublishedMaximum: 6}
	for clock, want := range map[mci.Clock]int{
		0: 0, mci.ConsentClock: 1, mci.FirstSubmissionClock: 2, mci.ReviewClock: 3, mci.DisputeClock: 4, mci.PostDisputeClock: 5, 6: 0, 255: 0,
	} {
		if got := w.Days(clock); got != want {
			t.Errorf("%v clock: %d days, want %d", clock, got, want)
		}
	}
	if got := w.ComputedMaximum(); got != 4 {
		t.Errorf("computed maximum %d, want consent and review, 4", got)
	}
}

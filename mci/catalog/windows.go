package catalog

import "github.com/mci-go/incentives/mci"

// clocks yields every clock.
func clocks() []mci.Clock {
	return []mci.Clock{mci.ConsentClock, mci.FirstSubmissionClock, mci.ReviewClock, mci.DisputeClock, mci.PostDisputeClock}
}

// Windows are the lengths of the five clocks for one category of engagement, in
// calendar days. An engagement can have lengths of its own for some of them.
// Source: the claim expiration timelines of [mci.WorkshopClaims]; the figures
// are in the catalog.
type Windows struct {
	Category        string
	Consent         int
	FirstSubmission int
	Review          int
	Dispute         int
	// one time; later resubmissions do not restart it
	PostDispute int
	// as printed for the category; informative only, nothing expires by it
	PublishedMaximum int
	Source           mci.Source

	// the clocks whose lengths are the engagement's own
	own       [mci.PostDisputeClock + 1]bool
	ownSource mci.Source
}

// SourceOf returns where the length of a clock is from: the engagement's own
// terms, or those of its category.
func (w *Windows) SourceOf(clock mci.Clock) mci.Source {
	if int(clock) < len(w.own) && w.own[clock] {
		return w.ownSource
	}
	return w.Source
}

// Days returns the length of one clock in calendar days; 0 for no clock.
func (w *Windows) Days(clock mci.Clock) int {
	if days := w.days(clock); days != nil {
		return *days
	}
	return 0
}

// days returns where the length of a clock is held; nil for no clock.
func (w *Windows) days(clock mci.Clock) *int {
	days := [...]*int{
		mci.ConsentClock:         &w.Consent,
		mci.FirstSubmissionClock: &w.FirstSubmission,
		mci.ReviewClock:          &w.Review,
		mci.DisputeClock:         &w.Dispute,
		mci.PostDisputeClock:     &w.PostDispute,
	}
	if int(clock) >= len(days) {
		return nil
	}
	return days[clock]
}

// ComputedMaximum returns the longest possible life of a claim without a
// dispute, in calendar days from its creation: the consent window and the
// review window. For large projects it is 320 where the published table prints
// 310. Source: [mci.LibraryReading]; the other four published rows agree.
func (w *Windows) ComputedMaximum() int { return w.Consent + w.Review }

package catalog

import "github.com/mci-go/incentives/mci"

// clocks yields every clock.
func clocks() []mci.Clock {
	return []mci.Clock{mci.ConsentClock, mci.FirstSubmissionClock, mci.ReviewClock, mci.DisputeClock, mci.PostDisputeClock}
}

// Windows are the lengths of the five clocks for one category of engagement, in
// calendar days. An engagement can have its own lengths for some of them.
// Source: the claim expiration timelines of [mci.WorkshopClaims]; the figures
// are in the catalog.
type Windows struct {
	// Category is the category of the engagements, such as "Workshops".
	Category string
	// Consent is the number of days from the claim's creation to the customer's
	// answer.
	Consent int
	// FirstSubmission is the number of days from consent to the first
	// submission.
	FirstSubmission int
	// Review is the number of days from consent to the end of the review.
	Review int
	// Dispute is the number of days from the rejection to the submission of the
	// dispute.
	Dispute int
	// PostDispute is the number of days from the submission of the dispute to
	// the end of its review. It is granted one time; later resubmissions do not
	// restart it.
	PostDispute int
	// PublishedMaximum is the maximum that is printed for the category, in
	// days; 0 if there is none. It is only informative: nothing expires by it.
	PublishedMaximum int
	// Source is the document that states the lengths.
	Source mci.Source

	// own marks the clocks whose lengths are the engagement's own.
	own       [mci.PostDisputeClock + 1]bool
	ownSource mci.Source
}

// SourceOf returns the source of a clock's length. If the engagement sets the
// length itself, this is the source of its own terms, else the category's
// source.
func (w *Windows) SourceOf(clock mci.Clock) mci.Source {
	if int(clock) < len(w.own) && w.own[clock] {
		return w.ownSource
	}
	return w.Source
}

// Days returns the length of a clock in calendar days. If the clock is zero or
// undeclared, it returns 0.
func (w *Windows) Days(clock mci.Clock) int {
	if days := w.days(clock); days != nil {
		return *days
	}
	return 0
}

// days returns a pointer to the length of a clock. If the clock is zero or
// undeclared, it returns nil.
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
// dispute, in calendar days from its creation: the consent window plus the
// review window. For large projects it is 320, but the published table prints
// 310. The other four published rows agree. Source: [mci.LibraryReading].
func (w *Windows) ComputedMaximum() int { return w.Consent + w.Review }

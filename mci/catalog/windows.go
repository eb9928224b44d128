package catalog

import "github.com/mci-go/incentives/mci"

// windowFields holds the name of each clock's length in a catalog. A clock
// without a name here cannot be read: the reader says so, and a test holds the
// names against mci.Clocks and the schema against the names.
var windowFields = [...]string{
	mci.ConsentClock:         "consent",
	mci.FirstSubmissionClock: "firstSubmission",
	mci.ReviewClock:          "review",
	mci.DisputeClock:         "dispute",
	mci.PostDisputeClock:     "postDispute",
}

// windowField returns the name of a clock's length, or nothing if the clock has
// none.
func windowField(clock mci.Clock) string {
	if int(clock) >= len(windowFields) {
		return ""
	}
	return windowFields[clock]
}

// Windows are the lengths of the clocks for one category of engagement, in
// calendar days. An engagement can have its own lengths for some of them.
// Source: the claim expiration timelines of [mci.WorkshopClaims]; the figures
// are in the catalog.
type Windows struct {
	// Category is the name of the category in the catalog, such as "Workshops".
	Category string
	// PublishedMaximum is the longest life of a claim as printed for the
	// category, in calendar days; 0 if none is. It is informative: nothing
	// expires by it.
	PublishedMaximum int
	// Source is the document that the lengths of the category are from.
	Source mci.Source

	// by clock, in calendar days
	lengths [len(windowFields)]uint16
	// a bit for each clock whose length is the engagement's own
	own       uint16
	ownSource mci.Source
}

// SourceOf returns the source of a clock's length. If the engagement sets the
// length itself, this is the source of its own terms, else the category's
// source.
func (w *Windows) SourceOf(clock mci.Clock) mci.Source {
	if w.own&(1<<clock) != 0 {
		return w.ownSource
	}
	return w.Source
}

// Days returns the length of a clock in calendar days. If the clock is zero or
// undeclared, it returns 0.
func (w *Windows) Days(clock mci.Clock) int {
	if int(clock) >= len(w.lengths) {
		return 0
	}
	return int(w.lengths[clock])
}

// ComputedMaximum returns the longest possible life of a claim without a
// dispute, in calendar days from its creation: the consent window and the
// review window. For large projects it is 320, but the published table prints
// 310. The other four published rows agree. Source: [mci.LibraryReading].
func (w *Windows) ComputedMaximum() int { return w.Days(mci.ConsentClock) + w.Days(mci.ReviewClock) }

package pages

import (
	"strings"

	"github.com/mci-go/incentives/mci/catalog"
)

// unpublishedAspect is the kind of statement that says that a part of a rate is
// not published.
const unpublishedAspect catalog.AspectID = "rate.unpublished"

// markBases marks each rate that has an unpublished part as a base rate, and
// names that part in the same row, because the base must not be mistaken for
// the total.
func (t *topic) markBases() {
	for _, part := range t.Rows {
		if part.ID != unpublishedAspect || part.Text == "" {
			continue
		}
		for i := range t.Rows {
			row := &t.Rows[i]
			if row.isRate() && row.Anchor == part.Anchor && row.meets(&part) {
				row.What, row.Unpublished = "base "+row.What, part.Text
			}
		}
	}
}

// isRate reports whether the statement is about an amount that is paid.
func (s *statement) isRate() bool {
	return s.ID != unpublishedAspect && strings.HasPrefix(string(s.ID), "rate.") && strings.HasPrefix(s.What, "rate")
}

// meets reports whether two statements hold on the same day.
func (s *statement) meets(other *statement) bool {
	begins := s.From.IsZero() || other.Until.IsZero() || s.From.Compare(other.Until) <= 0
	ends := other.From.IsZero() || s.Until.IsZero() || other.From.Compare(s.Until) <= 0
	return begins && ends
}

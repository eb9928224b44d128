package eligibility

import (
	"iter"
	"math/bits"
)

// MostEngagements is how many engagements a [Roster] can have, and how many places an [EngagementSet].
const MostEngagements = 64

// An EngagementSet holds some of a [Roster]'s engagements by their places in its list, one bit for each. The zero
// EngagementSet is empty. Sets are combined by the operators of Go: a & b, a | b, a &^ b.
type EngagementSet uint64

// Has reports whether a place is in the set; false for one that no roster has.
func (s EngagementSet) Has(place int) bool { return s&setOf(place) != 0 }

// With returns the set and a place. A place that no roster has, below 0 or from 64 on, adds nothing.
func (s EngagementSet) With(place int) EngagementSet { return s | setOf(place) }

// Len returns how many places are in the set.
func (s EngagementSet) Len() int { return bits.OnesCount64(uint64(s)) }

// All yields the places in the set, the lowest first.
func (s EngagementSet) All() iter.Seq[int] {
	return func(yield func(int) bool) {
		for ; s != 0; s &= s - 1 {
			if !yield(bits.TrailingZeros64(uint64(s))) {
				return
			}
		}
	}
}

// setOf returns the set of one place; the empty one for a place that no roster has.
func setOf(place int) EngagementSet {
	if place < 0 {
		return 0
	}
	return 1 << place // 0 from 64 on
}

package eligibility

import (
	"encoding/json"
	"fmt"
	"iter"
	"math/bits"
	"slices"
	"strconv"

	"github.com/mci-go/incentives/mci"
)

// MostEngagements is how many engagements a [Roster] can have, and how many
// places an [EngagementSet].
const MostEngagements = 64

// An EngagementSet holds some of a [Roster]'s engagements by their places in
// its list, one bit for each. The zero EngagementSet is empty. Sets are
// combined by the operators of Go: a & b, a | b, a &^ b.
type EngagementSet uint64

// Has reports whether a place is in the set; false for one that no roster has.
func (s EngagementSet) Has(place int) bool { return s&setOf(place) != 0 }

// With returns the set and a place. A place that no roster has, below 0 or from
// 64 on, adds nothing.
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

// setOf returns the set of one place; the empty one for a place that no roster
// has.
func setOf(place int) EngagementSet {
	if place < 0 {
		return 0
	}
	return 1 << place // 0 from 64 on
}

// MarshalJSON returns the places as an array, the lowest first: a number of 64
// bits would not survive in JavaScript.
func (s EngagementSet) MarshalJSON() ([]byte, error) {
	return json.Marshal(slices.AppendSeq([]int{}, s.All()))
}

// UnmarshalJSON reads what [EngagementSet.MarshalJSON] writes. A place that no
// roster has, and anything else, is a [mci.FieldError].
func (s *EngagementSet) UnmarshalJSON(data []byte) error {
	var places []int
	if err := json.Unmarshal(data, &places); err != nil || places == nil {
		return mci.Invalid("", string(data), "an array of places")
	}
	var read EngagementSet
	for i, place := range places {
		if setOf(place) == 0 {
			return &mci.FieldError{Path: fmt.Sprintf("[%d]", i), Found: strconv.Itoa(place), Want: "a place from 0 to 63"}
		}
		read = read.With(place)
	}
	*s = read
	return nil
}

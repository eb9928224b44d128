package customers

import (
	"encoding/json"
	"fmt"
	"iter"
	"math/bits"
	"slices"
	"strconv"

	"github.com/mci-go/incentives/mci"
)

// MostEngagements is the largest number of engagements in a [Roster], and the
// number of places in an [EngagementSet].
const MostEngagements = 64

// An EngagementSet holds some of a [Roster]'s engagements by their places in
// its list, one bit for each. The zero EngagementSet is empty. Sets are
// combined by the operators of Go: a & b, a | b, a &^ b.
type EngagementSet uint64

// Has reports whether a place is in the set. It is false for a place that no
// roster has.
func (s EngagementSet) Has(place int) bool { return s&setOf(place) != 0 }

// With returns the set with a place added. If the place is below 0 or above 63,
// no roster has it, and nothing is added.
func (s EngagementSet) With(place int) EngagementSet { return s | setOf(place) }

// Len returns the number of places in the set.
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

// setOf returns the set of one place, or the empty set if no roster has the
// place.
func setOf(place int) EngagementSet {
	if place < 0 {
		return 0
	}
	return 1 << place // 0 from 64 on
}

// MarshalJSON returns the places as an array, the lowest first, since a number
// of 64 bits would not survive in JavaScript.
func (s EngagementSet) MarshalJSON() ([]byte, error) {
	return json.Marshal(slices.AppendSeq([]int{}, s.All()))
}

// UnmarshalJSON reads the form that [EngagementSet.MarshalJSON] writes. If a
// place is one that no roster has, or the input is anything else, it returns a
// [mci.FieldError].
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

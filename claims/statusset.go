package claims

import (
	"encoding/json"
	"iter"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A StatusSet is a set of statuses in one machine word. It is compared with ==.
// The zero StatusSet is empty.
type StatusSet struct{ word uint32 }

const _ = uint(32 - statusCount) // a word has a bit for each status

// StatusSetOf returns the set of the given statuses. It leaves out a value that
// is not a documented status.
func StatusSetOf(statuses ...Status) StatusSet {
	var set StatusSet
	for _, status := range statuses {
		if status != 0 && status < statusCount {
			set.word |= 1 << status
		}
	}
	return set
}

// Has reports whether a status is in the set.
func (s StatusSet) Has(status Status) bool { return status < statusCount && s.word&(1<<status) != 0 }

// IsEmpty reports whether no status is in the set.
func (s StatusSet) IsEmpty() bool { return s.word == 0 }

// All yields the statuses in the order of [Statuses].
func (s StatusSet) All() iter.Seq[Status] {
	return func(yield func(Status) bool) {
		for word := s.word; word != 0; word &= word - 1 {
			if !yield(Status(bits.TrailingZeros32(word))) { //nolint:gosec // because a word has 32 bits
				return
			}
		}
	}
}

// String returns the names of the statuses, separated by commas. The empty set
// is the empty text.
func (s StatusSet) String() string {
	var names []string
	for status := range s.All() {
		names = append(names, status.String())
	}
	return strings.Join(names, ", ")
}

// MarshalJSON returns the names of the statuses, as a JSON array in the order
// of [Statuses].
func (s StatusSet) MarshalJSON() ([]byte, error) {
	statuses := make([]Status, 0, statusCount)
	for status := range s.All() {
		statuses = append(statuses, status)
	}
	return json.Marshal(statuses)
}

// UnmarshalJSON reads an array of statuses by their names or aliases. If a text
// is not a status, it returns a [mci.FieldError].
func (s *StatusSet) UnmarshalJSON(data []byte) error {
	var statuses []Status
	if err := json.Unmarshal(data, &statuses); err != nil {
		return err
	}
	if at := slices.Index(statuses, 0); at >= 0 {
		return mci.At("["+strconv.Itoa(at)+"]", mci.Invalid("", "nothing", "a status"))
	}
	*s = StatusSetOf(statuses...)
	return nil
}

package claims

import (
	"iter"

	"github.com/mci-go/incentives/claims/internal/set"
)

// A StatusSet is a set of statuses in one machine word. It is compared with ==.
// The zero StatusSet is empty.
type StatusSet struct{ word set.Word }

const _ = uint(32 - statusCount) // a word has a bit for each status

// StatusSetOf returns the set of the given statuses. It leaves out a value that
// is not a documented status.
func StatusSetOf(statuses ...Status) StatusSet { return StatusSet{set.Of(statusCount, statuses)} }

// Has reports whether a status is in the set.
func (s StatusSet) Has(status Status) bool { return s.word&(1<<status) != 0 }

// IsEmpty reports whether no status is in the set.
func (s StatusSet) IsEmpty() bool { return s.word == 0 }

// All yields the statuses in the order of [Statuses].
func (s StatusSet) All() iter.Seq[Status] { return set.All[Status](s.word) }

// String returns the names of the statuses, separated by commas. The empty set
// is the empty text.
func (s StatusSet) String() string { return set.Text[Status](s.word) }

// MarshalJSON returns the names of the statuses, as a JSON array in the order
// of [Statuses].
func (s StatusSet) MarshalJSON() ([]byte, error) { return set.Marshal[Status](s.word) }

// UnmarshalJSON reads an array of statuses by their names or aliases. If a text
// is not a status, it returns a [mci.FieldError].
func (s *StatusSet) UnmarshalJSON(data []byte) error {
	word, err := set.Unmarshal(data, statusCount, "a status")
	if err == nil {
		s.word = word
	}
	return err
}

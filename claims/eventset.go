package claims

import (
	"iter"
	"math/bits"

	"github.com/mci-go/incentives/claims/internal/set"
)

// An EventSet is a set of events in one machine word. It is copied as cheaply
// as a number, is compared with ==, and is iterated without an allocation. The
// zero EventSet is empty.
type EventSet struct{ word set.Word }

const _ = uint(32 - eventCount) // a word has a bit for each event

// EventSetOf returns the set of the given events. It leaves out a value that is
// not an event of the machine.
func EventSetOf(events ...Event) EventSet { return EventSet{set.Of(eventCount, events)} }

// without returns the events of the set that are not in another.
func (s EventSet) without(others EventSet) EventSet { return EventSet{s.word &^ others.word} }

// and returns the events that are in both sets.
func (s EventSet) and(other EventSet) EventSet { return EventSet{s.word & other.word} }

// Has reports whether an event is in the set.
func (s EventSet) Has(event Event) bool { return s.word&(1<<event) != 0 }

// Len returns the number of events.
func (s EventSet) Len() int { return bits.OnesCount32(uint32(s.word)) }

// IsEmpty reports whether no event is in the set.
func (s EventSet) IsEmpty() bool { return s.word == 0 }

// All yields the events in the order of [Events]. It does not allocate. Use
// slices.Collect to make a list of it.
func (s EventSet) All() iter.Seq[Event] { return set.All[Event](s.word) }

// String returns the events in words, separated by commas. The empty set is the
// empty text.
func (s EventSet) String() string { return set.Text[Event](s.word) }

// MarshalJSON returns the events in words, as a JSON array in the order of
// [Events].
func (s EventSet) MarshalJSON() ([]byte, error) { return set.Marshal[Event](s.word) }

// UnmarshalJSON reads an array of events in words, in any order. If a text is
// not an event, it returns a [mci.FieldError].
func (s *EventSet) UnmarshalJSON(data []byte) (err error) {
	word, err := set.Unmarshal(data, eventCount, "an event")
	if err == nil {
		s.word = word
	}
	return err
}

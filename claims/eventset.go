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

// An EventSet is a set of events in one machine word. It is copied as cheaply
// as a number, is compared with ==, and is iterated without an allocation. The
// zero EventSet is empty.
type EventSet struct{ word uint32 }

const _ = uint(32 - eventCount) // a word has a bit for each event

// EventSetOf returns the set of the given events. It leaves out a value that is
// not an event of the machine.
func EventSetOf(events ...Event) EventSet {
	var set EventSet
	for _, event := range events {
		set = set.with(event)
	}
	return set
}

// with returns the set with one event more.
func (s EventSet) with(event Event) EventSet {
	if event == 0 || event >= eventCount {
		return s
	}
	return EventSet{s.word | 1<<event}
}

// without returns the events of the set that are not in another.
func (s EventSet) without(others EventSet) EventSet { return EventSet{s.word &^ others.word} }

// and returns the events that are in both sets.
func (s EventSet) and(other EventSet) EventSet { return EventSet{s.word & other.word} }

// Has reports whether an event is in the set.
func (s EventSet) Has(event Event) bool { return s.word&(1<<event) != 0 }

// Len returns the number of events.
func (s EventSet) Len() int { return bits.OnesCount32(s.word) }

// IsEmpty reports whether no event is in the set.
func (s EventSet) IsEmpty() bool { return s.word == 0 }

// All yields the events in the order of [Events]. It does not allocate. Use
// slices.Collect to make a list of it.
func (s EventSet) All() iter.Seq[Event] {
	return func(yield func(Event) bool) {
		for word := s.word; word != 0; word &= word - 1 {
			if !yield(Event(bits.TrailingZeros32(word))) { //nolint:gosec // because a word has 32 bits
				return
			}
		}
	}
}

// String returns the events in words, separated by commas. The empty set is the
// empty text.
func (s EventSet) String() string {
	var b strings.Builder
	for event := range s.All() {
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(event.String())
	}
	return b.String()
}

// MarshalJSON returns the events in words, as a JSON array in the order of
// [Events].
func (s EventSet) MarshalJSON() ([]byte, error) {
	events := make([]Event, 0, eventCount)
	for event := range s.All() {
		events = append(events, event)
	}
	return json.Marshal(events)
}

// UnmarshalJSON reads an array of events in words, in any order. If a text is
// not an event, it returns a [mci.FieldError].
func (s *EventSet) UnmarshalJSON(data []byte) error {
	var events []Event
	if err := json.Unmarshal(data, &events); err != nil {
		return err
	}
	if at := slices.Index(events, 0); at >= 0 {
		return mci.At("["+strconv.Itoa(at)+"]", mci.Invalid("", "nothing", "an event"))
	}
	*s = EventSetOf(events...)
	return nil
}

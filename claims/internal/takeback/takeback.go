// Package takeback decides which entries of a history can be taken back, for a
// claim of any kind. [Irrevocable] returns the reason why an entry cannot be.
package takeback

import "strconv"

// An Entry is an entry of a history as far as a taking-back asks. Its number is
// its place in the history, from 1.
type Entry struct {
	// Event is the event in words.
	Event string
	// Observed is whether the entry observes Partner Center.
	Observed bool
	// Final is the reason for which an entry of its kind is never taken back,
	// or empty.
	Final string
	// TakenBack is the number of the entry that it takes back, or 0.
	TakenBack uint64
}

// Irrevocable returns the reason that an entry cannot be taken back, or the
// empty text. The number is that of an entry of the history. The entry must be
// the last, or every later one must be an observation, take another back or be
// taken back itself.
func Irrevocable(history []Entry, number uint64) string {
	entry, undone := &history[number-1], undone(history)
	switch {
	case entry.Final != "":
		return entry.Final
	case entry.TakenBack != 0:
		return "it takes another entry back, which is final"
	case undone[number]:
		return "it is taken back already"
	}
	for later := number + 1; later <= uint64(len(history)); later++ {
		if after := &history[later-1]; after.TakenBack == 0 && !undone[later] && !after.Observed {
			return "entry " + strconv.FormatUint(later, 10) + ", " + after.Event + ", follows it; take that back first"
		}
	}
	return ""
}

// undone returns the numbers of the entries that were taken back: those that an
// entry names, and the observations that went with them.
func undone(history []Entry) map[uint64]bool {
	gone := map[uint64]bool{}
	for i := range history {
		if history[i].TakenBack == 0 {
			continue
		}
		for number := history[i].TakenBack; number <= uint64(i); number++ {
			gone[number] = true
		}
	}
	return gone
}

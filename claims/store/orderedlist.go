package store

import (
	"iter"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
)

// A cursor is a place in a list: a claim's key, which is zero in the order of
// IDs, and its ID.
type cursor struct {
	key time.Time
	id  claims.ID
}

// compare orders cursors by key and then by ID.
func (c cursor) compare(other cursor) int {
	if byKey := c.key.Compare(other.key); byKey != 0 {
		return byKey
	}
	return strings.Compare(string(c.id), string(other.id))
}

// mostInChunk bounds the number of cursors that an insertion moves.
const mostInChunk = 1024

// An orderedList keeps cursors in order, in chunks, so that an insertion moves
// one chunk and not the whole list. The zero orderedList is empty.
type orderedList struct{ chunks [][]cursor }

// chunk returns the first chunk that ends at or after a cursor.
func (l *orderedList) chunk(c cursor) int {
	return sort.Search(len(l.chunks), func(i int) bool {
		chunk := l.chunks[i]
		return chunk[len(chunk)-1].compare(c) >= 0
	})
}

// insert adds a cursor. The list must not have it yet.
func (l *orderedList) insert(c cursor) {
	if len(l.chunks) == 0 {
		l.chunks = [][]cursor{{c}}
		return
	}
	n := min(l.chunk(c), len(l.chunks)-1)
	i, _ := slices.BinarySearchFunc(l.chunks[n], c, cursor.compare)
	chunk := slices.Insert(l.chunks[n], i, c)
	l.chunks[n] = chunk
	if len(chunk) > mostInChunk {
		half := len(chunk) / 2
		l.chunks[n] = slices.Clone(chunk[:half])
		l.chunks = slices.Insert(l.chunks, n+1, slices.Clone(chunk[half:]))
	}
}

// remove removes a cursor, if the list has it.
func (l *orderedList) remove(c cursor) {
	n := l.chunk(c)
	if n == len(l.chunks) {
		return
	}
	i, found := slices.BinarySearchFunc(l.chunks[n], c, cursor.compare)
	if !found {
		return
	}
	l.chunks[n] = slices.Delete(l.chunks[n], i, i+1)
	if len(l.chunks[n]) == 0 {
		l.chunks = slices.Delete(l.chunks, n, n+1)
	}
}

// after yields the cursors after a place, in order.
func (l *orderedList) after(place cursor) iter.Seq[cursor] {
	return func(yield func(cursor) bool) {
		n := l.chunk(place)
		for _, chunk := range l.chunks[n:] {
			for _, c := range chunk {
				if c.compare(place) > 0 && !yield(c) {
					return
				}
			}
		}
	}
}

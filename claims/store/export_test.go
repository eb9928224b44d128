package store

import (
	"time"

	"github.com/mci-go/incentives/claims"
)

// An OrderedList is a list of instants and IDs in order.
type OrderedList struct{ list orderedList }

// Insert adds a place.
func (l *OrderedList) Insert(key time.Time, id claims.ID) { l.list.insert(cursor{key, id}) }

// Remove removes a place.
func (l *OrderedList) Remove(key time.Time, id claims.ID) { l.list.remove(cursor{key, id}) }

// After returns the IDs after a place.
func (l *OrderedList) After(key time.Time, id claims.ID) (ids []claims.ID) {
	for c := range l.list.after(cursor{key, id}) {
		ids = append(ids, c.id)
	}
	return ids
}

package store

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"sync"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A Memory is a [Store] in memory, for tests, examples and what-if
// calculations. It has every optional ability of a store: it is also a
// [BatchSaver], a [BatchLoader], a [Totaler], a [Reindexer] and a [Tail]. The
// zero Memory is empty and ready to use. Do not copy a Memory after its first
// use.
type Memory struct {
	mu        sync.RWMutex
	envelopes map[claims.ID]Envelope
	// all claims by ID, and for each key the claims that have it, in its order
	lists [AttentionKey + 1]orderedList
	// the claims of each customer ID that was checked, in the order in which
	// they were opened
	customers map[mci.CustomerID][]claims.ID
	// by claim; a slice is only ever appended to
	entries map[claims.ID][]Entry
	// the entries of all claims in the order in which they were saved; only
	// ever appended to
	log []Entry
}

// Load implements [Store].
func (s *Memory) Load(ctx context.Context, id claims.ID) (Envelope, error) {
	if err := ctx.Err(); err != nil {
		return Envelope{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	envelope, ok := s.envelopes[id]
	if !ok {
		return Envelope{}, ErrNotFound
	}
	return envelope.Clone(), nil
}

// Save implements [Store].
func (s *Memory) Save(ctx context.Context, change Change) error {
	return s.SaveAll(ctx, []Change{change})
}

// SaveAll implements [BatchSaver].
func (s *Memory) SaveAll(ctx context.Context, changes []Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	batch := batch{s, map[claims.ID]*Envelope{}, map[mci.CustomerID][]claims.ID{}}
	for i := range changes {
		if err := batch.take(&changes[i]); err != nil {
			return err
		}
	}
	for i := range changes {
		s.put(&changes[i])
	}
	return nil
}

// A batch holds the changes that were checked so far and are to be saved
// together.
type batch struct {
	store     *Memory
	envelopes map[claims.ID]*Envelope
	opened    map[mci.CustomerID][]claims.ID // by checked ID
}

// take checks a change against the stored claims and the earlier changes of the
// batch.
func (b *batch) take(change *Change) error {
	if err := change.Check(); err != nil {
		return err
	}
	id := change.Envelope.ID
	version := b.store.envelopes[id].Version
	if envelope, ok := b.envelopes[id]; ok {
		version = envelope.Version
	}
	if version != change.Expected {
		return ErrConflict
	}
	if b.reached(change.Limit) {
		return ErrLimit
	}
	b.envelopes[id] = &change.Envelope
	if version == 0 {
		customer := change.Envelope.Customer
		b.opened[customer] = append(b.opened[customer], id)
	}
	return nil
}

// reached reports whether the customer has as many claims as the limit allows.
func (b *batch) reached(limit claims.Limit) bool {
	if limit == (claims.Limit{}) {
		return false
	}
	counted, open := 0, 0
	count := func(e *Envelope) {
		if e.Engagement != limit.Engagement {
			return
		}
		if e.Counted {
			counted++
		}
		if e.Open {
			open++
		}
	}
	for _, id := range b.store.customers[limit.Customer] {
		if envelope, ok := b.envelopes[id]; ok {
			count(envelope)
			continue
		}
		stored := b.store.envelopes[id]
		count(&stored)
	}
	for _, id := range b.opened[limit.Customer] {
		count(b.envelopes[id])
	}
	return limit.Most > 0 && counted >= limit.Most || limit.Open > 0 && open >= limit.Open
}

// put stores a change that was checked.
func (s *Memory) put(change *Change) {
	if len(change.Entries) == 0 {
		return
	}
	if s.envelopes == nil {
		s.envelopes, s.customers, s.entries = map[claims.ID]Envelope{}, map[mci.CustomerID][]claims.ID{}, map[claims.ID][]Entry{}
	}
	envelope := change.Envelope.Clone()
	id := envelope.ID
	old, stored := s.envelopes[id]
	if !stored {
		s.lists[NoKey].insert(cursor{id: id})
		s.customers[envelope.Customer] = append(s.customers[envelope.Customer], id)
	}
	s.reindex(&old, &envelope)
	s.envelopes[id] = envelope
	for _, entry := range change.Entries {
		entry = entry.Clone()
		s.entries[id] = append(s.entries[id], entry)
		s.log = append(s.log, entry)
	}
}

// reindex moves a claim in the lists that are ordered by a key.
func (s *Memory) reindex(from, to *Envelope) {
	for key := ExpiresKey; key <= AttentionKey; key++ {
		before, after := from.Key(key), to.Key(key)
		if before.Equal(after) {
			continue
		}
		if !before.IsZero() {
			s.lists[key].remove(cursor{before, to.ID})
		}
		if !after.IsZero() {
			s.lists[key].insert(cursor{after, to.ID})
		}
	}
}

// Reindex implements [Reindexer].
func (s *Memory) Reindex(ctx context.Context, envelopes []Envelope) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range envelopes {
		given := &envelopes[i]
		stored, ok := s.envelopes[given.ID]
		if !ok || stored.Version != given.Version {
			continue
		}
		s.reindex(&stored, given)
		stored.Area, stored.Expires, stored.Attention, stored.Body = given.Area, given.Expires, given.Attention, cloneBody(given.Body)
		s.envelopes[given.ID] = stored
	}
	return nil
}

// List implements [Store]. It yields the claims as they were when it was
// called.
func (s *Memory) List(ctx context.Context, query Query) iter.Seq2[Envelope, error] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return yieldEach(ctx, s.selected(query), func(_ int, e Envelope) Envelope { return e.Clone() })
}

// selected returns the claims of a query in its order.
func (s *Memory) selected(query Query) (selected []Envelope) {
	for c := range s.candidates(query) {
		if query.Most > 0 && len(selected) == query.Most {
			break
		}
		if query.Ordered() && !query.Until.IsZero() && c.key.After(query.Until) {
			break
		}
		if envelope := s.envelopes[c.id]; query.Matches(&envelope) {
			selected = append(selected, envelope)
		}
	}
	return selected
}

// candidates yields the cursors of the claims that the query may select, in its
// order and from its place on.
func (s *Memory) candidates(query Query) iter.Seq[cursor] {
	key, place := NoKey, cursor{id: query.After}
	if query.Ordered() {
		key, place.key = query.Key, query.AfterKey
	}
	if key > AttentionKey {
		return func(func(cursor) bool) {}
	}
	if query.Customer.IsZero() {
		return s.lists[key].after(place)
	}
	var own orderedList
	for _, id := range s.customers[query.Customer] {
		envelope := s.envelopes[id]
		own.insert(cursor{envelope.Key(key), id})
	}
	return own.after(place)
}

// LoadAll implements [BatchLoader]. It yields the claims as they were when it
// was called, in the order of the IDs.
func (s *Memory) LoadAll(ctx context.Context, ids []claims.ID) iter.Seq2[Envelope, error] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []Envelope
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		if envelope, ok := s.envelopes[id]; ok {
			found = append(found, envelope)
		}
	}
	return yieldEach(ctx, found, func(_ int, e Envelope) Envelope { return e.Clone() })
}

// Totals implements [Totaler].
func (s *Memory) Totals(ctx context.Context, query Query) ([]PipelineStatus, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	selected := s.selected(query)
	var sums Sums
	for i := range selected {
		if err := sums.Add(&selected[i]); err != nil {
			return nil, err
		}
	}
	return sums.Lines(), nil
}

// History implements [Store].
func (s *Memory) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[Entry, error] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	entries := s.entries[id]
	entries = entries[min(after, uint64(len(entries))):] // they are numbered from 1
	return yieldEach(ctx, entries, func(_ int, e Entry) Entry { return e.Clone() })
}

// Tail implements [Tail]. It yields the entries that were saved when it was
// called.
func (s *Memory) Tail(ctx context.Context, after Position) iter.Seq2[Delivery, error] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	first, ok := parsePosition(after)
	if !ok || first > len(s.log) {
		return func(yield func(Delivery, error) bool) {
			yield(Delivery{}, mci.Invalid("after", string(after), "a position that this store gave"))
		}
	}
	return yieldEach(ctx, s.log[first:], func(i int, e Entry) Delivery {
		return Delivery{Position(strconv.Itoa(first + i + 1)), e.Clone()}
	})
}

// parsePosition returns the number of entries up to a position.
func parsePosition(p Position) (entries int, ok bool) {
	if p == "" {
		return 0, true
	}
	entries, _ = strconv.Atoi(string(p)) // if it is no number, the text is not written back unchanged
	return entries, entries > 0 && strconv.Itoa(entries) == string(p)
}

// yieldEach yields shown of each value. If the context is canceled, it yields
// the error of the context and stops.
func yieldEach[Value, Shown any](ctx context.Context, values []Value, shown func(int, Value) Shown) iter.Seq2[Shown, error] {
	return func(yield func(Shown, error) bool) {
		var none Shown
		if err := ctx.Err(); err != nil {
			yield(none, err)
			return
		}
		for i, value := range values {
			if err := ctx.Err(); err != nil {
				yield(none, err)
				return
			}
			if !yield(shown(i, value), nil) {
				return
			}
		}
	}
}

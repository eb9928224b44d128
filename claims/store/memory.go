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
	mu      sync.RWMutex
	records map[claims.ID]claims.Record
	// all claims by ID, and for each key the claims that have it, in its order
	lists [AttentionKey + 1]orderedList
	// the claims of each customer ID that was checked, in the order in which
	// they were opened
	customers map[mci.CustomerID][]claims.ID
	// by claim; a slice is only ever appended to
	entries map[claims.ID][]claims.Entry
	// the entries of all claims in the order in which they were saved; only
	// ever appended to
	log []claims.Entry
}

// Load implements [Store].
func (s *Memory) Load(ctx context.Context, id claims.ID) (claims.Record, error) {
	if err := ctx.Err(); err != nil {
		return claims.Record{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	record, ok := s.records[id]
	if !ok {
		return claims.Record{}, ErrNotFound
	}
	return record.Clone(), nil
}

// Save implements [Store]. If the change has no claim, the error is a
// [mci.FieldError].
func (s *Memory) Save(ctx context.Context, change claims.Change) error {
	return s.SaveAll(ctx, []claims.Change{change})
}

// SaveAll implements [BatchSaver]. If a change has no claim, the error is a
// [mci.FieldError].
func (s *Memory) SaveAll(ctx context.Context, changes []claims.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	batch := batch{s, map[claims.ID]*claims.Record{}, map[mci.CustomerID][]claims.ID{}}
	for _, change := range changes {
		if err := batch.take(change); err != nil {
			return err
		}
	}
	for _, change := range changes {
		s.put(change)
	}
	return nil
}

// A batch holds the changes that were checked so far and are to be saved
// together.
type batch struct {
	store   *Memory
	records map[claims.ID]*claims.Record
	opened  map[mci.CustomerID][]claims.ID // by checked ID
}

// take checks a change against the stored claims and the earlier changes of the
// batch.
func (b *batch) take(change claims.Change) error {
	if change.Claim == nil {
		return mci.Invalid("change", "", "a change made by Open or Apply")
	}
	id := change.Claim.ID()
	version := b.store.records[id].Version
	if record, ok := b.records[id]; ok {
		version = record.Version
	}
	if version != change.Expected() {
		return ErrConflict
	}
	if limit, ok := change.Limit(); ok && b.reached(limit) {
		return ErrLimit
	}
	record := change.Claim.Record()
	b.records[id] = &record
	if version == 0 {
		b.opened[record.CheckedID] = append(b.opened[record.CheckedID], id)
	}
	return nil
}

// reached reports whether the customer has as many claims as the limit allows.
func (b *batch) reached(limit claims.Limit) bool {
	counted, open := 0, 0
	count := func(r *claims.Record) {
		if r.Engagement.Engagement != limit.Engagement {
			return
		}
		if r.CountsTowardLimit() {
			counted++
		}
		if !r.State().Terminal() {
			open++
		}
	}
	for _, id := range b.store.customers[limit.Customer] {
		if record, ok := b.records[id]; ok {
			count(record)
			continue
		}
		stored := b.store.records[id]
		count(&stored)
	}
	for _, id := range b.opened[limit.Customer] {
		count(b.records[id])
	}
	return limit.Most > 0 && counted >= limit.Most || limit.Open > 0 && open >= limit.Open
}

// put stores a change that was checked.
func (s *Memory) put(change claims.Change) {
	record := change.Claim.Record()
	s.putRecord(record)
	entries := copyEntries(change.Entries)
	s.entries[record.ID] = append(s.entries[record.ID], entries...)
	s.log = append(s.log, entries...)
}

// putRecord stores a record.
func (s *Memory) putRecord(record claims.Record) {
	if s.records == nil {
		s.records, s.customers, s.entries = map[claims.ID]claims.Record{}, map[mci.CustomerID][]claims.ID{}, map[claims.ID][]claims.Entry{}
	}
	old, stored := s.records[record.ID]
	if !stored {
		s.lists[NoKey].insert(cursor{id: record.ID})
		s.customers[record.CheckedID] = append(s.customers[record.CheckedID], record.ID)
	}
	s.reindex(record.ID, old.Index, record.Index)
	s.records[record.ID] = record
}

// Put stores a record as it is, without a history.
func (s *Memory) Put(record claims.Record) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.putRecord(record)
}

// reindex moves a claim in the lists that are ordered by a key.
func (s *Memory) reindex(id claims.ID, from, to claims.Index) {
	for key := ExpiresKey; key <= AttentionKey; key++ {
		before, after := key.Of(from), key.Of(to)
		if before.Equal(after) {
			continue
		}
		if !before.IsZero() {
			s.lists[key].remove(cursor{before, id})
		}
		if !after.IsZero() {
			s.lists[key].insert(cursor{after, id})
		}
	}
}

// Reindex implements [Reindexer].
func (s *Memory) Reindex(ctx context.Context, records []claims.Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range records {
		id := records[i].ID
		stored, ok := s.records[id]
		if !ok || stored.Version != records[i].Version {
			continue
		}
		s.reindex(id, stored.Index, records[i].Index)
		stored.Index = records[i].Index
		s.records[id] = stored
	}
	return nil
}

// List implements [Store]. It yields the claims as they were when it was
// called.
func (s *Memory) List(ctx context.Context, query Query) iter.Seq2[claims.Record, error] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	selected, _ := s.selected(query)
	return yieldEach(ctx, selected, func(_ int, r claims.Record) claims.Record { return r.Clone() })
}

// selected returns the records of a query in its order, and the number of
// records that it looked at.
func (s *Memory) selected(query Query) (selected []claims.Record, looked int) {
	for c := range s.candidates(query) {
		if query.Most > 0 && len(selected) == query.Most {
			break
		}
		if query.Ordered() && !query.Until.IsZero() && c.key.After(query.Until) {
			break
		}
		looked++
		if record := s.records[c.id]; query.Matches(&record) {
			selected = append(selected, record)
		}
	}
	return selected, looked
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
		record := s.records[id]
		own.insert(cursor{key.Of(record.Index), id})
	}
	return own.after(place)
}

// LoadAll implements [BatchLoader]. It yields the claims as they were when it
// was called, in the order of the IDs.
func (s *Memory) LoadAll(ctx context.Context, ids []claims.ID) iter.Seq2[claims.Record, error] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var found []claims.Record
	for _, id := range ids {
		if record, ok := s.records[id]; ok {
			found = append(found, record)
		}
	}
	return yieldEach(ctx, found, func(_ int, r claims.Record) claims.Record { return r.Clone() })
}

// Totals implements [Totaler].
func (s *Memory) Totals(ctx context.Context, query Query) ([]PipelineStatus, []*ClaimError, error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	selected, _ := s.selected(query)
	var sums Sums
	for i := range selected {
		sums.Add(selected[i].Status, &selected[i].Amounts)
	}
	return sums.Lines(), nil, nil
}

// History implements [Store].
func (s *Memory) History(ctx context.Context, id claims.ID, after uint64) iter.Seq2[claims.Entry, error] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	entries := s.entries[id]
	first := slices.IndexFunc(entries, func(e claims.Entry) bool { return e.Number > after })
	if first < 0 {
		first = len(entries)
	}
	return yieldEach(ctx, entries[first:], func(_ int, e claims.Entry) claims.Entry { return e.Clone() })
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
	return yieldEach(ctx, s.log[first:], func(i int, e claims.Entry) Delivery {
		return Delivery{Position(strconv.Itoa(first + i + 1)), e.Clone()}
	})
}

func copyEntries(entries []claims.Entry) []claims.Entry {
	copied := make([]claims.Entry, len(entries))
	for i, entry := range entries {
		copied[i] = entry.Clone()
	}
	return copied
}

// parsePosition returns the number of entries up to a position.
func parsePosition(p Position) (entries int, ok bool) {
	if p == "" {
		return 0, true
	}
	entries, err := strconv.Atoi(string(p))
	return entries, err == nil && entries > 0 && strconv.Itoa(entries) == string(p)
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

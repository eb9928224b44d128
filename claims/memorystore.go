package claims

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/mci-go/incentives/mci"
)

// A MemoryStore is a [Store] in memory, for tests, examples and what-if plays. The zero MemoryStore is empty
// and ready.
type MemoryStore struct {
	mu      sync.RWMutex
	records map[ID]Record
	entries map[ID][]Entry
}

// Load implements [Store].
func (s *MemoryStore) Load(ctx context.Context, id ID) (Record, error) {
	if err := ctx.Err(); err != nil {
		return Record{}, err
	}
	s.mu.RLock()
	defer s.mu.RUnlock()
	record, ok := s.records[id]
	if !ok {
		return Record{}, ErrNotFound
	}
	return record.clone(), nil
}

// Save implements [Store].
func (s *MemoryStore) Save(ctx context.Context, change Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if change.Claim == nil {
		return mci.Invalid("change", "", "a change made by Open or Apply")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	record := change.Claim.Record()
	if s.records[record.ID].Version != change.Expected() {
		return ErrConflict
	}
	if limit, ok := change.Limit(); ok && s.reached(limit) {
		return ErrLimit
	}
	if s.records == nil {
		s.records, s.entries = map[ID]Record{}, map[ID][]Entry{}
	}
	s.records[record.ID] = record
	s.entries[record.ID] = append(s.entries[record.ID], copyEntries(change.Entries)...)
	return nil
}

// reached reports whether a customer already has as many claims as the limit allows.
func (s *MemoryStore) reached(limit Limit) bool {
	counted, open := 0, 0
	for _, r := range s.records {
		if r.CheckedID != limit.Customer || r.Engagement.Engagement != limit.Engagement {
			continue
		}
		if r.CountsTowardLimit() {
			counted++
		}
		if !r.State().Terminal() {
			open++
		}
	}
	return limit.Most > 0 && counted >= limit.Most || limit.Open > 0 && open >= limit.Open
}

// List implements [Store]. It yields the claims as they were when it was called.
func (s *MemoryStore) List(ctx context.Context, query Query) iter.Seq2[Record, error] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var selected []Record
	for _, id := range slices.Sorted(maps.Keys(s.records)) {
		if record := s.records[id]; query.Matches(&record) {
			selected = append(selected, record)
		}
	}
	return yieldEach(ctx, selected, func(r Record) Record { return r.clone() })
}

// yieldEach yields copies of values until the context is canceled.
func yieldEach[T any](ctx context.Context, values []T, clone func(T) T) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var none T
		if err := ctx.Err(); err != nil {
			yield(none, err)
			return
		}
		for _, value := range values {
			if err := ctx.Err(); err != nil {
				yield(none, err)
				return
			}
			if !yield(clone(value), nil) {
				return
			}
		}
	}
}

// History implements [Store].
func (s *MemoryStore) History(ctx context.Context, id ID, after uint64) iter.Seq2[Entry, error] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var wanted []Entry
	for _, entry := range s.entries[id] {
		if entry.Number > after {
			wanted = append(wanted, entry)
		}
	}
	return yieldEach(ctx, wanted, func(e Entry) Entry { return copyEntries([]Entry{e})[0] })
}

func copyEntries(entries []Entry) []Entry {
	copied := slices.Clone(entries)
	for i := range copied {
		copied[i].Findings = slices.Clone(copied[i].Findings)
		if opening := copied[i].Opening; opening != nil {
			record := opening.clone()
			copied[i].Opening = &record
		}
	}
	return copied
}

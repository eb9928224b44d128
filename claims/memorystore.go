package claims

import (
	"context"
	"iter"
	"maps"
	"slices"
	"sync"
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
	s.mu.Lock()
	defer s.mu.Unlock()
	record := change.Claim.Record()
	if s.records[record.ID].Version != change.Expected() {
		return ErrConflict
	}
	if limit, ok := change.Limit(); ok && s.count(limit) >= limit.Most {
		return ErrLimit
	}
	if s.records == nil {
		s.records, s.entries = map[ID]Record{}, map[ID][]Entry{}
	}
	s.records[record.ID] = record
	s.entries[record.ID] = append(s.entries[record.ID], copyEntries(change.Entries)...)
	return nil
}

func (s *MemoryStore) count(limit Limit) int {
	n := 0
	for _, r := range s.records {
		if r.CheckedID == limit.Customer && r.Engagement.Engagement == limit.Engagement && r.CountsTowardLimit() {
			n++
		}
	}
	return n
}

// List implements [Store]. It yields the claims as they were when it was called.
func (s *MemoryStore) List(ctx context.Context, query Query) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		s.mu.RLock()
		ids := slices.Sorted(maps.Keys(s.records))
		s.mu.RUnlock()
		for _, id := range ids {
			record, err := s.Load(ctx, id)
			if err == nil && !query.Matches(&record) {
				continue
			}
			if !yield(record, err) || err != nil {
				return
			}
		}
	}
}

// History implements [Store].
func (s *MemoryStore) History(ctx context.Context, id ID, after uint64) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(Entry{}, err)
			return
		}
		s.mu.RLock()
		entries := copyEntries(s.entries[id])
		s.mu.RUnlock()
		for _, entry := range entries {
			if entry.Number > after && !yield(entry, nil) {
				return
			}
		}
	}
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

package claims

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"sync"

	"github.com/mci-go/incentives/mci"
)

// A MemoryStore is a [Store] in memory, for tests, examples and what-if plays; it is a [BatchSaver] and a
// [Tail], too. The zero MemoryStore is empty and ready. Copy none after its first use.
type MemoryStore struct {
	mu      sync.RWMutex
	records map[ID]Record
	ids     []ID             // sorted
	peers   map[peerKey][]ID // the claims that one limit counts among
	entries map[ID][]Entry   // only ever appended to
	log     []Entry          // of all claims, in the order in which they were saved; only ever appended to
}

// A peerKey is what the claims under one limit have in common.
type peerKey struct {
	customer   mci.CustomerID
	engagement mci.EngagementID
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

// Save implements [Store]. A change without a claim is a [mci.FieldError].
func (s *MemoryStore) Save(ctx context.Context, change Change) error {
	return s.SaveAll(ctx, []Change{change})
}

// SaveAll implements [BatchSaver]. A change without a claim is a [mci.FieldError].
func (s *MemoryStore) SaveAll(ctx context.Context, changes []Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, change := range changes {
		if err := s.check(change); err != nil {
			return err
		}
	}
	for _, change := range changes {
		s.put(change)
	}
	return nil
}

func (s *MemoryStore) check(change Change) error {
	if change.Claim == nil {
		return mci.Invalid("change", "", "a change made by Open or Apply")
	}
	if s.records[change.Claim.ID()].Version != change.Expected() {
		return ErrConflict
	}
	if limit, ok := change.Limit(); ok && s.reached(limit) {
		return ErrLimit
	}
	return nil
}

func (s *MemoryStore) put(change Change) {
	if s.records == nil {
		s.records, s.peers, s.entries = map[ID]Record{}, map[peerKey][]ID{}, map[ID][]Entry{}
	}
	record := change.Claim.Record()
	if i, stored := slices.BinarySearch(s.ids, record.ID); !stored {
		s.ids = slices.Insert(s.ids, i, record.ID)
		peers := peerKey{record.CheckedID, record.Engagement.Engagement}
		s.peers[peers] = append(s.peers[peers], record.ID)
	}
	s.records[record.ID] = record
	entries := copyEntries(change.Entries)
	s.entries[record.ID] = append(s.entries[record.ID], entries...)
	s.log = append(s.log, entries...)
}

// reached reports whether a customer already has as many claims as the limit allows.
func (s *MemoryStore) reached(limit Limit) bool {
	counted, open := 0, 0
	for _, id := range s.peers[peerKey{limit.Customer, limit.Engagement}] {
		r := s.records[id]
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
	first, found := slices.BinarySearch(s.ids, query.After)
	if found {
		first++
	}
	var selected []Record
	for _, id := range s.ids[first:] {
		if query.Most > 0 && len(selected) == query.Most {
			break
		}
		if record := s.records[id]; query.Matches(&record) {
			selected = append(selected, record)
		}
	}
	return yieldEach(ctx, selected, func(_ int, r Record) Record { return r.clone() })
}

// History implements [Store].
func (s *MemoryStore) History(ctx context.Context, id ID, after uint64) iter.Seq2[Entry, error] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	entries := s.entries[id]
	first := slices.IndexFunc(entries, func(e Entry) bool { return e.Number > after })
	if first < 0 {
		first = len(entries)
	}
	return yieldEach(ctx, entries[first:], func(_ int, e Entry) Entry { return e.clone() })
}

// Tail implements [Tail]. It yields the entries that were saved when it was called.
func (s *MemoryStore) Tail(ctx context.Context, after Position) iter.Seq2[Delivery, error] {
	s.mu.RLock()
	defer s.mu.RUnlock()
	first, ok := parsePosition(after)
	if !ok || first > len(s.log) {
		return func(yield func(Delivery, error) bool) {
			yield(Delivery{}, mci.Invalid("after", string(after), "a position that this store gave"))
		}
	}
	return yieldEach(ctx, s.log[first:], func(i int, e Entry) Delivery {
		return Delivery{Position(strconv.Itoa(first + i + 1)), e.clone()}
	})
}

// parsePosition returns how many entries lie up to a position.
func parsePosition(p Position) (entries int, ok bool) {
	if p == "" {
		return 0, true
	}
	entries, err := strconv.Atoi(string(p))
	return entries, err == nil && entries > 0 && strconv.Itoa(entries) == string(p)
}

// yieldEach yields what shown returns of each value, until the context is canceled.
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

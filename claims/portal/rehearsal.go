package portal

import (
	"context"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// A rehearsal is a store that shows its changes to readers but never saves
// them.
type rehearsal struct {
	store.Store
	mu      sync.Mutex
	changed map[claims.ID]claims.Record
}

// Load implements [store.Store].
func (r *rehearsal) Load(ctx context.Context, id claims.ID) (claims.Record, error) {
	r.mu.Lock()
	record, ok := r.changed[id]
	r.mu.Unlock()
	if ok && ctx.Err() == nil {
		return record, nil
	}
	return r.Store.Load(ctx, id)
}

// Save implements [store.Store]. It checks no limit, because an import has
// none.
func (r *rehearsal) Save(ctx context.Context, change claims.Change) error {
	if len(change.Entries) == 0 {
		return nil
	}
	record := change.Claim.Record()
	stored, err := r.Load(ctx, record.ID)
	if err != nil && change.Expected() != 0 {
		return err
	}
	if err == nil && stored.Version != change.Expected() {
		return store.ErrConflict
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.changed == nil {
		r.changed = map[claims.ID]claims.Record{}
	}
	r.changed[record.ID] = record
	return nil
}

// List implements [store.Store].
func (r *rehearsal) List(ctx context.Context, query store.Query) iter.Seq2[claims.Record, error] {
	return func(yield func(claims.Record, error) bool) {
		changed := r.selected(query)
		for record, err := range r.Store.List(ctx, query) {
			for err == nil && len(changed) > 0 && changed[0].ID < record.ID {
				if !yield(changed[0], nil) {
					return
				}
				changed = changed[1:]
			}
			if err == nil && r.has(record.ID) {
				continue // the changed record is yielded instead, if the query selects it
			}
			if !yield(record, err) {
				return
			}
		}
		for _, record := range changed {
			if !yield(record, nil) {
				return
			}
		}
	}
}

func (r *rehearsal) has(id claims.ID) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, ok := r.changed[id]
	return ok
}

// selected returns the changed claims that a query selects, by ID.
func (r *rehearsal) selected(query store.Query) []claims.Record {
	r.mu.Lock()
	defer r.mu.Unlock()
	var selected []claims.Record
	for id, record := range r.changed {
		if id > query.After && query.Matches(&record) {
			selected = append(selected, record)
		}
	}
	slices.SortFunc(selected, func(a, b claims.Record) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return selected
}

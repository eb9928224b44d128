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
	changed map[claims.ID]store.Envelope
}

// Load implements [store.Store].
func (r *rehearsal) Load(ctx context.Context, id claims.ID) (store.Envelope, error) {
	r.mu.Lock()
	envelope, ok := r.changed[id]
	r.mu.Unlock()
	if ok && ctx.Err() == nil {
		return envelope.Clone(), nil
	}
	return r.Store.Load(ctx, id)
}

// Save implements [store.Store]. It checks no limit, because an import has
// none.
func (r *rehearsal) Save(ctx context.Context, change store.Change) error {
	if err := change.Check(); err != nil || len(change.Entries) == 0 {
		return err
	}
	id := change.Envelope.ID
	stored, err := r.Load(ctx, id)
	if err != nil && change.Expected != 0 {
		return err
	}
	if err == nil && stored.Version != change.Expected {
		return store.ErrConflict
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.changed == nil {
		r.changed = map[claims.ID]store.Envelope{}
	}
	r.changed[id] = change.Envelope.Clone()
	return nil
}

// List implements [store.Store]. It yields claims in the order of their IDs,
// since an import asks for no other.
func (r *rehearsal) List(ctx context.Context, query store.Query) iter.Seq2[store.Envelope, error] {
	return func(yield func(store.Envelope, error) bool) {
		most := query.Most
		query.Most = 0 // a claim that is replaced does not count
		give := func(e store.Envelope, err error) bool {
			more := yield(e, err)
			most--
			return more && most != 0
		}
		changed := r.selected(query)
		for envelope, err := range r.Store.List(ctx, query) {
			for err == nil && len(changed) > 0 && changed[0].ID < envelope.ID {
				if !give(changed[0], nil) {
					return
				}
				changed = changed[1:]
			}
			if err == nil && r.has(envelope.ID) {
				continue // the changed claim is yielded instead, if the query selects it
			}
			if !give(envelope, err) {
				return
			}
		}
		for _, envelope := range changed {
			if !give(envelope, nil) {
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
func (r *rehearsal) selected(query store.Query) []store.Envelope {
	r.mu.Lock()
	defer r.mu.Unlock()
	var selected []store.Envelope
	for id, envelope := range r.changed {
		if id > query.After && query.Matches(&envelope) {
			selected = append(selected, envelope.Clone())
		}
	}
	slices.SortFunc(selected, func(a, b store.Envelope) int { return strings.Compare(string(a.ID), string(b.ID)) })
	return selected
}

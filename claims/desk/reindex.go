package desk

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// Reindex writes the right index keys for the claims of a query whose stored
// keys differ, and yields the ID of each. Run it after the catalog or this
// library has changed: until then a list by a key can miss such a claim.
// Reindex reads the claims by ID, a page at a time, and writes the keys of a
// page before it yields the first of its IDs. It changes nothing else of a
// claim. If a claim is moved meanwhile, that change sets the right keys. The
// fields Key, ByKey, Until and AfterKey of the query are ignored.
//
// If a claim cannot be read or restored, Reindex yields an empty ID with a
// [store.ClaimError] and goes on. Any other error is the last that it yields.
// If the store is not a [store.Reindexer], the error is
// [errors.ErrUnsupported].
func (d *Desk) Reindex(ctx context.Context, query store.Query) iter.Seq2[claims.ID, error] {
	query.Key, query.ByKey = store.NoKey, false
	return func(yield func(claims.ID, error) bool) {
		s, ok := d.store.(store.Reindexer)
		if !ok {
			yield("", errors.ErrUnsupported)
			return
		}
		for page, err := range d.Pages(ctx, query, pageSize) {
			var stale []claims.Record
			for _, l := range page {
				if l.Err == nil && l.Claim.Stale() {
					record := l.Claim.Record()
					record.Index = l.Claim.Index()
					stale = append(stale, record)
				}
			}
			if len(stale) > 0 {
				if saveErr := s.Reindex(ctx, stale); saveErr != nil {
					yield("", saveErr)
					return
				}
			}
			if !yieldReindexed(page, stale, yield) {
				return
			}
			if err != nil {
				yield("", err)
				return
			}
		}
	}
}

// yieldReindexed yields the IDs of the stale claims of a page, and the errors
// of the claims that cannot be read, in the order of the page.
func yieldReindexed(page []Listed, stale []claims.Record, yield func(claims.ID, error) bool) bool {
	for _, l := range page {
		switch {
		case l.Err != nil:
			if !yield("", l.Err) {
				return false
			}
		case slices.ContainsFunc(stale, func(r claims.Record) bool { return r.ID == l.ID }):
			if !yield(l.ID, nil) {
				return false
			}
		}
	}
	return true
}

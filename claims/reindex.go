package claims

import (
	"context"
	"errors"
	"iter"
	"slices"
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
// [ClaimError] and goes on. Any other error is the last that it yields. If the
// store is not a [Reindexer], the error is [errors.ErrUnsupported].
func (d *Desk) Reindex(ctx context.Context, query Query) iter.Seq2[ID, error] {
	query.Key, query.ByKey = NoKey, false
	return func(yield func(ID, error) bool) {
		store, ok := d.store.(Reindexer)
		if !ok {
			yield("", errors.ErrUnsupported)
			return
		}
		for page, err := range d.pages(ctx, query) {
			var stale []Record
			for _, l := range page {
				if l.err == nil && l.claim.Stale() {
					record := l.claim.Record()
					record.Index = l.claim.index()
					stale = append(stale, record)
				}
			}
			if len(stale) > 0 {
				if saveErr := store.Reindex(ctx, stale); saveErr != nil {
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
func yieldReindexed(page []listed, stale []Record, yield func(ID, error) bool) bool {
	for _, l := range page {
		switch {
		case l.err != nil:
			if !yield("", l.err) {
				return false
			}
		case slices.ContainsFunc(stale, func(r Record) bool { return r.ID == l.id }):
			if !yield(l.id, nil) {
				return false
			}
		}
	}
	return true
}

package claims

import (
	"context"
	"errors"
	"iter"
	"slices"
)

// Reindex writes the right index keys for the claims of a query whose stored
// keys differ from them, and yields the ID of each. Run it after the catalog or
// this library has changed: until then a list by a key can miss such a claim.
// The claims are read by ID, a page at a time, and the keys of a page are
// written before the first of its IDs is yielded. Nothing else of a claim is
// changed, and a claim that somebody moves meanwhile has the right keys by
// that. The order, the cursor and the bound of the query's Key are not read.
//
// A claim that cannot be read or restored is a [ClaimError], beside an empty
// ID, and the run goes on. Any other error is the last that is yielded. A store
// that is no [Reindexer] is [errors.ErrUnsupported].
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
// of those that could not be read, in the order of the page.
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

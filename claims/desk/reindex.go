package desk

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// Reindex writes the right index keys for the claims of a query, of both kinds,
// whose stored keys differ, and yields the ID of each. Run it after the catalog
// or this library has changed: until then a list by a key can miss such a
// claim. Reindex reads the claims by ID, a page at a time, and writes the keys
// of a page before it yields the first of its IDs. It changes nothing else of a
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
			stale := stale(page)
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

// stale returns the claims of a page whose index keys are stale, with the right
// ones. A claim that cannot be written gets its error in the page.
func stale(page []Listed) (renewed []store.Envelope) {
	for i := range page {
		l := &page[i]
		var e store.Envelope
		var err error
		switch {
		case l.Err != nil:
			continue
		case l.Claim != nil && l.Claim.Stale():
			record := l.Claim.Record()
			record.Index = l.Claim.Index()
			e, err = Encode(&record)
		case l.Association != nil && l.Association.Stale():
			record := l.Association.Record()
			record.Index = l.Association.Index()
			e, err = EncodeAssociation(&record)
		default:
			continue
		}
		if err != nil {
			l.Err = aboutClaim(l.ID, err)
			continue
		}
		renewed = append(renewed, e)
	}
	return renewed
}

// yieldReindexed yields the IDs of the stale claims of a page, and the errors
// of the claims that cannot be read, in the order of the page.
func yieldReindexed(page []Listed, stale []store.Envelope, yield func(claims.ID, error) bool) bool {
	for _, l := range page {
		switch {
		case l.Err != nil:
			if !yield("", l.Err) {
				return false
			}
		case slices.ContainsFunc(stale, func(e store.Envelope) bool { return e.ID == l.ID }):
			if !yield(l.ID, nil) {
				return false
			}
		}
	}
	return true
}

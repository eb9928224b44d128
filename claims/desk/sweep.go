package desk

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// Sweep expires the claims of a query whose window is over at an instant, and
// yields the change of each, by the end of the window and then by claim ID. It
// asks the store for the claims whose [store.ExpiresKey] is not after the
// instant, a page at a time, whatever key and order the query has. So its cost
// grows with the claims that are due, not with those that are stored. It works
// as its caller reads: if the caller leaves the loop, the sweep ends.
//
// If a sweep ended early, by a canceled context, an error or its caller, start
// it again from the beginning: it does not repeat the changes that were saved.
// If the store is a [store.BatchSaver], it saves the claims of a page before
// Sweep yields the first of them. So read the results from the histories, not
// from a loop that may end early.
//
// If a claim cannot be read, restored or saved, Sweep yields a zero Change with
// a [store.ClaimError] and goes on. If the store refuses a batch, Sweep saves
// the claims of the page one by one. If a claim is moved meanwhile, Sweep
// expires it only if it is still due. If a claim has an entry after the
// instant, Sweep leaves it alone.
//
// Three errors end a sweep, each the last that it yields: the error of a
// canceled context, the error of a list that fails, and [ErrUnavailable], if
// the store saves none of two or more due claims of a page. If the instant is
// outside the years 2000 to 9000, the only error is a [mci.FieldError].
func (d *Desk) Sweep(ctx context.Context, query store.Query, at time.Time) iter.Seq2[claims.Change, error] {
	query.Key, query.Until, query.ByKey = store.ExpiresKey, at, true
	return func(yield func(claims.Change, error) bool) {
		meta := claims.Meta{Actor: claims.System, At: at, Received: at}
		if err := meta.Check(); err != nil {
			yield(claims.Change{}, err)
			return
		}
		for page, err := range d.Pages(ctx, query, pageSize) {
			if err != nil {
				yield(claims.Change{}, err)
				return
			}
			if !d.sweep(ctx, page, meta, yield) {
				return
			}
		}
	}
}

// sweep expires the claims of a page that are due. It reports whether the sweep
// goes on.
func (d *Desk) sweep(ctx context.Context, page []Listed, meta claims.Meta, yield func(claims.Change, error) bool) bool {
	changes := make([]claims.Change, len(page))
	var due []claims.Change
	for i := range page {
		l := &page[i]
		if l.Err != nil || !l.Claim.Due(meta.At) {
			continue
		}
		change, err := claims.Apply(l.Claim, claims.Expire{}, meta)
		if err != nil {
			l.Err = aboutClaim(l.ID, err)
			continue
		}
		changes[i] = change
		due = append(due, change)
	}
	saved, err := d.saveAll(ctx, due)
	if err != nil {
		yield(claims.Change{}, err)
		return false
	}
	done := outcomes{yield: yield}
	for i, change := range changes {
		due, err := change.Claim != nil, page[i].Err
		if due && !saved {
			change, err = d.expire(ctx, change, meta)
		}
		if !done.take(due, change, err) {
			return false
		}
	}
	return done.finish()
}

// saveAll saves the changes at once if the store can, and reports whether it
// did. If the store refuses the batch, saveAll returns no error, because any
// one of the claims may be the reason.
func (d *Desk) saveAll(ctx context.Context, changes []claims.Change) (bool, error) {
	batch, ok := d.store.(store.BatchSaver)
	if !ok || len(changes) == 0 {
		return false, nil
	}
	if err := batch.SaveAll(ctx, changes); err != nil {
		return false, ctx.Err()
	}
	return true, nil
}

// expire saves an expiry. If the claim was moved meanwhile, it is loaded and
// expired again. If the claim is not due any more, expire returns no change.
func (d *Desk) expire(ctx context.Context, change claims.Change, meta claims.Meta) (claims.Change, error) {
	id := change.Claim.ID()
	err := d.store.Save(ctx, change)
	if errors.Is(err, store.ErrConflict) {
		change, err = d.Do(ctx, id, claims.Expire{}, meta)
	}
	switch {
	case err == nil:
		return change, nil
	case ctx.Err() != nil:
		return claims.Change{}, ctx.Err()
	case errors.Is(err, claims.ErrRefused):
		return claims.Change{}, nil
	default:
		return claims.Change{}, aboutClaim(id, err)
	}
}

// outcomes yields the results of the claims of one page. It holds back the
// failures of the store until a claim is saved: if none is, the fault is the
// store's and not the claims'.
type outcomes struct {
	yield func(claims.Change, error) bool
	// due claims so far
	due int
	// due claims that the store failed to save, with an error of the class
	// Unavailable
	failed int
	// errors that are held back, in the order of the page
	held []error
	// the latest failure of the store
	down error
}

// take yields the change or the error of one claim, and reports whether the
// sweep goes on. A claim that was not due has no change. It has an error only
// if it could not be read.
func (o *outcomes) take(due bool, change claims.Change, err error) bool {
	if due {
		o.due++
	}
	var one *store.ClaimError
	switch {
	case err == nil && !due:
		return true
	case err == nil:
		return o.flush() && (change.Claim == nil || o.yield(change, nil))
	case !errors.As(err, &one):
		o.yield(claims.Change{}, err)
		return false
	case !due || ClassOf(one.Err) != Unavailable:
		return o.yield(claims.Change{}, err)
	}
	o.failed++
	o.down = one.Err
	o.held = append(o.held, err)
	return o.failed == o.due || o.flush()
}

// flush yields the errors that were held back.
func (o *outcomes) flush() bool {
	held := o.held
	o.held = nil
	for _, err := range held {
		if !o.yield(claims.Change{}, err) {
			return false
		}
	}
	return true
}

// finish yields the errors that are still held back. If the store saved none of
// several claims, it yields one error in their place.
func (o *outcomes) finish() bool {
	if o.failed < 2 || o.failed < o.due {
		return o.flush()
	}
	o.yield(claims.Change{}, unavailable(o.down))
	return false
}

package desk

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// Sweep expires the partner activities of a query whose window is over at an
// instant, and yields the change of each, by the end of the window and then by
// claim ID. It asks the store for the claims whose [store.ExpiresKey] is not
// after the instant, a page at a time, whatever key and order the query has. So
// its cost grows with the claims that are due, not with those that are stored.
// It works as its caller reads: if the caller leaves the loop, the sweep ends.
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
	return activities.sweep(ctx, d, query, at)
}

// sweep is [Desk.Sweep] for claims of the kind.
func (k *kind[C, M, E]) sweep(ctx context.Context, d *Desk, query store.Query, at time.Time) iter.Seq2[M, error] {
	query.Key, query.Until, query.ByKey = store.ExpiresKey, at, true
	return func(yield func(M, error) bool) {
		var none M
		meta := claims.Meta{Actor: claims.System, At: at, Received: at}
		if err := meta.Check(); err != nil {
			yield(none, err)
			return
		}
		for page, err := range k.pages(ctx, d, query) {
			if err != nil {
				yield(none, err)
				return
			}
			if !k.sweepPage(ctx, d, page, meta, yield) {
				return
			}
		}
	}
}

// An expiry is the change that ends one claim of a page, with its rows. It has
// no claim if the claim is not due.
type expiry[M any] struct {
	due    bool
	change M
	rows   store.Change
}

// sweepPage expires the claims of a page that are due. It reports whether the
// sweep goes on.
func (k *kind[C, M, E]) sweepPage(ctx context.Context, d *Desk, page []Listed, meta claims.Meta, yield func(M, error) bool) bool {
	expiries := make([]expiry[M], len(page))
	var due []store.Change
	for i := range page {
		l := &page[i]
		if l.Err != nil || !k.due(k.listed(l), meta.At) {
			continue
		}
		change, err := k.expire(k.listed(l), meta)
		var rows store.Change
		if err == nil {
			rows, err = k.encode(change)
		}
		if err != nil {
			l.Err = aboutClaim(l.ID, err)
			continue
		}
		expiries[i] = expiry[M]{true, change, rows}
		due = append(due, rows)
	}
	var none M
	saved, err := d.saveAll(ctx, due)
	if err != nil {
		yield(none, err)
		return false
	}
	done := outcomes[M]{yield: yield}
	for i := range expiries {
		one, err := &expiries[i], page[i].Err
		ended := one.due
		if one.due && !saved {
			ended, err = k.saveExpiry(ctx, d, one, meta)
		}
		if !done.take(one.due, ended, one.change, err) {
			return false
		}
	}
	return done.finish()
}

// saveAll saves the changes at once if the store can, and reports whether it
// did. If the store refuses the batch, saveAll returns no error, because any
// one of the claims may be the reason.
func (d *Desk) saveAll(ctx context.Context, changes []store.Change) (bool, error) {
	batch, ok := d.store.(store.BatchSaver)
	if !ok || len(changes) == 0 {
		return false, nil
	}
	if err := batch.SaveAll(ctx, changes); err != nil {
		return false, ctx.Err()
	}
	return true, nil
}

// saveExpiry saves an expiry, and reports whether the claim ended by it. If the
// claim was moved meanwhile, it is loaded and expired again, unless it is not
// due any more.
func (k *kind[C, M, E]) saveExpiry(ctx context.Context, d *Desk, one *expiry[M], meta claims.Meta) (ended bool, err error) {
	id := one.rows.Envelope.ID
	err = d.store.Save(ctx, one.rows)
	if errors.Is(err, store.ErrConflict) {
		one.change, err = k.move(ctx, d, id, never[C, E]{}, func(claim *C) (M, error) { return k.expire(claim, meta) })
	}
	switch {
	case err == nil:
		return true, nil
	case ctx.Err() != nil:
		return false, ctx.Err()
	case errors.Is(err, claims.ErrRefused):
		return false, nil
	default:
		return false, aboutClaim(id, err)
	}
}

// never is the repetition of a command without a key.
type never[C, E any] struct{}

func (never[C, E]) In(*C) (bool, error) { return false, nil }
func (never[C, E]) Forgotten(*C) bool   { return false }
func (never[C, E]) Of(*E) (bool, error) { return false, nil }

// outcomes yields the results of the claims of one page. It holds back the
// failures of the store until a claim is saved: if none is, the fault is the
// store's and not the claims'.
type outcomes[M any] struct {
	yield func(M, error) bool
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
// sweep goes on. If the claim did not end, it has no change. If it was not due,
// it has an error only if it could not be read.
func (o *outcomes[M]) take(due, ended bool, change M, err error) bool {
	if due {
		o.due++
	}
	var none M
	var one *store.ClaimError
	switch {
	case err == nil && !due:
		return true
	case err == nil:
		return o.flush() && (!ended || o.yield(change, nil))
	case !errors.As(err, &one):
		o.yield(none, err)
		return false
	case !due || ClassOf(one.Err) != Unavailable:
		return o.yield(none, err)
	}
	o.failed++
	o.down = one.Err
	o.held = append(o.held, err)
	return o.failed == o.due || o.flush()
}

// flush yields the errors that were held back.
func (o *outcomes[M]) flush() bool {
	held := o.held
	o.held = nil
	var none M
	for _, err := range held {
		if !o.yield(none, err) {
			return false
		}
	}
	return true
}

// finish yields the errors that are still held back. If the store saved none of
// several claims, it yields one error in their place.
func (o *outcomes[M]) finish() bool {
	if o.failed < 2 || o.failed < o.due {
		return o.flush()
	}
	var none M
	o.yield(none, unavailable(o.down))
	return false
}

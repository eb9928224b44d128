package claims

import (
	"context"
	"errors"
	"iter"
	"time"
)

// Sweep expires the claims of a query whose window is over at an instant, and
// yields the change of each, by the end of the window and then by claim ID. It
// asks the store for the claims whose [ExpiresKey] is not after the instant, a
// page at a time, whatever the query says of key and order, so that it costs
// what is due and not what is stored. It works as its caller reads: who leaves
// the loop ends it.
//
// A sweep that ended early, by a canceled context, an error or its caller, is
// begun again at its beginning: what was saved is not done twice. A store that
// is a [BatchSaver] saves the claims of a page before the first of them is
// yielded, so take what happened from the histories, and not from a loop that
// may be left.
//
// A claim that cannot be read, restored or saved is a [ClaimError], beside
// which there is no change, and the sweep goes on. If the store refuses a
// batch, the claims of the page are saved one by one. A claim that somebody
// moves meanwhile is expired if it is still due.
//
// Three things end a sweep, and are the last that is yielded: a canceled
// context, a list that fails, and a page of two or more due claims of which the
// store saves none, which is [ErrUnavailable]. An instant outside the years
// 2000 to 9000 is a [mci.FieldError]. A claim with an entry of a later instant
// is left alone.
func (d *Desk) Sweep(ctx context.Context, query Query, at time.Time) iter.Seq2[Change, error] {
	query.Key, query.Until, query.ByKey = ExpiresKey, at, true
	return func(yield func(Change, error) bool) {
		meta := Meta{Actor: System, At: at}
		if err := meta.check(); err != nil {
			yield(Change{}, err)
			return
		}
		for page, err := range d.pages(ctx, query) {
			if err != nil {
				yield(Change{}, err)
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
func (d *Desk) sweep(ctx context.Context, page []listed, meta Meta, yield func(Change, error) bool) bool {
	changes := make([]Change, len(page))
	var due []Change
	for i := range page {
		l := &page[i]
		if l.err != nil || !l.claim.due(meta.At) {
			continue
		}
		change, err := Apply(l.claim, Expire{}, meta)
		if err != nil {
			l.err = aboutClaim(l.id, err)
			continue
		}
		changes[i] = change
		due = append(due, change)
	}
	saved, err := d.saveAll(ctx, due)
	if err != nil {
		yield(Change{}, err)
		return false
	}
	done := outcomes{yield: yield}
	for i, change := range changes {
		due, err := change.Claim != nil, page[i].err
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
// did. A batch that the store refuses is no error, since any one of its claims
// may be the reason.
func (d *Desk) saveAll(ctx context.Context, changes []Change) (bool, error) {
	batch, ok := d.store.(BatchSaver)
	if !ok || len(changes) == 0 {
		return false, nil
	}
	if err := batch.SaveAll(ctx, changes); err != nil {
		return false, ctx.Err()
	}
	return true, nil
}

// expire saves an expiry, or expires the claim anew if somebody has moved it.
// There is no change if the claim is not due any more.
func (d *Desk) expire(ctx context.Context, change Change, meta Meta) (Change, error) {
	id := change.Claim.ID()
	err := d.store.Save(ctx, change)
	if errors.Is(err, ErrConflict) {
		change, err = d.Do(ctx, id, Expire{}, meta)
	}
	switch {
	case err == nil:
		return change, nil
	case ctx.Err() != nil:
		return Change{}, ctx.Err()
	case errors.Is(err, ErrRefused):
		return Change{}, nil
	default:
		return Change{}, aboutClaim(id, err)
	}
}

// outcomes passes on what became of the claims of one page. It holds failures
// of the store back until a claim is saved: if none is, the store is to blame
// and no claim.
type outcomes struct {
	yield func(Change, error) bool
	// claims that were to be saved
	due int
	// those of them that the store did not save, for no reason that a class
	// names
	failed int
	// in the order of the page
	held []error
	// the latest failure of the store
	down error
}

// take passes on the change or the error of one claim, and reports whether the
// sweep goes on. A claim that was not due has neither a change nor, if it could
// be read, an error.
func (o *outcomes) take(due bool, change Change, err error) bool {
	if due {
		o.due++
	}
	var one *ClaimError
	switch {
	case err == nil && !due:
		return true
	case err == nil:
		return o.flush() && (change.Claim == nil || o.yield(change, nil))
	case !errors.As(err, &one):
		o.yield(Change{}, err)
		return false
	case !due || ClassOf(one.Err) != Unavailable:
		return o.yield(Change{}, err)
	}
	o.failed++
	o.down = one.Err
	o.held = append(o.held, err)
	return o.failed == o.due || o.flush()
}

// flush passes on the errors that were held back.
func (o *outcomes) flush() bool {
	held := o.held
	o.held = nil
	for _, err := range held {
		if !o.yield(Change{}, err) {
			return false
		}
	}
	return true
}

// finish passes on what is still held back, in one error if the store saved
// none of several claims.
func (o *outcomes) finish() bool {
	if o.failed < 2 || o.failed < o.due {
		return o.flush()
	}
	o.yield(Change{}, unavailable(o.down))
	return false
}

// due reports whether the claim can be expired at an instant.
func (c *Claim) due(at time.Time) bool {
	deadline, expires := c.expiry()
	return expires && !deadline.Window.Open(at) && !at.Before(c.record.Updated)
}

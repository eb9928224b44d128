package desk

import (
	"context"
	"iter"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A Desk works on stored claims: it loads a claim, applies a command and saves
// the change. Its methods Claim, Claims, List, Open, Do, Observe, Adopt,
// TakeBack and Sweep are for partner activities; [Desk.Associations] has those
// for associations. It is safe for concurrent use if its store is. The zero
// Desk has no store; make one with [New].
type Desk struct {
	store     store.Store
	catalog   *catalog.Catalog
	terms     *cpor.Terms // of associations; nil for the public ones
	tolerance time.Duration
}

// New returns a desk over a store, for claims of a catalog's engagements.
func New(s store.Store, catalog *catalog.Catalog) *Desk {
	return &Desk{store: s, catalog: catalog}
}

// WithTolerance returns a desk with another tolerance for commands that do not
// set one; see [claims.Meta]. A tolerance below [claims.NoTolerance] or above
// [claims.MostTolerance] makes every command malformed.
func (d *Desk) WithTolerance(tolerance time.Duration) *Desk {
	with := *d
	with.tolerance = tolerance
	return &with
}

// received completes the meta of a command. A command without the instant of
// its receipt is malformed: nothing else bounds the instant that it gives.
func (d *Desk) received(meta *claims.Meta) error {
	if meta.Tolerance == 0 {
		meta.Tolerance = d.tolerance
	}
	if meta.Received.IsZero() {
		return mci.Invalid("received", "", "the instant at which the host received the command, by its own clock")
	}
	return nil
}

// mostAttempts is the number of times that the desk tries to save a change if
// others overtake it.
const mostAttempts = 5

// Claim loads a claim. If the store does not have it, the error is
// [store.ErrNotFound]. If its record cannot be read or restored, the error is a
// [store.ClaimError] that matches [claims.ErrUnreadable]. If the catalog has
// other terms than those under which the claim was opened, the claim comes
// together with a [claims.TermsError]. If the ID is that of an association, the
// error is a [mci.FieldError].
func (d *Desk) Claim(ctx context.Context, id claims.ID) (*claims.Claim, error) {
	return activities.load(ctx, d, id)
}

// Claims yields the claims with the given IDs, in the order of the IDs. If a
// claim is not stored, or cannot be read or restored, Claims yields nil with a
// [store.ClaimError] and goes on. A claim whose terms have changed comes
// together with a ClaimError that wraps a [claims.TermsError]. Any other error
// is the last that it yields. If the store is a [store.BatchLoader], it loads a
// hundred claims at a time. If an ID occurs twice, its claim is yielded twice.
func (d *Desk) Claims(ctx context.Context, ids []claims.ID) iter.Seq2[*claims.Claim, error] {
	return func(yield func(*claims.Claim, error) bool) {
		for some := range slices.Chunk(ids, pageSize) {
			page, err := d.load(ctx, some)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, id := range some {
				l := page[id]
				if l.Association != nil {
					l.Err = aboutClaim(id, otherKind(id, store.PartnerActivity, store.PartnerAssociation))
				}
				if !yield(l.Claim, l.Err) {
					return
				}
			}
		}
	}
}

// load loads claims, all at once if the store can. Each ID has a claim or an
// error.
func (d *Desk) load(ctx context.Context, ids []claims.ID) (map[claims.ID]Listed, error) {
	page := make(map[claims.ID]Listed, len(ids))
	if s, ok := d.store.(store.BatchLoader); ok {
		once := slices.Compact(slices.Sorted(slices.Values(ids)))
		p := pager{desk: d}
		for envelope, err := range s.LoadAll(ctx, once) {
			l, _, err := p.read(envelope, err)
			if err != nil {
				return nil, err
			}
			page[l.ID] = l
		}
	}
	for _, id := range ids {
		if _, ok := page[id]; ok {
			continue
		}
		l, err := d.loadOne(ctx, id)
		if err != nil {
			return nil, err
		}
		page[id] = l
	}
	return page, nil
}

// loadOne loads a claim, unless the store is a BatchLoader and so has already
// said that it has none.
func (d *Desk) loadOne(ctx context.Context, id claims.ID) (Listed, error) {
	if _, ok := d.store.(store.BatchLoader); ok {
		return Listed{ID: id, Err: aboutClaim(id, store.ErrNotFound)}, nil
	}
	claim, err := d.Claim(ctx, id)
	if err != nil && ClassOf(err) == Unavailable {
		return Listed{}, err
	}
	if err != nil {
		err = aboutClaim(id, err)
	}
	return Listed{ID: id, Claim: claim, Err: err}, nil
}

// Open opens a claim and saves it. If the claim exists and was opened under the
// same key, the change has no entries. If it exists otherwise, the error is
// [ErrExists]. If the customer has the most claims that are allowed, the error
// is [store.ErrLimit].
func (d *Desk) Open(ctx context.Context, nomination *eligibility.Nomination, id claims.ID, meta claims.Meta) (claims.Change, error) {
	if err := d.received(&meta); err != nil {
		return claims.Change{}, err
	}
	change, err := claims.Open(nomination, id, meta)
	if err != nil {
		return claims.Change{}, err
	}
	return activities.begin(ctx, d, change)
}

// Do loads a claim, applies a command and saves the change. If others overtake
// the change, Do loads the claim and applies the command again, up to five
// times in all; then the error is [store.ErrConflict]. If the command is dated
// before the change that overtook it by more than the tolerance, the error is
// an [claims.OutOfOrderError]. If the rules refuse the command, the error is a
// [claims.Refusal] and nothing is saved. Beside an error the change is zero.
//
// If the error of a store leaves open whether the change was saved, call Do
// again under the same key. If the command was saved the first time, the second
// change has no entries.
func (d *Desk) Do(ctx context.Context, id claims.ID, command claims.Command, meta claims.Meta) (claims.Change, error) {
	if err := d.received(&meta); err != nil {
		return claims.Change{}, err
	}
	repetition, err := claims.RepetitionOf(command, meta)
	if err != nil {
		return claims.Change{}, err
	}
	return activities.move(ctx, d, id, repetition, func(claim *claims.Claim) (claims.Change, error) { return claims.Apply(claim, command, meta) })
}

// Observe loads a claim, brings it to the status that Partner Center shows, and
// saves the change. If others overtake the change, it tries again as [Desk.Do]
// does. If its error leaves open whether the change was saved, call it again
// under the same key.
func (d *Desk) Observe(ctx context.Context, id claims.ID, shown claims.PortalStatus, meta claims.Meta) (claims.Change, error) {
	if err := d.received(&meta); err != nil {
		return claims.Change{}, err
	}
	repetition, err := claims.RepetitionOfObserving(shown, meta)
	if err != nil {
		return claims.Change{}, err
	}
	return activities.move(ctx, d, id, repetition, func(claim *claims.Claim) (claims.Change, error) { return claims.Observe(claim, shown, meta) })
}

// Adopt makes a claim that only Partner Center knows and saves it. If the claim
// exists and was adopted under the same key, the change has no entries. If it
// exists otherwise, the error is [ErrExists].
func (d *Desk) Adopt(ctx context.Context, adoption claims.Adoption, id claims.ID, meta claims.Meta) (claims.Change, error) {
	if err := d.received(&meta); err != nil {
		return claims.Change{}, err
	}
	change, err := claims.Adopt(adoption, id, meta)
	if err != nil {
		return claims.Change{}, err
	}
	return activities.begin(ctx, d, change)
}

package claims

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A Desk works on stored claims: it loads a claim, applies a command and saves
// the change. It is safe for concurrent use if its store is. The zero Desk has
// no store; make one with [NewDesk].
type Desk struct {
	store     Store
	catalog   *catalog.Catalog
	tolerance time.Duration
}

// NewDesk returns a desk over a store, for claims of a catalog's engagements.
func NewDesk(store Store, catalog *catalog.Catalog) *Desk {
	return &Desk{store: store, catalog: catalog}
}

// WithTolerance returns a desk with another tolerance for commands that do not
// set one; see [Meta]. A tolerance below [NoTolerance] or above [MostTolerance]
// makes every command malformed.
func (d *Desk) WithTolerance(tolerance time.Duration) *Desk {
	with := *d
	with.tolerance = tolerance
	return &with
}

// received completes the meta of a command. A command without the instant of
// its receipt is malformed: nothing else bounds the instant that it gives.
func (d *Desk) received(meta *Meta) error {
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
// [ErrNotFound]. If its record cannot be read or restored, the error is a
// [ClaimError] that matches [ErrUnreadable]. If the catalog has other terms
// than those under which the claim was opened, the claim comes together with a
// [TermsError].
func (d *Desk) Claim(ctx context.Context, id ID) (*Claim, error) {
	record, err := d.store.Load(ctx, id)
	var one *ClaimError
	switch {
	case errors.As(err, &one), errors.Is(err, mci.ErrInvalid):
		return nil, unreadable(id, err)
	case err != nil:
		return nil, err
	}
	claim, err := Restore(record, d.catalog)
	if claim == nil {
		return nil, unreadable(id, err)
	}
	return claim, err
}

// Claims yields the claims with the given IDs, in the order of the IDs. If a
// claim is not stored, or cannot be read or restored, Claims yields nil with a
// [ClaimError] and goes on. A claim whose terms have changed comes together
// with a ClaimError that wraps a [TermsError]. Any other error is the last that
// it yields. If the store is a [BatchLoader], it loads a hundred claims at a
// time. If an ID occurs twice, its claim is yielded twice.
func (d *Desk) Claims(ctx context.Context, ids []ID) iter.Seq2[*Claim, error] {
	return func(yield func(*Claim, error) bool) {
		for some := range slices.Chunk(ids, pageSize) {
			page, err := d.load(ctx, some)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, id := range some {
				if l := page[id]; !yield(l.claim, l.err) {
					return
				}
			}
		}
	}
}

// load loads claims, all at once if the store can. Each ID has a claim or an
// error.
func (d *Desk) load(ctx context.Context, ids []ID) (map[ID]listed, error) {
	page := make(map[ID]listed, len(ids))
	if store, ok := d.store.(BatchLoader); ok {
		once := slices.Compact(slices.Sorted(slices.Values(ids)))
		p := pager{desk: d}
		for record, err := range store.LoadAll(ctx, once) {
			l, _, err := p.read(record, err)
			if err != nil {
				return nil, err
			}
			page[l.id] = l
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
func (d *Desk) loadOne(ctx context.Context, id ID) (listed, error) {
	if _, ok := d.store.(BatchLoader); ok {
		return listed{id: id, err: aboutClaim(id, ErrNotFound)}, nil
	}
	claim, err := d.Claim(ctx, id)
	if err != nil && ClassOf(err) == Unavailable {
		return listed{}, err
	}
	if err != nil {
		err = aboutClaim(id, err)
	}
	return listed{id, claim, err}, nil
}

// Open opens a claim and saves it. If the claim exists and was opened under the
// same key, the change has no entries. If it exists otherwise, the error is
// [ErrExists]. If the customer has the most claims that are allowed, the error
// is [ErrLimit].
func (d *Desk) Open(ctx context.Context, nomination *eligibility.Nomination, id ID, meta Meta) (Change, error) {
	if err := d.received(&meta); err != nil {
		return Change{}, err
	}
	change, err := Open(nomination, id, meta)
	if err != nil {
		return Change{}, err
	}
	return d.begin(ctx, change)
}

// begin saves the change that makes a claim, unless a claim that was made under
// the same key exists already.
func (d *Desk) begin(ctx context.Context, change Change) (Change, error) {
	first := &change.Entries[0]
	id := first.Claim
	existing, err := d.Claim(ctx, id)
	if errors.Is(err, ErrNotFound) {
		switch err = d.store.Save(ctx, change); {
		case err == nil:
			return change, nil
		case !errors.Is(err, ErrConflict):
			return Change{}, err
		}
		existing, err = d.Claim(ctx, id) // it was opened meanwhile
	}
	if existing == nil {
		return Change{}, err
	}
	var key UsedKey
	if first.Key != "" {
		key = change.Claim.record.Keys[0]
	}
	repeated, err := existing.repeats(key)
	if err == nil && !repeated {
		repeated, err = d.repeatedLongAgo(ctx, existing, key)
	}
	switch {
	case err != nil:
		return Change{}, err
	case !repeated:
		return Change{}, ErrExists
	default:
		return Change{Claim: existing}, nil
	}
}

// Do loads a claim, applies a command and saves the change. If others overtake
// the change, Do loads the claim and applies the command again, up to five
// times in all; then the error is [ErrConflict]. If the command is dated before
// the change that overtook it by more than the tolerance, the error is an
// [OutOfOrderError]. If the rules refuse the command, the error is a [Refusal]
// and nothing is saved. Beside an error the change is zero.
//
// If the error of a store leaves open whether the change was saved, call Do
// again under the same key. If the command was saved the first time, the second
// change has no entries.
func (d *Desk) Do(ctx context.Context, id ID, command Command, meta Meta) (Change, error) {
	if err := d.received(&meta); err != nil {
		return Change{}, err
	}
	if err := checkCommand(command); err != nil {
		return Change{}, err
	}
	key, err := meta.key(command.Event(), contentOf(command))
	if err != nil {
		return Change{}, err
	}
	return d.move(ctx, id, key, func(claim *Claim) (Change, error) { return Apply(claim, command, meta) })
}

// Observe loads a claim, brings it to the status that Partner Center shows, and
// saves the change. If others overtake the change, it tries again as [Desk.Do]
// does. If its error leaves open whether the change was saved, call it again
// under the same key.
func (d *Desk) Observe(ctx context.Context, id ID, shown PortalStatus, meta Meta) (Change, error) {
	if err := d.received(&meta); err != nil {
		return Change{}, err
	}
	key, err := meta.key(StatusObserved, shown)
	if err != nil {
		return Change{}, err
	}
	return d.move(ctx, id, key, func(claim *Claim) (Change, error) { return Observe(claim, shown, meta) })
}

// Adopt makes a claim that only Partner Center knows and saves it. If the claim
// exists and was adopted under the same key, the change has no entries. If it
// exists otherwise, the error is [ErrExists].
func (d *Desk) Adopt(ctx context.Context, adoption Adoption, id ID, meta Meta) (Change, error) {
	if err := d.received(&meta); err != nil {
		return Change{}, err
	}
	change, err := Adopt(adoption, id, meta)
	if err != nil {
		return Change{}, err
	}
	return d.begin(ctx, change)
}

// move changes the stored claim and saves the change. If others overtake it,
// move starts again from the stored claim.
func (d *Desk) move(ctx context.Context, id ID, key UsedKey, apply func(*Claim) (Change, error)) (Change, error) {
	for attempt := 1; ; attempt++ {
		claim, err := d.Claim(ctx, id)
		if claim == nil {
			return Change{}, err
		}
		if repeated, err := d.repeatedLongAgo(ctx, claim, key); err != nil {
			return Change{}, err
		} else if repeated {
			return Change{Claim: claim}, nil
		}
		change, err := apply(claim) // which refuses changed terms itself
		if err != nil || len(change.Entries) == 0 {
			return change, err
		}
		err = d.store.Save(ctx, change)
		switch {
		case err == nil:
			return change, nil
		case !errors.Is(err, ErrConflict) || attempt == mostAttempts:
			return Change{}, err
		}
	}
}

// repeatedLongAgo reports whether the history has a command of the same key and
// content that the record does not keep any more.
func (d *Desk) repeatedLongAgo(ctx context.Context, claim *Claim, key UsedKey) (bool, error) {
	if key.Key == "" || len(claim.record.Keys) < mostKeys || slices.ContainsFunc(claim.record.Keys, func(used UsedKey) bool { return used.Key == key.Key }) {
		return false, nil
	}
	for entry, err := range d.store.History(ctx, claim.record.ID, 0) {
		if err != nil {
			return false, err
		}
		if entry.Key == key.Key {
			used, err := entry.usedKey()
			if err != nil {
				return false, err
			}
			return true, key.differs(used)
		}
	}
	return false, nil
}

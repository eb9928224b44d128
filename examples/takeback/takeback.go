// Package takeback takes back entries of claims of either kind. A program calls
// [Undoing.Entry] for one entry, or [Undoing.Import] for all entries of an
// import.
package takeback

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci/catalog"
)

// A Result lists the entries that a run took back, or would take back.
type Result struct {
	// DryRun says that nothing was saved.
	DryRun bool `json:"dryRun"`
	// Taken are the entries that were taken back.
	Taken []Taken `json:"taken"`
	// Left are the entries that could not be taken back.
	Left []Left `json:"left"`
}

// A Taken is an entry that was taken back.
type Taken struct {
	// Claim is the ID of the claim.
	Claim claims.ID `json:"claim"`
	// Number is the number of the entry in the claim's history.
	Number uint64 `json:"number"`
	// Event is the event of the entry in words.
	Event  string `json:"event"`
	Status string `json:"status"` // of the claim afterward
}

// A Left is an entry that could not be taken back.
type Left struct {
	// Claim is the ID of the claim.
	Claim  claims.ID `json:"claim"`
	Number uint64    `json:"number,omitempty"` // 0 if the history cannot be read
	// Event is the event of the entry in words. It is empty if the history
	// cannot be read.
	Event string `json:"event,omitempty"`
	// Why is the reason.
	Why string `json:"why"`
}

// An Undoing takes back the effect of an import on each claim. All fields but
// Skips and Result must be set.
type Undoing struct {
	// Store holds the claims.
	Store store.Store
	// Desk gives the commands to the claims.
	Desk *desk.Desk
	// Terms is the catalog of the claims.
	Terms *catalog.Catalog
	// Meta returns the circumstances of a taking-back. It is called for each
	// one.
	Meta func() (claims.Meta, error)
	// Skips is called if a claim cannot be listed, and returns whether to
	// continue. It may be nil.
	Skips func(error) bool
	// Result lists the entries that were taken back so far.
	Result Result
}

// Import takes back the entries that the import of an instant made, the latest
// entry of each claim first. It reports whether there were any. If one entry
// cannot be taken back, the others are taken back all the same.
func (u *Undoing) Import(ctx context.Context, at time.Time) (found bool, err error) {
	var ids []claims.ID
	for stored, err := range u.Store.List(ctx, store.Query{}) {
		if err != nil {
			if u.Skips == nil || !u.Skips(err) {
				return found, err
			}
			continue
		}
		ids = append(ids, stored.ID)
	}
	for _, id := range ids {
		life, err := Load(ctx, u.Store, u.Desk, u.Terms, id)
		if ctx.Err() != nil {
			return found, ctx.Err()
		}
		if err != nil {
			u.Result.Left = append(u.Result.Left, Left{Claim: id, Why: err.Error()})
			continue
		}
		for _, number := range life.Marks().ObservedAt(at) {
			found = true
			if err := u.Entry(ctx, life, number); err != nil {
				u.Result.Left = append(u.Result.Left, Left{id, number, life.Marks().Event(number), err.Error()})
			}
		}
	}
	return found, nil
}

// Entry takes back one entry, and adds it to the result.
func (u *Undoing) Entry(ctx context.Context, life Life, number uint64) error {
	meta, err := u.Meta()
	if err != nil {
		return err
	}
	status, err := life.TakeBack(ctx, number, meta, u.Result.DryRun)
	if err == nil {
		u.Result.Taken = append(u.Result.Taken, Taken{life.ID(), number, life.Marks().Event(number), status})
	}
	return err
}

// A Life is a claim of either kind with its history.
type Life interface {
	// ID returns the claim's ID.
	ID() claims.ID
	// Marks returns the marks of the claim's entries, the oldest entry first.
	Marks() Marks
	// TakeBack takes back an entry, and returns the status of the claim in
	// words. If dryRun is true, it saves nothing.
	TakeBack(ctx context.Context, number uint64, meta claims.Meta, dryRun bool) (status string, err error)
}

// Load loads a claim of either kind with its history. If the terms of the claim
// have changed, its entries can still be taken back. If there is an error, it
// is a [store.ClaimError], which names the claim.
func Load(ctx context.Context, kept store.Store, d *desk.Desk, terms *catalog.Catalog, id claims.ID) (Life, error) {
	stored, err := kept.Load(ctx, id)
	if err != nil {
		return nil, named(id, err)
	}
	if stored.Kind == store.PartnerAssociation {
		return associated(ctx, d, id)
	}
	claim, err := d.Claim(ctx, id)
	if claim == nil || err != nil && !errors.Is(err, claims.ErrTermsChanged) {
		return nil, named(id, err)
	}
	history, err := whole(d.History(ctx, id))
	if err != nil {
		return nil, err
	}
	return &kindLife[claims.Claim, claims.Change, claims.Entry]{
		claim: claim, history: history, name: id,
		save: d.TakeBack,
		foresee: func(c *claims.Claim, history []claims.Entry, number uint64, meta claims.Meta) (claims.Change, error) {
			return claims.TakeBack(c, history, number, terms, meta)
		},
		parts: func(c claims.Change) (*claims.Claim, []claims.Entry, fmt.Stringer) {
			return c.Claim, c.Entries, c.Claim.State()
		},
		mark: func(e *claims.Entry) Mark {
			return Mark{e.Event, e.Actor == claims.PartnerCenter, given(e.At, e.Given), e.TakenBack}
		},
	}, nil
}

// associated loads an association with its history.
func associated(ctx context.Context, d *desk.Desk, id claims.ID) (Life, error) {
	claim, err := d.Associations().Claim(ctx, id)
	if err != nil {
		return nil, named(id, err)
	}
	history, err := whole(d.Associations().History(ctx, id))
	if err != nil {
		return nil, err
	}
	return &kindLife[association.Claim, association.Change, association.Entry]{
		claim: claim, history: history, name: id,
		save: d.Associations().TakeBack, foresee: association.TakeBack,
		parts: func(c association.Change) (*association.Claim, []association.Entry, fmt.Stringer) {
			return c.Claim, c.Entries, c.Claim.State()
		},
		mark: func(e *association.Entry) Mark {
			return Mark{e.Event, e.Actor == claims.PartnerCenter, given(e.At, e.Given), e.TakenBack}
		},
	}, nil
}

// named returns an error that names a claim.
func named(id claims.ID, err error) error {
	var one *store.ClaimError
	if errors.As(err, &one) {
		return err
	}
	return &store.ClaimError{ID: id, Err: err}
}

// whole returns all entries of a history.
func whole[E any](list iter.Seq2[E, error]) (all []E, err error) {
	for entry, err := range list {
		if err != nil {
			return nil, err
		}
		all = append(all, entry)
	}
	return all, nil
}

// A kindLife is a claim with its history, and the functions for its kind. C is
// the claim, M a change and E an entry.
type kindLife[C, M, E any] struct {
	name    claims.ID
	claim   *C
	history []E
	// save takes back an entry of the stored claim. foresee takes back an entry
	// of a claim in memory, so nothing is saved.
	save    func(ctx context.Context, id claims.ID, number uint64, meta claims.Meta) (M, error)
	foresee func(claim *C, history []E, number uint64, meta claims.Meta) (M, error)
	// parts returns the claim of a change, its new entries and its state.
	parts func(M) (*C, []E, fmt.Stringer)
	mark  func(*E) Mark
}

// ID implements [Life].
func (l *kindLife[C, M, E]) ID() claims.ID { return l.name }

// Marks implements [Life].
func (l *kindLife[C, M, E]) Marks() (all Marks) {
	for i := range l.history {
		all = append(all, l.mark(&l.history[i]))
	}
	return all
}

// TakeBack implements [Life].
func (l *kindLife[C, M, E]) TakeBack(ctx context.Context, number uint64, meta claims.Meta, dryRun bool) (string, error) {
	var change M
	var err error
	if dryRun {
		change, err = l.foresee(l.claim, l.history, number, meta)
	} else {
		change, err = l.save(ctx, l.name, number, meta)
	}
	if err != nil {
		return "", err
	}
	claim, added, state := l.parts(change)
	l.claim, l.history = claim, append(l.history, added...)
	return state.String(), nil
}

// A Mark holds the facts of an entry that decide whether it can be taken back.
type Mark struct {
	event     fmt.Stringer
	observed  bool // the entry was observed in Partner Center
	at        time.Time
	takenBack uint64 // the number of the entry that this one takes back, or 0
}

// given returns the instant that a command named.
func given(at, given time.Time) time.Time {
	if given.IsZero() {
		return at
	}
	return given
}

// Marks are the marks of a whole history, the oldest entry first.
type Marks []Mark

// live reports whether an entry is neither taken back nor a taking-back. If an
// entry is taken back, the later observations are taken back with it.
func (m Marks) live(number uint64) bool {
	if m[number-1].takenBack > 0 {
		return false
	}
	return !slices.ContainsFunc(m[number:], func(later Mark) bool { return later.takenBack > 0 && later.takenBack <= number })
}

// Last returns the number of the last live entry. It is 1, the opening, if
// there is no other.
func (m Marks) Last() uint64 {
	for number := uint64(len(m)); number > 1; number-- {
		if m.live(number) {
			return number
		}
	}
	return 1
}

// ObservedAt returns the numbers of the live entries that an import of an
// instant made, the latest first.
func (m Marks) ObservedAt(at time.Time) (numbers []uint64) {
	for number := uint64(len(m)); number > 0; number-- {
		if one := m[number-1]; one.observed && one.at.Equal(at) && m.live(number) {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// Event returns the event of an entry in words.
func (m Marks) Event(number uint64) string {
	if number == 0 || number > uint64(len(m)) {
		return ""
	}
	return m[number-1].event.String()
}

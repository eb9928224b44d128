package desk

import (
	"context"
	"errors"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A kind holds the functions that the loops of a desk need for one kind of
// claim. C is its claim, M its change and E its entry. Its methods are the
// loops that need nothing else, so that they are written once.
type kind[C, M, E any] struct {
	kind store.Kind
	// restore makes a claim of a stored one. Beside an error the claim is nil,
	// unless the catalog has other terms.
	restore func(*Desk, store.Envelope) (*C, error)
	id      func(*C) claims.ID
	// claim returns the claim of a change, and unchanged the change of a
	// repetition.
	claim     func(M) *C
	unchanged func(*C) M
	// encode makes the rows of a change, and decode an entry of its row.
	encode func(M) (store.Change, error)
	decode func(store.Entry) (E, error)
	// opening returns the repetition of the change that makes a claim.
	opening func(M) repetition[C, E]
	// due reports whether a clock ends the claim at an instant, and expire ends
	// it.
	due    func(*C, time.Time) bool
	expire func(*C, claims.Meta) (M, error)
	// listed returns the claim of this kind in a list, or nil.
	listed func(*Listed) *C
}

// A repetition recognizes a command by its key; see [claims.Repetition].
type repetition[C, E any] interface {
	In(*C) (bool, error)
	Forgotten(*C) bool
	Of(*E) (bool, error)
}

var activities = kind[claims.Claim, claims.Change, claims.Entry]{
	kind:      store.PartnerActivity,
	restore:   (*Desk).restoreActivity,
	id:        (*claims.Claim).ID,
	claim:     func(c claims.Change) *claims.Claim { return c.Claim },
	unchanged: func(c *claims.Claim) claims.Change { return claims.Change{Claim: c} },
	encode:    EncodeChange,
	decode:    DecodeEntry,
	opening:   func(c claims.Change) repetition[claims.Claim, claims.Entry] { return c.Repetition() },
	due:       (*claims.Claim).Due,
	expire: func(c *claims.Claim, meta claims.Meta) (claims.Change, error) {
		return claims.Apply(c, claims.Expire{}, meta)
	},
	listed: func(l *Listed) *claims.Claim { return l.Claim },
}

var associations = kind[association.Claim, association.Change, association.Entry]{
	kind:      store.PartnerAssociation,
	restore:   (*Desk).restoreAssociation,
	id:        (*association.Claim).ID,
	claim:     func(c association.Change) *association.Claim { return c.Claim },
	unchanged: func(c *association.Claim) association.Change { return association.Change{Claim: c} },
	encode:    EncodeAssociationChange,
	decode:    DecodeAssociationEntry,
	opening:   func(c association.Change) repetition[association.Claim, association.Entry] { return c.Repetition() },
	due:       (*association.Claim).Due,
	expire:    expireAssociation,
	listed:    func(l *Listed) *association.Claim { return l.Association },
}

// expireAssociation ends the windows of a claim that are over. A rejection
// after an unanswered request opens the window of a dispute, and after a pause
// of the sweeps that can be over, too.
func expireAssociation(c *association.Claim, meta claims.Meta) (association.Change, error) {
	change, err := association.Apply(c, association.Expire{}, meta)
	for err == nil && change.Claim.Due(meta.At) {
		var next association.Change
		next, err = association.Apply(change.Claim, association.Expire{}, meta)
		change = association.Change{Claim: next.Claim, Entries: append(change.Entries, next.Entries...)}
	}
	return change, err
}

func (d *Desk) restoreActivity(e store.Envelope) (*claims.Claim, error) {
	record, err := Decode(e)
	if err != nil {
		return nil, err
	}
	return claims.Restore(record, d.catalog)
}

func (d *Desk) restoreAssociation(e store.Envelope) (*association.Claim, error) {
	record, err := DecodeAssociation(e)
	if err != nil {
		return nil, err
	}
	return association.Restore(record, d.terms)
}

// load loads a claim of the kind. For an ID of a claim of the other kind, the
// error is a [mci.FieldError].
func (k *kind[C, M, E]) load(ctx context.Context, d *Desk, id claims.ID) (*C, error) {
	envelope, err := d.store.Load(ctx, id)
	var one *store.ClaimError
	switch {
	case errors.As(err, &one), errors.Is(err, mci.ErrInvalid):
		return nil, unreadable(id, err)
	case err != nil:
		return nil, err
	case envelope.ID != id: // a store that breaks its contract, such as one that ignores case
		return nil, unreadable(id, mci.Invalid("id", string(envelope.ID), "the ID that was asked for"))
	case envelope.Kind != k.kind && known(envelope.Kind):
		return nil, otherKind(id, k.kind, envelope.Kind)
	}
	claim, err := k.restore(d, envelope)
	if claim == nil {
		return nil, unreadable(id, err)
	}
	return claim, err
}

// otherKind returns the error of an ID that names a claim of another kind.
func otherKind(id claims.ID, want, found store.Kind) error {
	return mci.Invalid("id", string(id), "the ID of a claim of the kind "+want.String()+"; this one is of the kind "+found.String())
}

// known reports whether a kind is declared.
func known(kind store.Kind) bool {
	return kind == store.PartnerActivity || kind == store.PartnerAssociation
}

// begin saves the change that makes a claim, unless a claim that was made under
// the same key exists already.
func (k *kind[C, M, E]) begin(ctx context.Context, d *Desk, change M) (none M, err error) {
	id := k.id(k.claim(change))
	existing, err := k.load(ctx, d, id)
	if errors.Is(err, store.ErrNotFound) {
		switch err = k.save(ctx, d, change); {
		case err == nil:
			return change, nil
		case !errors.Is(err, store.ErrConflict):
			return none, err
		}
		existing, err = k.load(ctx, d, id) // it was opened meanwhile
	}
	if existing == nil {
		if errors.Is(err, mci.ErrInvalid) {
			return none, ErrExists // a claim of the other kind has the ID
		}
		return none, err
	}
	opening := k.opening(change)
	repeated, err := opening.In(existing)
	if err == nil && !repeated {
		repeated, err = k.repeatedLongAgo(ctx, d, existing, opening)
	}
	switch {
	case err != nil:
		return none, err
	case !repeated:
		return none, ErrExists
	default:
		return k.unchanged(existing), nil
	}
}

// move changes the stored claim and saves the change. If others overtake it,
// move starts again from the stored claim.
func (k *kind[C, M, E]) move(ctx context.Context, d *Desk, id claims.ID, given repetition[C, E], apply func(*C) (M, error)) (none M, err error) {
	for attempt := 1; ; attempt++ {
		claim, err := k.load(ctx, d, id)
		if claim == nil {
			return none, err
		}
		if repeated, err := k.repeatedLongAgo(ctx, d, claim, given); err != nil {
			return none, err
		} else if repeated {
			return k.unchanged(claim), nil
		}
		change, err := apply(claim) // which refuses changed terms itself
		if err != nil {
			return change, err
		}
		err = k.save(ctx, d, change)
		switch {
		case err == nil:
			return change, nil
		case !errors.Is(err, store.ErrConflict) || attempt == mostAttempts:
			return none, err
		}
	}
}

// save saves a change, unless it changes nothing.
func (k *kind[C, M, E]) save(ctx context.Context, d *Desk, change M) error {
	rows, err := k.encode(change)
	if err != nil || len(rows.Entries) == 0 {
		return err
	}
	return d.store.Save(ctx, rows)
}

// repeatedLongAgo reports whether the history has a command of the same key and
// content that the record does not keep any more.
func (k *kind[C, M, E]) repeatedLongAgo(ctx context.Context, d *Desk, claim *C, given repetition[C, E]) (bool, error) {
	if !given.Forgotten(claim) {
		return false, nil
	}
	for entry, err := range k.history(ctx, d, k.id(claim)) {
		if err != nil {
			return false, err
		}
		if found, err := given.Of(&entry); err != nil || found {
			return found, err
		}
	}
	return false, nil
}

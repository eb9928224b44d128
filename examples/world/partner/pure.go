package partner

import (
	"context"
	"errors"
	"fmt"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/eligibility"
)

// An office receives the commands of people. A desk is one.
type office interface {
	Open(ctx context.Context, nomination *eligibility.Nomination, id claims.ID, meta claims.Meta) (claims.Change, error)
	Adopt(ctx context.Context, adoption claims.Adoption, id claims.ID, meta claims.Meta) (claims.Change, error)
	Do(ctx context.Context, id claims.ID, command claims.Command, meta claims.Meta) (claims.Change, error)
	Observe(ctx context.Context, id claims.ID, shown claims.PortalStatus, meta claims.Meta) (claims.Change, error)
	TakeBack(ctx context.Context, id claims.ID, number uint64, meta claims.Meta) (claims.Change, error)
	Correct(ctx context.Context, id claims.ID, number uint64, back claims.Meta, command claims.Command, given claims.Meta) (claims.Change, error)
	PreviewAnswer(ctx context.Context, link consent.Link, meta claims.Meta) (consent.Preview, error)
	ConfirmAnswer(ctx context.Context, link consent.Link, meta claims.Meta) (claims.Change, error)
}

// A pureOffice does the work of a desk, over claims that stay decoded. It calls
// the pure functions of package claims, and has the same faults and
// interruptions at its loads and saves.
type pureOffice struct{ w *World }

// held is a claim of a pure office.
type held struct {
	claim   *claims.Claim
	history []claims.Entry
}

// load returns a claim as it is.
func (o pureOffice) load(ctx context.Context, id claims.ID) (*held, error) {
	fault := o.w.store.enter()
	switch found := o.w.held[id]; {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case fault == FailsBefore, fault == FailsAfter:
		return nil, errDown
	case found == nil:
		return nil, store.ErrNotFound
	default:
		return found, nil
	}
}

// save saves a change. If another step has changed the claim since it was
// loaded, or if the limit is reached, it saves nothing.
func (o pureOffice) save(ctx context.Context, change claims.Change) error {
	s := o.w.store
	fault := s.enter()
	if t := s.present; t != nil && t.half {
		if t.saves++; t.saves%2 == 1 {
			return errDown
		}
	}
	id, record := change.Claim.ID(), change.Claim.Record()
	before := o.w.held[id]
	version := uint64(0)
	if before != nil {
		version = before.claim.Version()
	}
	limit, limited := change.Limit()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case fault == FailsBefore:
		return errDown
	case version != change.Expected():
		return store.ErrConflict
	case limited && o.full(limit, id):
		return store.ErrLimit
	}
	next := &held{claim: change.Claim, history: change.Entries}
	if before != nil { // of which there is no other successor
		next.history = append(before.history, change.Entries...)
	}
	o.w.held[id] = next
	open := record.Status.Class() == 0
	s.note(&store.Change{Expected: version, Limit: limit, Entries: make([]store.Entry, len(change.Entries)), Envelope: store.Envelope{
		Kind: store.PartnerActivity, ID: id, Version: record.Version, Status: record.Status.String(), Customer: record.CheckedID,
		Engagement: record.Engagement.Engagement, Open: open, Counted: open || record.Status == claims.Approved,
	}})
	if fault == FailsAfter {
		return errDown
	}
	return nil
}

// full reports whether a limit is reached.
func (o pureOffice) full(limit claims.Limit, id claims.ID) bool {
	counted, open := o.w.store.countOf(limit, id)
	return limit.Most > 0 && counted >= limit.Most || limit.Open > 0 && open >= limit.Open
}

// move changes a claim, up to five times if others come first.
func (o pureOffice) move(ctx context.Context, id claims.ID, apply func(*held) (claims.Change, error)) (claims.Change, error) {
	for range 5 {
		found, err := o.load(ctx, id)
		if err != nil {
			return claims.Change{}, err
		}
		change, err := apply(found)
		if err != nil || len(change.Entries) == 0 {
			return change, err
		}
		if err = o.save(ctx, change); !errors.Is(err, store.ErrConflict) {
			if err != nil {
				change = claims.Change{}
			}
			return change, err
		}
	}
	return claims.Change{}, store.ErrConflict
}

// begin saves a new claim. If it is there already, the change must be a
// repetition.
func (o pureOffice) begin(ctx context.Context, change claims.Change) (claims.Change, error) {
	found, err := o.load(ctx, change.Claim.ID())
	if errors.Is(err, store.ErrNotFound) {
		if err = o.save(ctx, change); err == nil {
			return change, nil
		}
		if !errors.Is(err, store.ErrConflict) {
			return claims.Change{}, err
		}
		found, err = o.load(ctx, change.Claim.ID())
	}
	if err != nil {
		return claims.Change{}, err
	}
	repeated, err := change.Repetition().In(found.claim)
	if err == nil && !repeated {
		err = desk.ErrExists
	}
	return claims.Change{Claim: found.claim}, err
}

// Open implements office.
func (o pureOffice) Open(ctx context.Context, nomination *eligibility.Nomination, id claims.ID, meta claims.Meta) (claims.Change, error) {
	change, err := claims.Open(nomination, id, meta)
	if err != nil {
		return change, err
	}
	return o.begin(ctx, change)
}

// Adopt implements office.
func (o pureOffice) Adopt(ctx context.Context, adoption claims.Adoption, id claims.ID, meta claims.Meta) (claims.Change, error) {
	change, err := claims.Adopt(adoption, id, meta)
	if err != nil {
		return change, err
	}
	return o.begin(ctx, change)
}

// Do implements office.
func (o pureOffice) Do(ctx context.Context, id claims.ID, command claims.Command, meta claims.Meta) (claims.Change, error) {
	return o.move(ctx, id, func(h *held) (claims.Change, error) { return claims.Apply(h.claim, command, meta) })
}

// Observe implements office.
func (o pureOffice) Observe(ctx context.Context, id claims.ID, shown claims.PortalStatus, meta claims.Meta) (claims.Change, error) {
	return o.move(ctx, id, func(h *held) (claims.Change, error) { return claims.Observe(h.claim, shown, meta) })
}

// TakeBack implements office.
func (o pureOffice) TakeBack(ctx context.Context, id claims.ID, number uint64, meta claims.Meta) (claims.Change, error) {
	return o.move(ctx, id, func(h *held) (claims.Change, error) {
		return claims.TakeBack(h.claim, h.history, number, o.w.cards[firstCard], meta)
	})
}

// Correct implements office.
func (o pureOffice) Correct(ctx context.Context, id claims.ID, number uint64, back claims.Meta, command claims.Command, given claims.Meta) (claims.Change, error) {
	return o.move(ctx, id, func(h *held) (claims.Change, error) {
		taken, err := claims.TakeBack(h.claim, h.history, number, o.w.cards[firstCard], back)
		if err != nil {
			return taken, err
		}
		next, err := claims.Apply(taken.Claim, command, given)
		if err != nil {
			return claims.Change{}, err
		}
		return taken.Then(next), nil
	})
}

// PreviewAnswer implements office.
func (o pureOffice) PreviewAnswer(ctx context.Context, link consent.Link, meta claims.Meta) (consent.Preview, error) {
	found, err := o.load(ctx, claims.ID(link.Claim))
	if err != nil {
		return consent.Preview{}, err
	}
	current := found.claim.Consent()
	return current.Preview(link, meta.At)
}

// ConfirmAnswer implements office. The answer is the customer's, under the
// link's own key.
func (o pureOffice) ConfirmAnswer(ctx context.Context, link consent.Link, meta claims.Meta) (claims.Change, error) {
	meta.Actor, meta.Key = claims.Customer, link.Key()
	var command claims.Command = claims.Accept{}
	if link.Answer == consent.Declined {
		command = claims.Decline{}
	}
	return o.move(ctx, claims.ID(link.Claim), func(h *held) (claims.Change, error) {
		repetition, err := claims.RepetitionOf(command, meta)
		if err != nil {
			return claims.Change{}, err
		}
		if repeated, err := repetition.In(h.claim); err != nil || repeated {
			return claims.Change{Claim: h.claim}, err
		}
		current := h.claim.Consent()
		if _, err := current.Confirm(link, meta.At); err != nil {
			return claims.Change{}, err
		}
		return claims.Apply(h.claim, command, meta)
	})
}

// lookPure checks a claim of a pure world.
func (w *World) lookPure(id claims.ID) {
	found := w.held[id]
	k := w.meet(id)
	if got := uint64(len(found.history)); got != found.claim.Version() || w.store.row(id).entries != got { //nolint:gosec // because a length is not below 0
		w.violate(9, id, fmt.Errorf("version %d has %d entries", found.claim.Version(), got))
		return
	}
	if !w.ending {
		w.count("status", store.PartnerActivity.String()+" "+w.store.row(id).envelope.Status)
	}
	w.turnClaim(id, k, found.claim, found.history)
}

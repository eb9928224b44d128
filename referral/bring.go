package referral

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// bring does in Partner Center what is due, if there is a gateway.
func (d *Desk) bring(ctx context.Context, r Referral, claim *claims.Claim, at time.Time) (Referral, error) {
	if d.options.Gateway == nil {
		return r, nil
	}
	if r.due() && r.Remote.ID == "" {
		var err error
		if r, err = d.create(ctx, r, claim, at); err != nil {
			return r, err
		}
	}
	if !r.due() {
		return r, nil
	}
	return d.edit(ctx, r, claim)
}

// create finds the referral in Partner Center, or makes it. Whoever saved the attempt is alone until it must have ended.
func (d *Desk) create(ctx context.Context, r Referral, claim *claims.Claim, at time.Time) (Referral, error) {
	if began := r.Remote.Attempt; !began.IsZero() {
		if left := began.Add(d.options.Settle).Sub(at); left > 0 {
			return r, &WaitError{left, ErrBusy}
		}
	}
	attempt := r
	attempt.Remote.Attempt = at.UTC().Round(0)
	attempt, err := d.save(ctx, r, attempt)
	if err != nil {
		return r, err
	}
	found, err := d.findOrMake(ctx, attempt, claim, at)
	if err == nil || hadNoEffect(err) {
		done := attempt
		done.Remote = seen(found)
		done, saveErr := d.save(ctx, attempt, done)
		return done, errors.Join(err, saveErr)
	}
	return attempt, err
}

// hadNoEffect reports whether a create that failed made nothing for sure, so that the next need not wait.
func hadNoEffect(err error) bool {
	return errors.Is(err, ErrThrottled) || errors.Is(err, ErrRefused) || errors.Is(err, mci.ErrInvalid) || errors.Is(err, ErrAmbiguous)
}

// findOrMake returns the referral of the claim, and the zero Resource where there is none and none is wanted any more.
func (d *Desk) findOrMake(ctx context.Context, r Referral, claim *claims.Claim, at time.Time) (Resource, error) {
	found, err := d.options.Gateway.List(ctx, LinkOf(r.Claim))
	switch {
	case err != nil:
		return Resource{}, err
	case len(found) > 1:
		return Resource{}, fmt.Errorf("%w: %d with the link %q", ErrAmbiguous, len(found), LinkOf(r.Claim))
	case len(found) == 1:
		return found[0], nil
	case r.Ending != (Ending{}):
		return Resource{}, nil
	}
	draft, err := d.options.Writer.Draft(claim, min(r.Type, PartnerLed))
	if err != nil {
		return Resource{}, fmt.Errorf("%w: the draft: %w", ErrRefused, err)
	}
	draft.ExternalReferenceID = LinkOf(r.Claim)
	if decision := CheckCreation(&draft, Creation{Day: mci.DateOf(at)}); hasFailed(decision) {
		return Resource{}, &Refusal{Findings: decision.Findings}
	}
	return d.options.Gateway.Create(ctx, draft)
}

func hasFailed(decision Decision) bool { return decision.Outcome == mci.Fail }

// seen is what is known of a referral that Partner Center returned.
func seen(r Resource) Remote {
	if r.ID == "" {
		return Remote{}
	}
	return Remote{ID: r.ID, Type: r.DealType(), State: r.State()}
}

// edit upgrades or closes the referral, each if it is due. One that others have changed meanwhile is read again.
func (d *Desk) edit(ctx context.Context, r Referral, claim *claims.Claim) (Referral, error) {
	var current Resource
	for attempt := 1; ; attempt++ {
		var err error
		if current, err = d.editOnce(ctx, r, claim); err == nil {
			break
		}
		if !errors.Is(err, ErrConflict) || attempt == mostAttempts {
			return r, err
		}
	}
	done := r
	done.Remote = seen(current)
	if !done.Remote.State.Terminal() {
		done.Remote.Type = max(done.Remote.Type, r.Type) // an edit that was taken is not made again
	}
	return d.save(ctx, r, done)
}

func (d *Desk) editOnce(ctx context.Context, r Referral, claim *claims.Claim) (Resource, error) {
	current, err := d.options.Gateway.Get(ctx, r.Remote.ID)
	if err != nil || current.State().Terminal() {
		return current, err
	}
	wanted := current.Clone()
	if current.DealType() < r.Type {
		if wanted, err = d.options.Writer.Upgrade(claim, wanted); err != nil {
			return current, err
		}
	}
	if r.Ending != (Ending{}) {
		wanted.Status, wanted.Substatus = StatusClosed, r.Ending.Substatus
		replace(&wanted.StatusReason, r.Ending.Reason.String())
	}
	patch, err := MakePatch(&current, &wanted)
	if err != nil || len(patch) == 0 {
		return current, err
	}
	return d.options.Gateway.Patch(ctx, r.Remote.ID, patch, current.ETag)
}

package referral

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/resource"
)

// A run is one call of a desk, which may be about many claims.
type run struct {
	desk      *Desk
	at        time.Time
	throttled *WaitError // nothing more is sent; nil until the service asks for it
}

// bring does in Partner Center what is due, if there is a gateway.
func (r *run) bring(ctx context.Context, deal Deal, claim *claims.Claim) (Deal, error) {
	if r.desk.options.Gateway == nil || !deal.due() {
		return deal, nil
	}
	if r.throttled != nil {
		return deal, r.throttled
	}
	deal, err := r.send(ctx, deal, claim)
	var wait *WaitError
	if errors.As(err, &wait) && errors.Is(err, ErrThrottled) {
		r.throttled = wait
	}
	return deal, err
}

func (r *run) send(ctx context.Context, deal Deal, claim *claims.Claim) (Deal, error) {
	if deal.Remote.ID == "" {
		var err error
		if deal, err = r.desk.create(ctx, deal, claim, r.at); err != nil {
			return deal, err
		}
	}
	if !deal.due() {
		return deal, nil
	}
	return r.desk.edit(ctx, deal, claim)
}

// create finds the referral in Partner Center, or makes it. The desk that saved
// the attempt is alone until the create must have ended.
func (d *Desk) create(ctx context.Context, deal Deal, claim *claims.Claim, at time.Time) (Deal, error) {
	attempt := deal
	attempt.Remote.Attempt = at.UTC().Round(0)
	if began := deal.Remote.Attempt; began.After(at) {
		// The clock that saved the attempt ran ahead, perhaps by years, and
		// says nothing about the end of the create. It is waited for from now
		// on.
		if began.Sub(at) > d.options.Settle {
			var err error
			if deal, err = d.save(ctx, deal, attempt); err != nil {
				return deal, err
			}
		}
		return deal, &WaitError{d.options.Settle, ErrBusy}
	} else if left := began.Add(d.options.Settle).Sub(at); !began.IsZero() && left > 0 {
		return deal, &WaitError{left, ErrBusy}
	}
	attempt, err := d.save(ctx, deal, attempt)
	if err != nil {
		return deal, err
	}
	found, err := d.findOrMake(ctx, attempt, claim, at)
	if err == nil || hadNoEffect(err) {
		done := attempt
		done.Remote = seen(&found)
		done, saveErr := d.save(ctx, attempt, done)
		return done, errors.Join(err, saveErr)
	}
	return attempt, err
}

// hadNoEffect reports whether a create that failed made nothing for sure, so
// that the next need not wait.
func hadNoEffect(err error) bool {
	for _, sure := range []error{ErrThrottled, resource.ErrRefused, mci.ErrInvalid, ErrAmbiguous, ErrUnread} {
		if errors.Is(err, sure) {
			return true
		}
	}
	return false
}

// findOrMake returns the referral of the claim, and the zero Referral if there
// is none and none is wanted any more.
func (d *Desk) findOrMake(ctx context.Context, deal Deal, claim *claims.Claim, at time.Time) (resource.Referral, error) {
	link := LinkOf(deal.Claim)
	found, err := d.options.Gateway.List(ctx, link)
	switch {
	case err != nil && (!errors.Is(err, ErrUnread) || len(found) == 0):
		return resource.Referral{}, err
	case len(found) > 1:
		return resource.Referral{}, fmt.Errorf("%w: %d with the link %q", ErrAmbiguous, len(found), link)
	case len(found) == 1:
		return found[0], nil
	case deal.Ending != (Ending{}):
		return resource.Referral{}, nil
	}
	draft, err := d.options.Writer.Draft(claim, min(deal.Type, resource.PartnerLed))
	if err != nil {
		return resource.Referral{}, fmt.Errorf("%w: the draft: %w", resource.ErrRefused, err)
	}
	draft.ExternalReferenceID = link
	verdict := resource.CheckCreation(&draft, resource.Creation{Day: mci.DateOf(at)})
	if verdict.Outcome == mci.Fail {
		return resource.Referral{}, &resource.Refusal{Findings: verdict.Findings}
	}
	return d.options.Gateway.Create(ctx, draft)
}

// seen returns what is known of a referral that Partner Center returned.
func seen(r *resource.Referral) Remote {
	if r.ID == "" {
		return Remote{}
	}
	return Remote{ID: r.ID, Type: shown(r), State: r.State()}
}

// shown returns the deal type that a referral of the desk's own shows by
// itself. The desk's upgrade shows in it; a connected referral, which somebody
// else made, does not.
func shown(r *resource.Referral) resource.DealType {
	deal, _ := resource.DealTypeOf(r, resource.Related{Read: true})
	return deal
}

// edit upgrades or closes the referral, each if it is due. A referral that
// others have changed meanwhile is read again.
func (d *Desk) edit(ctx context.Context, deal Deal, claim *claims.Claim) (Deal, error) {
	var current resource.Referral
	for attempt := 1; ; attempt++ {
		var err error
		if current, err = d.editOnce(ctx, deal, claim); err == nil {
			break
		}
		if !errors.Is(err, ErrConflict) || attempt == mostAttempts {
			return deal, err
		}
	}
	done := deal
	done.Remote = seen(&current)
	if !done.Remote.State.Terminal() {
		done.Remote.Type = max(done.Remote.Type, deal.Type) // an edit that was taken is not made again
	}
	return d.save(ctx, deal, done)
}

func (d *Desk) editOnce(ctx context.Context, deal Deal, claim *claims.Claim) (resource.Referral, error) {
	current, err := d.options.Gateway.Get(ctx, deal.Remote.ID)
	if err != nil || current.State().Terminal() {
		return current, err
	}
	wanted := current.Clone()
	switch is := shown(&current); {
	case is >= deal.Type:
	case deal.Type == resource.PartnerLed:
		wanted.Consent.ShareReferralWithMicrosoftSellers = mci.Yes
	default:
		if wanted, err = d.options.Writer.Upgrade(claim, wanted); err != nil {
			return current, err
		}
	}
	if deal.Ending != (Ending{}) {
		wanted.Status, wanted.Substatus = resource.StatusClosed, deal.Ending.Substatus
		if reason := deal.Ending.Reason.String(); reason != "" {
			wanted.StatusReason = reason
		}
	}
	patch, err := resource.MakePatch(&current, &wanted)
	if err != nil || len(patch) == 0 {
		return current, err
	}
	return d.options.Gateway.Patch(ctx, deal.Remote.ID, patch, current.ETag)
}

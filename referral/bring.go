package referral

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// A run is one call of a desk, which may be about many claims.
type run struct {
	desk *Desk
	at   time.Time
	// watches is true if a referral that needs no change is read again.
	watches bool
	// throttled is set once the service asks to slow down. Then nothing more is
	// sent.
	throttled *WaitError
}

// bring makes the changes in Partner Center that are due. It does nothing if
// the desk has no gateway.
func (r *run) bring(ctx context.Context, deal Deal, claim *claims.Claim) (Deal, error) {
	var step func(context.Context, Deal, *claims.Claim) (Deal, error)
	switch {
	case deal.isLinked(r.desk.ModeOf(claim)):
		step = r.observe
	case deal.due():
		step = r.send
	case r.watches && (deal.Remote.open() || failed(claim) && deal.Connected.open() && !deal.Seen.Disconnected):
		step = r.watch
	default:
		return deal, nil
	}
	if r.desk.options.Gateway == nil {
		return deal, nil
	}
	if r.throttled != nil {
		return deal, r.throttled
	}
	deal, err := step(ctx, deal, claim)
	var wait *WaitError
	if errors.As(err, &wait) && errors.Is(err, ErrThrottled) {
		r.throttled = wait
	}
	return deal, err
}

// send creates the partner's own referral, edits it, and connects Microsoft
// with it. It leaves out a step that is not due.
func (r *run) send(ctx context.Context, deal Deal, claim *claims.Claim) (Deal, error) {
	if deal.Remote.ID == "" {
		var err error
		if deal, err = r.create(ctx, deal, r.ownLeg(deal, claim)); err != nil {
			return deal, err
		}
	}
	if !deal.due() {
		return deal, nil
	}
	if deal.Remote.State.Terminal() {
		return r.settle(ctx, deal)
	}
	own, err := r.desk.edit(ctx, deal)
	switch {
	case errors.Is(err, ErrNotFound):
		return r.saveObserved(ctx, deal, observeGone(deal, r.at), claim)
	case err != nil:
		return deal, err
	}
	if deal.Type == cosell.CoSell && deal.Ending == (Ending{}) && !own.State().Terminal() {
		return r.connect(ctx, deal, &own, claim)
	}
	deal, err = r.saveSeen(ctx, deal, &own, deal.Type)
	if err != nil || !deal.due() {
		return deal, err
	}
	return r.settle(ctx, deal)
}

// settle finds the referral for Microsoft that a create without an answer may
// have made. It makes none, because the partner's own referral is closed. If it
// finds one, a person decides about it; see [Comparison.Differences].
func (r *run) settle(ctx context.Context, deal Deal) (Deal, error) {
	return r.create(ctx, deal, leg{link: ConnectedLinkOf(deal.Claim), remote: func(d *Deal) *Remote { return &d.Connected }})
}

// saveSeen saves the state of the partner's own referral, and the deal type
// that it was brought to. It ignores that type if the referral is closed,
// because a closed referral cannot be brought anywhere.
func (r *run) saveSeen(ctx context.Context, deal Deal, own *resource.Referral, brought cosell.DealType) (Deal, error) {
	done := deal
	done.Remote = seen(own)
	if !done.Remote.State.Terminal() {
		done.Remote.Type = max(done.Remote.Type, brought)
	}
	done.Seen.Gone = false
	done.Remote.Type = max(done.Remote.Type, deal.Remote.Type) // a deal type never goes back
	return r.desk.save(ctx, deal, done)
}

// connect makes the deal a co-sell one. It creates a referral for Microsoft on
// the same engagement, unless the engagement already has one from any party.
func (r *run) connect(ctx context.Context, deal Deal, own *resource.Referral, claim *claims.Claim) (Deal, error) {
	related, err := r.desk.related(ctx, own)
	if err != nil && !errors.Is(err, ErrUnread) {
		return deal, err
	}
	if is, _ := cosell.DealTypeOf(own, related); is != cosell.CoSell && err != nil {
		return deal, err // an element that could not be read may be Microsoft's
	}
	of := r.connectedLeg(deal, own, claim)
	if is, _ := cosell.DealTypeOf(own, related); is == cosell.CoSell {
		recognized := deal
		// nothing is made any more
		recognized.Connected.Attempt, recognized.Connected.Unlinked = time.Time{}, ""
		if found := microsoftIn(related.Referrals, own, deal.Connected.ID); found != nil {
			recognized.Connected = seen(found)
		}
		saved, err := r.saveSeen(ctx, recognized, own, cosell.CoSell)
		if err != nil {
			return deal, err
		}
		return saved, nil
	}
	deal, err = r.create(ctx, deal, of)
	if err != nil {
		return deal, err
	}
	return r.saveSeen(ctx, deal, own, cosell.CoSell)
}

// watch reads a referral that the desk made, and the referrals of its
// engagement. If others changed them, it saves that.
func (r *run) watch(ctx context.Context, deal Deal, claim *claims.Claim) (Deal, error) {
	own, related, err := r.desk.readOwn(ctx, deal.Remote.ID)
	next := deal
	switch {
	case errors.Is(err, ErrNotFound):
		next = observeGone(deal, r.at)
	case err != nil:
		return deal, err
	default:
		seen := Observe(deal, &own, related, r.at)
		if seen.Remote != deal.Remote || seen.Connected != deal.Connected || seen.Seen.gap() != deal.Seen.gap() {
			next = seen
		}
	}
	return r.saveObserved(ctx, deal, next, claim)
}

// related returns the referrals of a referral's engagement. If the gateway does
// not list them, they are not read. With an ErrUnread, it returns those that
// could be read.
func (d *Desk) related(ctx context.Context, own *resource.Referral) (cosell.Related, error) {
	lister, ok := d.options.Gateway.(RelatedLister)
	if !ok || own.EngagementID == "" {
		return cosell.Related{}, nil
	}
	found, err := lister.Related(ctx, own.EngagementID)
	return cosell.Related{Read: err == nil, Referrals: found}, ofList(err)
}

// ofList returns the error of a list. If the list is missing, that says nothing
// about a referral, so the error does not match [ErrNotFound].
func ofList(err error) error {
	if errors.Is(err, ErrNotFound) {
		return fmt.Errorf("the list of referrals: %v", err) //nolint:errorlint // see above
	}
	return err
}

// A leg is one of the two referrals that a deal can have.
type leg struct {
	link   string // its externalReferenceId
	remote func(*Deal) *Remote
	wanted bool // create the referral if there is none
	own    bool // it belongs to the partner, and not to Microsoft
	draft  func() (resource.Referral, error)
}

func (r *run) ownLeg(deal Deal, claim *claims.Claim) leg {
	return leg{
		link: LinkOf(deal.Claim), remote: func(d *Deal) *Remote { return &d.Remote }, wanted: deal.Ending == (Ending{}), own: true,
		draft: func() (resource.Referral, error) {
			return r.desk.options.Writer.Draft(claim, min(deal.Type, cosell.PartnerLed))
		},
	}
}

func (r *run) connectedLeg(deal Deal, own *resource.Referral, claim *claims.Claim) leg {
	return leg{
		link: ConnectedLinkOf(deal.Claim), remote: func(d *Deal) *Remote { return &d.Connected }, wanted: true,
		draft: func() (resource.Referral, error) { return r.desk.options.Writer.Connect(claim, *own) },
	}
}

// create finds a referral in Partner Center, or makes it. It saves the attempt
// first. No other desk creates the referral until this create must have ended,
// because the store accepts only one attempt.
func (r *run) create(ctx context.Context, deal Deal, of leg) (Deal, error) {
	attempt := deal
	of.remote(&attempt).Attempt = r.at.UTC().Round(0)
	if wait := r.waitFor(of.remote(&deal).Attempt); wait > 0 {
		var err error
		if of.remote(&deal).Attempt.Sub(r.at) > r.desk.options.Settle {
			// The clock that saved the attempt ran far ahead, perhaps by years.
			// The attempt is saved again with the current time.
			deal, err = r.desk.save(ctx, deal, attempt)
		}
		return deal, errors.Join(err, &WaitError{wait, ErrBusy})
	}
	attempt, err := r.desk.save(ctx, deal, attempt)
	if err != nil {
		return deal, err
	}
	found, err := r.findOrMake(ctx, of, of.remote(&deal).Unlinked)
	done := attempt
	switch {
	case err == nil:
		*of.remote(&done) = seen(&found)
	case errors.Is(err, ErrUnlinked) && found.ID != "":
		// The attempt stays, so that a later run looks for the referral again.
		// An earlier attempt need not be waited for.
		remote := of.remote(&done)
		remote.Unlinked, remote.Attempt = found.ID, cmp.Or(of.remote(&deal).Attempt, remote.Attempt)
	case hadNoEffect(err):
		// An earlier attempt may have made one all the same.
		*of.remote(&done) = *of.remote(&deal)
	default:
		return attempt, err
	}
	done, saveErr := r.desk.save(ctx, attempt, done)
	return done, errors.Join(err, saveErr)
}

// waitFor returns how long a create that began at an instant may still be under
// way. It returns at most Settle, even if the clocks disagree.
func (r *run) waitFor(began time.Time) time.Duration {
	if began.IsZero() {
		return 0
	}
	return min(began.Add(r.desk.options.Settle).Sub(r.at), r.desk.options.Settle)
}

// hadNoEffect reports whether a failed create has certainly made nothing, so
// that the next one need not wait.
func hadNoEffect(err error) bool {
	for _, sure := range []error{ErrThrottled, change.ErrRefused, mci.ErrInvalid, ErrAmbiguous, ErrUnread, ErrForeign} {
		if errors.Is(err, sure) {
			return true
		}
	}
	return false
}

// findOrMake returns the referral of a leg. It returns the zero Referral if
// there is none and none is wanted any more. While a referral that was made
// without the link exists, it makes no other.
func (r *run) findOrMake(ctx context.Context, of leg, unlinked string) (resource.Referral, error) {
	gateway := r.desk.options.Gateway
	found, err := gateway.List(ctx, of.link)
	switch {
	case err != nil && (!errors.Is(err, ErrUnread) || len(found) == 0):
		return resource.Referral{}, ofList(err)
	case len(found) > 1:
		return resource.Referral{}, fmt.Errorf("%w: %d with the link %q", ErrAmbiguous, len(found), of.link)
	case len(found) == 1:
		if err := r.desk.foreign(&found[0]); of.own && err != nil {
			return resource.Referral{}, err
		}
		return found[0], nil
	}
	if left, err := r.unlinked(ctx, unlinked); err != nil || !of.wanted {
		return left, err
	}
	return r.make(ctx, of)
}

// unlinked returns the referral that was made without the link, with an
// ErrUnlinked, if it still exists. If that is unknown, it returns the gateway's
// error.
func (r *run) unlinked(ctx context.Context, id string) (resource.Referral, error) {
	if id == "" {
		return resource.Referral{}, nil
	}
	left, err := r.desk.options.Gateway.Get(ctx, id)
	switch {
	case errors.Is(err, ErrNotFound):
		return resource.Referral{}, nil
	case err != nil:
		return resource.Referral{}, err
	default:
		return left, fmt.Errorf("%w: referral %q", ErrUnlinked, id)
	}
}

// make makes the referral of a leg. With an ErrUnlinked, it returns the
// referral that was made without the link.
func (r *run) make(ctx context.Context, of leg) (resource.Referral, error) {
	draft, err := of.draft()
	if err != nil {
		return resource.Referral{}, fmt.Errorf("%w: the draft: %w", change.ErrRefused, err)
	}
	draft.ExternalReferenceID = of.link
	verdict := change.CheckCreation(&draft, change.Creation{Day: mci.DateOf(r.at)})
	if verdict.Outcome == mci.Fail {
		return resource.Referral{}, &change.Refusal{Findings: verdict.Findings}
	}
	made, err := r.desk.options.Gateway.Create(ctx, draft)
	if err == nil && made.ExternalReferenceID != of.link {
		err = fmt.Errorf("%w: referral %q", ErrUnlinked, made.ID)
	}
	return made, err
}

// seen returns the Remote of a referral that Partner Center returned. It is
// zero if the referral has no ID.
func seen(r *resource.Referral) Remote {
	if r.ID == "" {
		return Remote{}
	}
	// The deal type is the one that the referral shows by itself.
	deal, _ := cosell.DealTypeOf(r, cosell.Related{Read: true})
	return Remote{ID: r.ID, Type: deal, State: r.State()}
}

// edit shares or closes the partner's own referral, as far as each is due, and
// returns it. If others have changed the referral meanwhile, edit reads it
// again.
func (d *Desk) edit(ctx context.Context, deal Deal) (resource.Referral, error) {
	for attempt := 1; ; attempt++ {
		own, err := d.editOnce(ctx, deal)
		if !errors.Is(err, ErrConflict) || attempt == mostAttempts {
			return own, err
		}
	}
}

func (d *Desk) editOnce(ctx context.Context, deal Deal) (resource.Referral, error) {
	current, err := d.options.Gateway.Get(ctx, deal.Remote.ID)
	if err == nil {
		err = d.foreign(&current)
	}
	if err != nil || current.State().Terminal() {
		return current, err
	}
	var edit change.Edit
	if deal.Type >= cosell.PartnerLed && current.Consent.ShareReferralWithMicrosoftSellers != mci.Yes {
		edit.Share = mci.Yes
	}
	if deal.Ending != (Ending{}) {
		edit.State = progress.State{Status: progress.StatusClosed, Substatus: deal.Ending.Substatus}
		edit.StatusReason = deal.Ending.Reason.String()
	}
	patch, err := edit.Patch(&current)
	if err != nil || len(patch) == 0 {
		return current, err
	}
	return d.options.Gateway.Patch(ctx, deal.Remote.ID, patch, current.ETag)
}

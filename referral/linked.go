package referral

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// Link records that Partner Center made a referral for a claim. It reads the
// referral and the referrals of its engagement, and saves the link together
// with the observation. If the claim is linked with the same referral already,
// it changes nothing. A desk without a gateway records the link unread.
//
// If a create was answered with a referral without the claim's link, see
// [ErrUnlinked], a person can link that referral or another one. The desk then
// observes it, and forgets the referral that it made.
//
// The error is a [mci.FieldError] if the link is malformed, [ErrLinked] if the
// claim has another referral, or if this one is linked with another claim or
// was made by a desk for another claim, [ErrNotFound] if Partner Center has no
// such referral, [ErrForeign] if the referral belongs to another organization,
// [ErrConflict] if another user changed the deal at the same time, or the error
// of the store or the gateway. After any of them, nothing is linked unless the
// store says otherwise. After a lost answer, call Link again.
func (d *Desk) Link(ctx context.Context, claim claims.ID, link Link) (Deal, error) {
	if err := link.Check(); err != nil {
		return Deal{}, err
	}
	link.At = link.At.UTC().Round(0)
	current, err := d.load(ctx, claim)
	if err != nil {
		return Deal{}, err
	}
	switch {
	case strings.EqualFold(current.Link.Referral, link.Referral):
		return current, nil
	case current.Link.Referral != "":
		return current, fmt.Errorf("%w: it is linked with the referral %q", ErrLinked, current.Link.Referral)
	case current.Remote.Unlinked != "" && current.Remote.ID == "":
		// A person decides which referral is the claim's.
	case current.Remote != (Remote{}) && current.Remote.ID == "":
		return current, fmt.Errorf("%w: the desk is making a referral", ErrLinked)
	case current.Remote != (Remote{}):
		return current, fmt.Errorf("%w: the desk made the referral %q", ErrLinked, current.Remote.ID)
	}
	next := current
	next.Claim, next.Link, next.Remote = claim, link, Remote{}
	if d.options.Gateway == nil {
		return d.save(ctx, current, next)
	}
	own, related, err := d.readOwn(ctx, link.Referral)
	if err != nil {
		return current, err
	}
	if err := madeForAnother(&own, claim); err != nil {
		return current, err
	}
	return d.save(ctx, current, Observe(next, &own, related, link.At))
}

// madeForAnother returns an error if a desk made a referral for another claim,
// whether as the partner's own one or for Microsoft.
func madeForAnother(r *resource.Referral, claim claims.ID) error {
	for _, prefix := range []string{LinkOf(""), ConnectedLinkOf("")} {
		if other, made := strings.CutPrefix(r.ExternalReferenceID, prefix); made && claims.ID(other) != claim {
			return fmt.Errorf("%w: a desk made the referral %q for the claim %q", ErrLinked, r.ID, other)
		}
	}
	return nil
}

// Unlink takes the link of a claim back, for example because a wrong referral
// was linked. It keeps the link with the user, the instant and the comment, and
// forgets the observation. Another referral can be linked afterward. If the
// claim is not linked, it changes nothing. The error is a [mci.FieldError] if
// the user or the instant is missing or malformed, or the store's.
func (d *Desk) Unlink(ctx context.Context, claim claims.ID, by, comment string, at time.Time) (Deal, error) {
	if err := checkAct(by, comment, at); err != nil {
		return Deal{}, err
	}
	current, err := d.load(ctx, claim)
	if err != nil || current.Link.Referral == "" {
		return current, err
	}
	next := current
	next.Unlinked = Unlinking{Link: current.Link, By: by, At: at.UTC().Round(0), Comment: comment}
	next.Link, next.Remote, next.Connected, next.Seen = Link{}, Remote{}, Remote{}, Observation{}
	return d.save(ctx, current, next)
}

// readOwn reads the partner's own referral and the referrals of its engagement.
// If an element of the engagement could not be read, they are not read.
func (d *Desk) readOwn(ctx context.Context, id string) (resource.Referral, cosell.Related, error) {
	own, err := d.options.Gateway.Get(ctx, id)
	if err != nil {
		return own, cosell.Related{}, err
	}
	if err := d.foreign(&own); err != nil {
		return own, cosell.Related{}, err
	}
	related, err := d.related(ctx, &own)
	if errors.Is(err, ErrUnread) {
		err = nil
	}
	return own, related, err
}

// foreign returns an error if a referral says that it belongs to another
// organization than the partner's.
func (d *Desk) foreign(own *resource.Referral) error {
	if mine := d.options.Organization; mine != "" && own.OrganizationID != "" && !strings.EqualFold(own.OrganizationID, mine) {
		return fmt.Errorf("%w: referral %q", ErrForeign, own.ID)
	}
	return nil
}

// observe reads the linked referral and saves the changes. If no referral is
// linked, it does nothing.
func (r *run) observe(ctx context.Context, deal Deal, claim *claims.Claim) (Deal, error) {
	if deal.Link.Referral == "" {
		return deal, nil
	}
	own, related, err := r.desk.readOwn(ctx, deal.Link.Referral)
	var next Deal
	switch {
	case errors.Is(err, ErrNotFound):
		next = observeGone(deal, r.at)
	case err != nil:
		return deal, err
	default:
		next = Observe(deal, &own, related, r.at)
	}
	return r.saveObserved(ctx, deal, next, claim)
}

// saveObserved saves the changes that were observed, and returns the error for
// a referral that is gone. If the claim has failed, the referral for Microsoft
// may be missing without an error.
func (r *run) saveObserved(ctx context.Context, deal, next Deal, claim *claims.Claim) (Deal, error) {
	if next.Version != deal.Version {
		var err error
		if deal, err = r.desk.save(ctx, deal, next); err != nil {
			return deal, err
		}
	}
	if deal.Seen.Disconnected && !deal.Seen.Gone && failed(claim) {
		return deal, nil
	}
	return deal, deal.Seen.missing(cmp.Or(deal.Link.Referral, deal.Remote.ID))
}

// gap returns the part of the observation that is missing in Partner Center,
// and nothing else.
func (o Observation) gap() Observation {
	return Observation{Gone: o.Gone, Disconnected: o.Disconnected}
}

// missing returns the error for a referral that is gone, or nil.
func (o Observation) missing(id string) error {
	switch {
	case o.Gone:
		return fmt.Errorf("%w: referral %q", ErrGone, id)
	case o.Disconnected:
		return fmt.Errorf("%w: on the engagement of referral %q", ErrDisconnected, id)
	default:
		return nil
	}
}

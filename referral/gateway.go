package referral

import (
	"context"

	"github.com/mci-go/incentives/referral/resource"
)

// A Gateway carries referrals to Partner Center and back. The host implements
// it over HTTP, with its own tokens. The desk calls it, from several goroutines
// if the desk is used concurrently. A gateway does not wait: if the service
// asks it to slow down, it changes nothing and returns a [WaitError] with
// [ErrThrottled] and the time that the service names. Any other error means
// that the call may or may not have had its effect. The suite TestGateway of
// package referraltest checks an implementation: each sentence below that says
// MUST is one of its cases.
//
// Once the context is canceled, a method MUST change nothing and return the
// context's error.
type Gateway interface {
	// Create makes a referral. It MUST make exactly one. It MUST return it as
	// the service answers, with its ID and its eTag. It MUST keep the
	// externalReferenceId. The state is the service's: it MUST return the state
	// that the service gave, and not the one that was sent. A resource without
	// type, customer profile, consent or details MUST be refused with an error
	// that matches ErrRefused.
	Create(ctx context.Context, r resource.Referral) (resource.Referral, error)

	// Get returns a referral. It MUST return ErrNotFound for an ID that there
	// is none of. It MUST return every member as the service has it, the
	// misspelled one too. It MUST return a copy, so that nothing is shared with
	// the caller.
	Get(ctx context.Context, id string) (resource.Referral, error)

	// Patch changes a referral. It MUST apply every operation of the patch,
	// those that append to a list too. With an eTag it MUST change nothing and
	// return ErrConflict if the referral was changed since. Without an eTag it
	// MUST apply the patch to whatever there is. Of several who patch with the
	// same eTag at once, exactly one MUST succeed. It MUST return the referral
	// as it is afterwards, with a new eTag. A patch that cannot be applied MUST
	// change nothing, not even by its first operations. To patch an ID that
	// there is no referral of MUST be ErrNotFound.
	Patch(ctx context.Context, id string, patch resource.Patch, eTag string) (resource.Referral, error)

	// List returns the referrals with an externalReferenceId. It MUST return
	// all of them, and no other, oldest first. It MUST return none, and no
	// error, where there are none. If it cannot read some elements of the
	// service's answer, it returns those that it can read with an UnreadError.
	List(ctx context.Context, externalReferenceID string) ([]resource.Referral, error)
}

// A RelatedLister is a [Gateway] that lists the referrals of one engagement. It
// is optional. If a gateway implements it, the desk recognizes a deal that
// Partner Center or another party has made a co-sell one, and makes no second
// referral for Microsoft.
type RelatedLister interface {
	// Related returns the referrals of an engagement. It MUST return all of
	// them, and no other, oldest first. It MUST return none, and no error, for
	// an engagement without any. If it cannot read some elements of the
	// service's answer, it returns those that it can read with an UnreadError.
	Related(ctx context.Context, engagementID string) ([]resource.Referral, error)
}

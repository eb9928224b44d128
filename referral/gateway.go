package referral

import (
	"context"

	"github.com/mci-go/incentives/referral/change"

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
	// Create makes a referral. Create MUST make exactly one. Create MUST return
	// it as the service answers, with its ID and its eTag. Create MUST keep the
	// externalReferenceId. If the service's answer has another one, Create
	// returns the answer with an error that matches ErrUnlinked. Create MUST
	// return the state that the service gave, not the one that was sent. If the
	// resource has no type, customer profile, consent or details, Create MUST
	// return an error that matches change.ErrRefused.
	Create(ctx context.Context, r resource.Referral) (resource.Referral, error)

	// Get returns a referral. If no referral has the ID, Get MUST return
	// ErrNotFound. Get MUST return every member as the service has it, even the
	// misspelled one. Get MUST return a copy, so that nothing is shared with
	// the caller.
	Get(ctx context.Context, id string) (resource.Referral, error)

	// Patch changes a referral. Patch MUST apply every operation of the patch,
	// including those that append to a list. If an eTag is given and the
	// referral has changed since, Patch MUST change nothing and return
	// ErrConflict. If no eTag is given, Patch MUST apply the patch to the
	// present referral. Of several calls with the same eTag at the same time,
	// exactly one MUST succeed. Patch MUST return the changed referral with a
	// new eTag. If an operation cannot be applied, Patch MUST change nothing,
	// not even by the operations before it. If no referral has the ID, Patch
	// MUST return ErrNotFound.
	Patch(ctx context.Context, id string, patch change.Patch, eTag string) (resource.Referral, error)

	// List returns the referrals with an externalReferenceId. List MUST return
	// all of them and no others, oldest first. If there are none, List MUST
	// return none and no error. If it cannot read some elements of the
	// service's answer, it returns those that it can read with an UnreadError.
	List(ctx context.Context, externalReferenceID string) ([]resource.Referral, error)
}

// A RelatedLister is a [Gateway] that lists the referrals of one engagement. It
// is optional. If a gateway implements it, the desk recognizes a deal that
// Partner Center or another party has made a co-sell one, and makes no second
// referral for Microsoft.
type RelatedLister interface {
	// Related returns the referrals of an engagement. Related MUST return all
	// of them and no others, oldest first. For an engagement without referrals,
	// Related MUST return none and no error. If it cannot read some elements of
	// the service's answer, it returns those that it can read with an
	// UnreadError.
	Related(ctx context.Context, engagementID string) ([]resource.Referral, error)
}

// Package proposal helps a program to propose and follow CPOR associations,
// whether it has commands or pages. A program reads a [Request] from a client,
// calls [Own] for the partner's own claims to the same workload or
// subscription, and [Actor] and [State] for the words of a command.
package proposal

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// A Request is the JSON form of a proposal: the question to the rules and the
// details of the claim, in the library's own form. If a fact is left out, it is
// unknown.
type Request struct {
	cpor.Question
	cpor.Details
}

// Own answers whether the partner already has a claim to the workload or
// subscription of a question. A claim with the ID of the new one does not
// count, because it is a repetition or an ID in use. If a stored claim is
// found, it overrides the question's own fact. If none is found, the question's
// fact is used.
//
// Own also returns the claims that cannot be read, because they may be to the
// same workload or subscription.
func Own(ctx context.Context, d *desk.Desk, id claims.ID, q *cpor.Question) (mci.Fact, []*store.ClaimError, error) {
	if q.Own == mci.Yes || q.Tenant.IsZero() {
		return q.Own, nil, nil
	}
	var own []*association.Claim
	var unread []*store.ClaimError
	for claim, err := range d.Associations().List(ctx, store.Query{Customer: q.Tenant}) {
		var one *store.ClaimError
		switch {
		case errors.As(err, &one):
			unread = append(unread, one)
		case err != nil:
			return mci.NotSupplied, unread, err
		case claim.ID() != id:
			own = append(own, claim)
		}
	}
	known := credit.Own(q, own...)
	if known != mci.Yes && (unread != nil || known == mci.NotSupplied) {
		return q.Own, unread, nil
	}
	return known, unread, nil
}

// Actor returns the actor who gives the command of an event. It is the
// machine's actor. If the event settles a divergence or takes an entry back, it
// is the partner. For any other event it is Partner Center, the only source of
// facts.
func Actor(event lifecycle.Event) claims.Actor {
	for _, row := range lifecycle.Transitions() {
		if row.Event == event {
			return row.Actor
		}
	}
	if event == lifecycle.DivergenceResolved || event == lifecycle.EntryTakenBack {
		return claims.Partner
	}
	return claims.PartnerCenter
}

// State returns the state that a text names, such as "Rejected, undisputed".
// Case does not matter. Any other text is a [mci.FieldError].
func State(text string) (lifecycle.State, error) {
	states := lifecycle.States()
	i := slices.IndexFunc(states, func(s lifecycle.State) bool { return strings.EqualFold(s.String(), text) })
	if i < 0 {
		return lifecycle.State{}, mci.Invalid("", text, strings.Join(store.Statuses(states...), "; "))
	}
	return states[i], nil
}

// Package proposal holds the parts of a program that proposes and follows CPOR
// associations which do not depend on how the program is operated: the request
// as a client writes it, the partner's own claims to the same thing, and the
// actor and the state behind the words of a command.
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
// details of the claim, in the library's own form. A fact that is left out is
// unknown.
type Request struct {
	cpor.Question
	cpor.Details
}

// Own answers whether the partner has a claim to the thing that a question asks
// for, beside one with the ID of the new claim, which is a repetition or an ID
// in use. A stored claim stands against any answer of the question. The
// question answers if the store has none.
//
// Claims that cannot be read can be to the same thing. Own returns them, too.
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

// Actor returns the actor who gives the command of an event: the actor of the
// machine, the partner who settles a divergence or takes an entry back, and
// otherwise Partner Center, which alone shows facts.
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

// State returns the state of a text such as "Rejected, undisputed". Case does
// not matter. Any other text is a [mci.FieldError].
func State(text string) (lifecycle.State, error) {
	states := lifecycle.States()
	i := slices.IndexFunc(states, func(s lifecycle.State) bool { return strings.EqualFold(s.String(), text) })
	if i < 0 {
		return lifecycle.State{}, mci.Invalid("", text, strings.Join(store.Statuses(states...), "; "))
	}
	return states[i], nil
}

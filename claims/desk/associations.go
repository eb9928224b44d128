package desk

import (
	"context"
	"errors"
	"iter"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// Associations is a [Desk] for CPOR associations, the second kind of claim. It
// works over the same store, and its methods do the same as those of the desk.
// [Desk.Associations] returns one. The zero Associations has no desk.
type Associations struct{ desk *Desk }

// WithTerms returns a desk with other terms for associations, such as the
// host's holidays; nil means the public terms, as for a new desk.
func (d *Desk) WithTerms(terms *cpor.Terms) *Desk {
	with := *d
	with.terms = terms
	return &with
}

// Associations returns the desk for associations.
func (d *Desk) Associations() *Associations { return &Associations{d} }

// Claim loads an association; see [Desk.Claim]. No catalog changes its terms.
func (a *Associations) Claim(ctx context.Context, id claims.ID) (*association.Claim, error) {
	return associations.load(ctx, a.desk, id)
}

// List yields the associations of a query, as [Desk.List] yields the claims of
// the other kind.
func (a *Associations) List(ctx context.Context, query store.Query) iter.Seq2[*association.Claim, error] {
	return associations.list(ctx, a.desk, query)
}

// History yields the history of an association, as [Desk.History] does.
func (a *Associations) History(ctx context.Context, id claims.ID) iter.Seq2[association.Entry, error] {
	return associations.history(ctx, a.desk, id)
}

// Open opens an association and saves it; see [Desk.Open]. No limit applies.
func (a *Associations) Open(ctx context.Context, proposal *cpor.Proposal, id claims.ID, meta claims.Meta) (association.Change, error) {
	if err := a.desk.received(&meta); err != nil {
		return association.Change{}, err
	}
	change, err := association.Open(proposal, id, meta)
	if err != nil {
		return association.Change{}, err
	}
	return associations.begin(ctx, a.desk, change)
}

// Do loads an association, applies a command and saves the change; see
// [Desk.Do]. If the command is an [association.Approve], and another
// association is stored as approved for the same workload or subscription, the
// error is an [association.Refusal]; see the function Against of package
// credit. If the command is an [association.Resolve] to Approved, or an
// [association.RecordFacts] that gives an approved association its workloads or
// its subscription, it is saved, since Partner Center is authoritative, and the
// change has a warning that names the others.
//
// That is asked before the change is saved: of two approvals at the same time
// both are saved, and [Associations.Conflicts] names them. For a workload, Do
// reads the approved associations of the tenant, and for a subscription all
// approved ones, because a wrong tenant can stand beside it.
func (a *Associations) Do(ctx context.Context, id claims.ID, command association.Command, meta claims.Meta) (association.Change, error) {
	if err := a.desk.received(&meta); err != nil {
		return association.Change{}, err
	}
	given, err := association.RepetitionOf(command, meta)
	if err != nil {
		return association.Change{}, err
	}
	return associations.move(ctx, a.desk, id, given, func(claim *association.Claim) (association.Change, error) {
		return a.apply(ctx, claim, command, meta)
	})
}

// apply applies a command, and looks at other associations as Do says.
func (a *Associations) apply(ctx context.Context, claim *association.Claim, command association.Command, meta claims.Meta) (association.Change, error) {
	change, err := association.Apply(claim, command, meta)
	switch command.(type) {
	case association.Approve:
		return a.sole(ctx)(change, err)
	case association.Resolve, association.RecordFacts:
		return a.warned(ctx, claim)(change, err)
	default: // no other command makes a claim hold anything
		return change, err
	}
}

// Observe brings an association to the status that Partner Center shows, and
// saves the change; see [Desk.Observe]. It looks at no other association: if
// the association is approved now, [Associations.Conflicts] names the others
// for the same workload or subscription.
func (a *Associations) Observe(ctx context.Context, id claims.ID, shown lifecycle.PortalStatus, meta claims.Meta) (association.Change, error) {
	if err := a.desk.received(&meta); err != nil {
		return association.Change{}, err
	}
	given, err := association.RepetitionOfObserving(shown, meta)
	if err != nil {
		return association.Change{}, err
	}
	return associations.move(ctx, a.desk, id, given, func(claim *association.Claim) (association.Change, error) {
		return association.Observe(claim, shown, meta)
	})
}

// Adopt makes an association that only Partner Center knows and saves it; see
// [Desk.Adopt].
func (a *Associations) Adopt(ctx context.Context, adoption association.Adoption, id claims.ID, meta claims.Meta) (association.Change, error) {
	if err := a.desk.received(&meta); err != nil {
		return association.Change{}, err
	}
	change, err := association.Adopt(adoption, a.desk.terms, id, meta)
	if err != nil {
		return association.Change{}, err
	}
	return associations.begin(ctx, a.desk, change)
}

// TakeBack takes back an entry of a stored association; see the function
// [association.TakeBack] and [Desk.TakeBack]. If the association is approved
// again by it, the other approvals are checked as in [Associations.Do].
func (a *Associations) TakeBack(ctx context.Context, id claims.ID, number uint64, meta claims.Meta) (association.Change, error) {
	return a.takeBack(ctx, id, number, meta, func(taken association.Change) (association.Change, error) { return taken, nil })
}

// Correct takes back an entry of a stored association and gives a command in
// its place; see [Desk.Correct] and [Associations.Do].
func (a *Associations) Correct(
	ctx context.Context, id claims.ID, number uint64, back claims.Meta, command association.Command, given claims.Meta,
) (association.Change, error) {
	if err := a.desk.received(&given); err != nil {
		return association.Change{}, err
	}
	return a.takeBack(ctx, id, number, back, func(taken association.Change) (association.Change, error) {
		change, err := a.apply(ctx, taken.Claim, command, given)
		return taken.Then(change), err
	})
}

// takeBack takes back an entry, and saves the change that then returns for it.
func (a *Associations) takeBack(
	ctx context.Context, id claims.ID, number uint64, meta claims.Meta, then func(association.Change) (association.Change, error),
) (association.Change, error) {
	if err := a.desk.received(&meta); err != nil {
		return association.Change{}, err
	}
	given, err := association.RepetitionOfTakingBack(number, meta)
	if err != nil {
		return association.Change{}, err
	}
	return associations.move(ctx, a.desk, id, given, func(claim *association.Claim) (association.Change, error) {
		history, err := associations.whole(ctx, a.desk, id, claim.Version())
		if err != nil {
			return association.Change{}, err
		}
		taken, err := a.sole(ctx)(association.TakeBack(claim, history, number, meta))
		if err != nil {
			return taken, err
		}
		return then(taken)
	})
}

// sole returns a function that refuses a change to a second approval for a
// workload or subscription, and passes every other change on.
func (a *Associations) sole(ctx context.Context) func(association.Change, error) (association.Change, error) {
	return func(change association.Change, err error) (association.Change, error) {
		if err != nil || len(change.Entries) == 0 {
			return change, err
		}
		others, err := a.others(ctx, change.Claim)
		if err == nil {
			err = credit.Against(change, others...)
		}
		if err != nil {
			return association.Change{}, err
		}
		return change, nil
	}
}

// warned returns a function that warns of a change by which a claim holds a
// workload or subscription that it did not hold before, and for which another
// is approved.
func (a *Associations) warned(ctx context.Context, before *association.Claim) func(association.Change, error) (association.Change, error) {
	return func(change association.Change, err error) (association.Change, error) {
		if err != nil || len(change.Entries) == 0 || before.State() == approved && slices.Equal(before.Subjects(), change.Claim.Subjects()) {
			return change, err
		}
		found, err := a.Conflicts(ctx, change.Claim)
		if err != nil {
			return association.Change{}, err
		}
		for _, conflict := range found {
			change.Warnings = append(change.Warnings, conflict.Warning())
		}
		return change, nil
	}
}

// Conflicts returns the workloads or the subscription of an approved
// association for which others are stored as approved, too. Only one partner
// can be associated with each, so at most one of them is up to date. An
// association that is not approved has no conflicts, and neither has one whose
// workloads or subscription are not known. An association that cannot be read
// is left out. For a workload, Conflicts reads the approved associations of the
// tenant, and for a subscription all approved ones. For the conflicts of all
// associations, use the function Conflicts of package register.
func (a *Associations) Conflicts(ctx context.Context, claim *association.Claim) ([]credit.Conflict, error) {
	if claim == nil {
		return nil, mci.Invalid("claim", "", "an association")
	}
	others, err := a.others(ctx, claim)
	if err != nil {
		return nil, err
	}
	return credit.With(claim, others...), nil
}

// others returns the other approved associations that can hold a workload or
// the subscription of an approved one. There are none if that one is not
// approved or holds nothing that is known.
func (a *Associations) others(ctx context.Context, claim *association.Claim) (all []*association.Claim, err error) {
	if claim.State() != approved || claim.Subjects() == nil {
		return nil, nil
	}
	query := store.Query{Statuses: store.Statuses(approved)}
	if claim.Kind().Terms().Scope != cpor.SubscriptionScope {
		query.Customer = claim.Record().Tenant
	}
	for other, err := range a.List(ctx, query) {
		var one *store.ClaimError
		switch {
		case errors.As(err, &one):
			continue // it can hold nothing that is known
		case err != nil:
			return nil, err
		case other.ID() != claim.ID():
			all = append(all, other)
		}
	}
	return all, nil
}

// approved is the state of an association that holds its subjects.
var approved = lifecycle.State{Status: recognition.Approved}

// Sweep expires the associations of a query whose window is over at an instant;
// see [Desk.Sweep]. If the window of the dispute that follows is over, too, the
// change has an entry for each of the two.
func (a *Associations) Sweep(ctx context.Context, query store.Query, at time.Time) iter.Seq2[association.Change, error] {
	return associations.sweep(ctx, a.desk, query, at)
}

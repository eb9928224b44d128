package desk

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
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
// association of the tenant is stored as approved for the same workload or
// subscription, the error is an [association.Refusal]; see the function Against
// of package credit. That is asked before the change is saved: of two approvals
// at the same time both are saved, and the function Conflicts of that package
// names them. It also names those of which Partner Center shows the approval,
// or an [association.Resolve] says so.
func (a *Associations) Do(ctx context.Context, id claims.ID, command association.Command, meta claims.Meta) (association.Change, error) {
	if err := a.desk.received(&meta); err != nil {
		return association.Change{}, err
	}
	given, err := association.RepetitionOf(command, meta)
	if err != nil {
		return association.Change{}, err
	}
	return associations.move(ctx, a.desk, id, given, func(claim *association.Claim) (association.Change, error) {
		return a.sole(ctx)(association.Apply(claim, command, meta))
	})
}

// Observe brings an association to the status that Partner Center shows, and
// saves the change; see [Desk.Observe].
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
// again by it, [Associations.Do] tells what is asked.
func (a *Associations) TakeBack(ctx context.Context, id claims.ID, number uint64, meta claims.Meta) (association.Change, error) {
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
		return a.sole(ctx)(association.TakeBack(claim, history, number, meta))
	})
}

// sole returns a function that refuses a change to a second approval for a
// workload or subscription, and passes every other change on.
func (a *Associations) sole(ctx context.Context) func(association.Change, error) (association.Change, error) {
	return func(change association.Change, err error) (association.Change, error) {
		if err != nil || len(change.Entries) == 0 || change.Claim.State() != approved {
			return change, err
		}
		query := store.Query{Customer: change.Claim.Record().Tenant, Statuses: store.Statuses(approved)}
		var others []*association.Claim
		for other, err := range a.List(ctx, query) {
			var one *store.ClaimError
			switch {
			case errors.As(err, &one):
				continue // it can hold nothing that is known
			case err != nil:
				return association.Change{}, err
			case other.ID() != change.Claim.ID():
				others = append(others, other)
			}
		}
		if err := credit.Against(change, others...); err != nil {
			return association.Change{}, err
		}
		return change, nil
	}
}

// approved is the state of an association that holds its subjects.
var approved = lifecycle.State{Status: recognition.Approved}

// Sweep expires the associations of a query whose window is over at an instant;
// see [Desk.Sweep]. If the window of the dispute that follows is over, too, the
// change has an entry for each of the two.
func (a *Associations) Sweep(ctx context.Context, query store.Query, at time.Time) iter.Seq2[association.Change, error] {
	return associations.sweep(ctx, a.desk, query, at)
}

package referral

import (
	"context"
	"errors"
	"time"

	"github.com/mci-go/incentives/claims"
)

// A Desk keeps the referrals of claims in step with the claims. It is safe for concurrent use if its store
// and its policy are.
type Desk struct {
	store  Store
	policy Policy
}

// NewDesk returns a desk over a store. A nil policy is [CatalogPolicy].
func NewDesk(store Store, policy Policy) *Desk {
	if policy == nil {
		policy = CatalogPolicy{}
	}
	return &Desk{store, policy}
}

// Follow brings the claim's referral to where it should be, and returns it with the decision about the last
// step that was considered. It can be called after every change of the claim and again at any time: when
// there is nothing to do, it saves nothing. If others change the referral at the same time, the error is
// [ErrConflict] and calling again is safe.
func (d *Desk) Follow(ctx context.Context, claim *claims.Claim, facts Facts, at time.Time) (Referral, Decision, error) {
	current, err := d.store.Load(ctx, claim.ID())
	if err != nil && !errors.Is(err, ErrNotFound) {
		return Referral{}, Decision{}, err
	}
	var last Decision
	for {
		changed, decision := Follow(current, claim, facts, d.policy, at)
		if decision.About != NoDeal {
			last = decision
		}
		if changed.Version == current.Version {
			return current, last, nil
		}
		if err := d.store.Save(ctx, changed); err != nil {
			return current, last, err
		}
		current = changed
	}
}

package referral

import (
	"context"
	"errors"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// Options are what a [Desk] can be given. The zero Options are ready.
type Options struct {
	Policy Policy // nil is CatalogPolicy
	// Gateway is where the referrals are brought to. With nil the desk keeps the books alone. Partner Center is said to
	// make the referrals of some engagements itself: give a gateway only where yours makes them.
	Gateway Gateway
	Writer  Writer // nil is the zero ClaimWriter
	// Settle is how long a create may be under way until it is taken for ended. It must be longer than the gateway's
	// own time limit, and than it takes until a new referral is listed. 0 is ten minutes, which is inferred.
	Settle time.Duration
}

// A Desk keeps the referrals of claims in step with the claims, in its store and in Partner Center. It is safe for
// concurrent use if what it is given is.
//
// It can be called again at any time, after a crash, a lost answer or a message that came twice. Of each claim there is
// one referral at most in Partner Center, even if several desks work at once: a desk saves that it is about to create
// one before it does, and whoever finds that saved waits until the create must have ended, and looks for the referral
// by its link before creating it.
type Desk struct {
	store   Store
	options Options
}

// mostAttempts is how often the desk tries to patch a referral that others change.
const mostAttempts = 5

// NewDesk returns a desk over a store.
func NewDesk(store Store, options Options) *Desk {
	if options.Policy == nil {
		options.Policy = CatalogPolicy{}
	}
	if options.Writer == nil {
		options.Writer = ClaimWriter{}
	}
	if options.Settle == 0 {
		options.Settle = 10 * time.Minute
	}
	return &Desk{store, options}
}

// Follow brings the claim's referral to where it should be for the claim as it stands, and returns it with the decision
// about the last step that was considered. Call it after every change of the claim, and again at any time: when there
// is nothing to do, it saves and sends nothing.
//
// Every error but a [Refusal] can be mended by calling again: after the time of a [WaitError], at once after
// [ErrConflict]. The referral that is returned with an error is the one that was saved last.
func (d *Desk) Follow(ctx context.Context, claim *claims.Claim, facts Facts, at time.Time) (Referral, Decision, error) {
	current, err := d.load(ctx, claim.ID())
	if err != nil {
		return Referral{}, Decision{}, err
	}
	current, decision, err := d.follow(ctx, current, basis{claim, facts, current.Followed}, at)
	if err != nil {
		return current, decision, err
	}
	current, err = d.bring(ctx, current, claim, at)
	return current, decision, err
}

// FollowHistory is [Desk.Follow] for every entry of the claim's history that was not followed yet, in their order. So
// the referral is the same however late and however often the entries come: an upgrade is not lost because the claim
// was canceled before anybody looked. The history must be whole, from its first entry on; see [claims.Replay] for the
// errors if it is not. The facts are those of the moment, and so is the time.
func (d *Desk) FollowHistory(ctx context.Context, history []claims.Entry, catalog *mci.Catalog, facts Facts, at time.Time) (Referral, Decision, error) {
	claim, err := claims.Replay(history, catalog)
	if err != nil {
		return Referral{}, Decision{}, err
	}
	current, err := d.load(ctx, claim.ID())
	if err != nil {
		return Referral{}, Decision{}, err
	}
	var last Decision
	for n := current.Followed + 1; n <= uint64(len(history)); n++ {
		then, err := claims.Replay(history[:n], catalog)
		if err != nil {
			return current, last, err
		}
		var decision Decision
		current, decision, err = d.follow(ctx, current, basis{then, facts, n}, at)
		if decision.About != NoDeal {
			last = decision
		}
		if err != nil {
			return current, last, err
		}
	}
	current, err = d.bring(ctx, current, claim, at)
	return current, last, err
}

func (d *Desk) load(ctx context.Context, claim claims.ID) (Referral, error) {
	current, err := d.store.Load(ctx, claim)
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return current, err
}

// A basis is what the pure [Follow] goes by.
type basis struct {
	claim  *claims.Claim
	facts  Facts
	number uint64 // of the entry of the history that is followed
}

// follow makes the steps of the pure [Follow] that are due, and saves each.
func (d *Desk) follow(ctx context.Context, current Referral, on basis, at time.Time) (Referral, Decision, error) {
	var last Decision
	for {
		changed, decision := Follow(current, on.claim, on.facts, d.options.Policy, at)
		if decision.About != NoDeal {
			last = decision
		}
		if changed.Version == current.Version {
			return current, last, nil
		}
		changed.Followed = on.number
		if err := d.store.Save(ctx, changed); err != nil {
			return current, last, err
		}
		current = changed
	}
}

// save saves the next version of a referral.
func (d *Desk) save(ctx context.Context, old, changed Referral) (Referral, error) {
	changed.Version = old.Version + 1
	if err := d.store.Save(ctx, changed); err != nil {
		return old, err
	}
	return changed, nil
}

package referral

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral/resource"
)

// Options configure a [Desk]. The zero Options are ready.
type Options struct {
	Policy Policy // nil is CatalogPolicy
	// Gateway carries the referrals to Partner Center. If it is nil, the desk
	// keeps the books alone. Partner Center is said to make the referrals of
	// some engagements itself: give a gateway only if yours makes them.
	Gateway Gateway
	Writer  Writer // nil is the zero ClaimWriter
	// Settle bounds the time for which a create may be under way. It must be
	// longer than the gateway's own time limit, and longer than a new referral
	// takes to be listed. 0 is ten minutes, which is inferred.
	Settle time.Duration
}

// A Desk keeps the deals of claims in step with the claims, in its store and in
// Partner Center. It is safe for concurrent use if its store, gateway, policy
// and writer are.
//
// It can be called again at any time, after a crash, a lost answer or a message
// that came twice. Each claim has one referral at most in Partner Center, even
// if several desks work at once: a desk saves that it is about to create one
// before it does. A desk that finds such an attempt waits until the create must
// have ended, and looks for the referral by its link before creating it.
type Desk struct {
	store   Store
	options Options
}

// mostAttempts bounds how often the desk patches a referral that others change.
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

// Follow brings the claim's deal to where it should be for the claim as it
// stands, and returns it with the last step that was considered. Call it after
// every change of the claim, and again at any time: if there is nothing to do,
// it saves and sends nothing.
//
// Every error but a [resource.Refusal] can be mended by calling again: after
// the time of a [WaitError], at once after [ErrConflict]. The deal that is
// returned with an error is the one that was saved last.
func (d *Desk) Follow(ctx context.Context, claim *claims.Claim, facts Facts, at time.Time) (Deal, Advance, error) {
	return d.followIn(ctx, &run{desk: d, at: at}, claim, facts)
}

// FollowHistory is [Desk.Follow] for every entry of the claim's history that
// was not followed yet, in their order. So the deal is the same however late
// and however often the entries come: an upgrade is not lost because the claim
// was canceled before anybody looked. The history must be whole, from its first
// entry on; see [claims.Replay] for the errors if it is not. Facts and time are
// those of the moment.
func (d *Desk) FollowHistory(ctx context.Context, history []claims.Entry, catalog *catalog.Catalog, facts Facts, at time.Time) (Deal, Advance, error) {
	claim, err := claims.Replay(history, catalog)
	if err != nil {
		return Deal{}, Advance{}, err
	}
	current, err := d.load(ctx, claim.ID())
	if err != nil {
		return Deal{}, Advance{}, err
	}
	var last Advance
	for n := current.Followed + 1; n <= uint64(len(history)); n++ {
		then, err := claims.Replay(history[:n], catalog)
		if err != nil {
			return current, last, err
		}
		var step Advance
		current, step, err = d.follow(ctx, current, basis{then, facts, n}, at)
		if step.To != resource.NoDeal {
			last = step
		}
		if err != nil {
			return current, last, err
		}
	}
	current, err = (&run{desk: d, at: at}).bring(ctx, current, claim)
	return current, last, err
}

// Followed is the outcome of following one of many claims.
type Followed struct {
	Deal    Deal    // as it was saved last
	Advance Advance // the last one that was considered
}

// FollowAll follows many claims, such as those of [claims.Desk.Register], with
// the facts that the function gives for each. The failure of one claim is a
// [claims.ClaimError] beside the deal as it was saved last, and never stops the
// others. Any other error is one of the list of claims, which is passed on, or
// the context's, which ends the run.
//
// Once the service has asked to slow down, nothing more is sent in this run:
// the books are kept for the other claims too, and each that has something to
// send gets the same [WaitError].
func (d *Desk) FollowAll(
	ctx context.Context, list iter.Seq2[*claims.Claim, error], facts func(*claims.Claim) Facts, at time.Time,
) iter.Seq2[Followed, error] {
	return func(yield func(Followed, error) bool) {
		all := &run{desk: d, at: at}
		for claim, err := range list {
			if err == nil && ctx.Err() != nil {
				yield(Followed{}, ctx.Err())
				return
			}
			if err != nil {
				if !yield(Followed{}, err) {
					return
				}
				continue
			}
			deal, step, err := d.followIn(ctx, all, claim, facts(claim))
			if err != nil {
				err = &claims.ClaimError{ID: claim.ID(), Err: err}
			}
			if !yield(Followed{deal, step}, err) {
				return
			}
		}
	}
}

func (d *Desk) followIn(ctx context.Context, r *run, claim *claims.Claim, facts Facts) (Deal, Advance, error) {
	current, err := d.load(ctx, claim.ID())
	if err != nil {
		return Deal{}, Advance{}, err
	}
	current, step, err := d.follow(ctx, current, basis{claim, facts, current.Followed}, r.at)
	if err != nil {
		return current, step, err
	}
	current, err = r.bring(ctx, current, claim)
	return current, step, err
}

func (d *Desk) load(ctx context.Context, claim claims.ID) (Deal, error) {
	current, err := d.store.Load(ctx, claim)
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return current, err
}

// A basis holds the inputs of the pure [Follow].
type basis struct {
	claim  *claims.Claim
	facts  Facts
	number uint64 // of the entry of the history that is followed
}

// follow makes the steps of the pure [Follow] that are due, and saves each.
func (d *Desk) follow(ctx context.Context, current Deal, on basis, at time.Time) (Deal, Advance, error) {
	var last Advance
	for {
		changed, step := Follow(current, on.claim, on.facts, d.options.Policy, at)
		if step.To != resource.NoDeal {
			last = step
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

// save saves the next version of a deal.
func (d *Desk) save(ctx context.Context, old, changed Deal) (Deal, error) {
	changed.Version = old.Version + 1
	if err := d.store.Save(ctx, changed); err != nil {
		return old, err
	}
	return changed, nil
}

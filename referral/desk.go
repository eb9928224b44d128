package referral

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral/cosell"
)

// Options configure a [Desk]. The zero Options are ready.
type Options struct {
	// Policy decides on referrals and their upgrades. If it is nil,
	// CatalogPolicy decides.
	Policy Policy
	// Gateway carries the referrals to Partner Center. If it is nil, the desk
	// only keeps its own records. Partner Center is said to make the referrals
	// of some engagements itself. For those, choose the linked mode, in which
	// the desk only reads; otherwise there will be two referrals.
	Gateway Gateway
	// Writer writes the referrals for Partner Center. If it is nil, the zero
	// ClaimWriter does.
	Writer Writer
	// ModeOf chooses who makes the referral of a claim. If it is nil or returns
	// UnsaidReferral, the catalog chooses. If the catalog does not say either,
	// the desk creates referrals. A claim that has a referral keeps its mode.
	ModeOf func(*claims.Claim) catalog.ReferralMode
	// Organization is the partner's own organization ID in Partner Center. If
	// it is set, a referral of another organization is neither linked nor
	// edited, even if it has the link of a claim.
	Organization string
	// UpgradeDays is the number of days after received consent from which a
	// linked referral that is not upgraded is reported. Zero means 3, which is
	// inferred.
	UpgradeDays int
	// Settle is the longest time that a create may be under way. It must be
	// longer than the gateway's own time limit, and longer than the time until
	// a new referral is listed. Zero means ten minutes, which is inferred.
	Settle time.Duration
}

// A Desk keeps the deals of claims in step with the claims, both in its store
// and in Partner Center. It is safe for concurrent use if its store, gateway,
// policy and writer are.
//
// A Desk can be called again at any time, for example after a crash, a lost
// answer or a repeated message. Each claim has at most one referral in Partner
// Center, even if several desks work at once. A desk saves an attempt before it
// creates a referral. If a desk finds an attempt, it returns a [WaitError]
// until that create must have ended, and then looks for the referral by its
// link before it creates one.
type Desk struct {
	store   Store
	options Options
}

// mostAttempts is how often the desk tries to patch a referral that others
// change.
const mostAttempts = 5

// NewDesk returns a desk that keeps its deals in a store.
func NewDesk(s Store, options Options) *Desk {
	if options.Policy == nil {
		options.Policy = CatalogPolicy{}
	}
	if options.Writer == nil {
		options.Writer = ClaimWriter{}
	}
	if options.Settle == 0 {
		options.Settle = 10 * time.Minute
	}
	if options.UpgradeDays == 0 {
		options.UpgradeDays = 3
	}
	return &Desk{s, options}
}

// ModeOf returns who makes the referral of a claim: the desk's options decide,
// else the catalog. The result is never UnsaidReferral.
func (d *Desk) ModeOf(claim *claims.Claim) catalog.ReferralMode {
	mode := catalog.UnsaidReferral
	if d.options.ModeOf != nil {
		mode = d.options.ModeOf(claim)
	}
	if mode == catalog.UnsaidReferral {
		mode = claim.Engagement().ReferralTerms().Mode
	}
	if mode == catalog.UnsaidReferral {
		mode = catalog.CreatedReferral
	}
	return mode
}

// Follow brings the claim's deal to where it should be for the claim's current
// state, and returns it with the last step that was considered. Call it after
// every change of the claim, and again at any time: if there is nothing to do,
// it saves and changes nothing.
//
// If the desk made the referral and there is nothing to change, Follow reads it
// again until it is closed, with the referrals of its engagement, and saves the
// changes of others. If one was deleted, the error is [ErrGone] or
// [ErrDisconnected], and the desk does not make it again. If the claim ended
// without approval, Follow continues to read until the referral for Microsoft
// is closed, too, and it is no error if that one is deleted. The desk never
// closes it; see [Desk.Differences].
//
// If Partner Center makes the claim's referral, see [Desk.ModeOf], Follow sends
// nothing. It observes the referral that was linked with [Desk.Link], and saves
// the observation if something has changed.
//
// After any error except a [change.Refusal], call Follow again: after a
// [WaitError] when its time is over, after [ErrConflict] at once. The deal that
// is returned with an error is the one that was saved last.
func (d *Desk) Follow(ctx context.Context, claim *claims.Claim, facts Facts, at time.Time) (Deal, Advance, error) {
	return d.followIn(ctx, &run{desk: d, at: at, watches: true}, claim, facts)
}

// FollowHistory is [Desk.Follow] for every entry of the claim's history that
// has not been followed yet, in order. So the deal is the same however late and
// however often the entries come. For example, an upgrade is not lost if the
// claim was canceled before the desk was called. The history must be complete
// from its first entry on; if it is not, see [claims.Replay] for the errors.
// Facts and time are the current ones for every entry.
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
		if step.To != cosell.NoDeal {
			last = step
		}
		if err != nil {
			return current, last, err
		}
	}
	current, err = (&run{desk: d, at: at, watches: true}).bring(ctx, current, claim)
	return current, last, err
}

// Followed is the outcome for one of many claims.
type Followed struct {
	Deal    Deal    `json:"deal,omitzero"`    // as last saved
	Advance Advance `json:"advance,omitzero"` // the last step that was considered
}

// FollowAll follows many claims, such as those of desk.Desk.List, with the
// facts that the function returns for each. If one claim fails, its error is a
// [store.ClaimError], returned with the deal as last saved, and the other
// claims go on. Any other error comes from the list of claims and is passed on,
// or is the context's and ends the run.
//
// FollowAll does not read a referral of the desk again if there is nothing to
// change, because a run over many claims would be slowed down by that.
//
// Once the service has asked to slow down, nothing more is sent in this run.
// The desk still keeps its records of the other claims. If one of them has
// something to send, it gets the same [WaitError].
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
				err = &store.ClaimError{ID: claim.ID(), Err: err}
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
	number uint64 // number of the history entry that is followed
}

// follow makes the due steps of the pure [Follow], and saves each.
func (d *Desk) follow(ctx context.Context, current Deal, on basis, at time.Time) (Deal, Advance, error) {
	var last Advance
	for {
		changed, step := Follow(current, on.claim, on.facts, d.options.Policy, at)
		if step.To != cosell.NoDeal {
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

// save saves a deal as its next version. If that fails, it returns the old one.
func (d *Desk) save(ctx context.Context, old, changed Deal) (Deal, error) {
	changed.Version = old.Version + 1
	if err := d.store.Save(ctx, changed); err != nil {
		return old, err
	}
	return changed, nil
}

package partner

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/change"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// deals are the referrals of the partner's claims.
type deals struct {
	store  referral.MemoryStore
	center *center
	desk   *referral.Desk
	types  map[claims.ID]cosell.DealType
}

func (d *deals) begin(w *World) {
	d.center = &center{MemoryGateway: &referral.MemoryGateway{Now: func() time.Time { return w.now }}, world: w}
	d.desk = referral.NewDesk(&d.store, referral.Options{Gateway: d.center})
	d.types = map[claims.ID]cosell.DealType{}
}

// errLost is the error of an answer that does not arrive.
var errLost = errors.New("the answer got lost")

// A center is Partner Center's service for referrals, with troubles that are
// drawn: a call is lost, its answer is lost, or somebody else has changed the
// referral.
type center struct {
	*referral.MemoryGateway
	world *World
	dice  *dice
}

// trouble draws the fault of a call.
func (c *center) trouble() (conflict bool, before, after error) {
	if c.dice == nil {
		return false, nil, nil
	}
	switch c.dice.IntN(5) {
	case 0:
		c.world.count("gateway", "lost call")
		return false, errLost, nil
	case 1:
		c.world.count("gateway", "lost answer")
		return false, nil, errLost
	case 2:
		return true, nil, nil
	}
	return false, nil, nil
}

// Create implements [referral.Gateway].
func (c *center) Create(ctx context.Context, r resource.Referral) (resource.Referral, error) {
	_, before, after := c.trouble()
	if before != nil {
		return resource.Referral{}, before
	}
	made, err := c.MemoryGateway.Create(ctx, r)
	if after != nil {
		return resource.Referral{}, after
	}
	return made, err
}

// Patch implements [referral.Gateway].
func (c *center) Patch(ctx context.Context, id string, patch change.Patch, eTag string) (resource.Referral, error) {
	conflict, before, after := c.trouble()
	if before != nil {
		return resource.Referral{}, before
	}
	if conflict {
		c.world.count("gateway", "conflict")
		return resource.Referral{}, referral.ErrConflict
	}
	made, err := c.MemoryGateway.Patch(ctx, id, patch, eTag)
	if after != nil {
		return resource.Referral{}, after
	}
	return made, err
}

// refer follows a claim's referral. A deal's type never goes back, and it is
// upgraded only if consent was received: that is invariant 10. A claim has at
// most one referral in Partner Center, even if an answer was lost.
func (w *World) refer(d *deed) {
	skip := d.dice.IntN(3)
	w.choose(d, func(k *known) bool {
		if k.claim.Engagement().Ref().Engagement != variable || k.claim.Consent().Asked.IsZero() {
			return false
		}
		skip--
		return skip < 0
	})
	id := d.id()
	claim, err := desk.New(w.store.Store, d.machine.card).Claim(d.ctx, id)
	if err != nil {
		w.answer("refer: %s", outcomeOf(desk.ClassOf(err)))
		return
	}
	w.deals.center.dice = &d.dice
	facts := referral.Facts{ManagedByMicrosoft: oneOf(d.dice, mci.Yes, mci.Yes, mci.No, mci.NotSupplied)}
	deal, _, err := w.deals.desk.Follow(d.ctx, claim, facts, w.now)
	w.deals.center.dice = nil
	w.count("refer", referOutcome(err))
	w.answer("refer: %s %s", deal.Type, referOutcome(err))
	before := w.deals.types[id]
	w.count("invariant", "10")
	if deal.Type < before {
		w.violate(10, id, fmt.Errorf("the deal became %s, and was %s", deal.Type, before))
	}
	if deal.Type == cosell.CoSell && before != deal.Type && claim.Consent().Answered.IsZero() {
		w.violate(10, id, errors.New("the deal was upgraded without consent"))
	}
	w.deals.types[id] = deal.Type
	found, err := w.deals.center.List(context.Background(), referral.LinkOf(id))
	if err == nil && len(found) > 1 {
		w.violate(10, id, fmt.Errorf("the claim has %d referrals", len(found)))
	}
	if deal.Type != cosell.NoDeal {
		w.count("deal", deal.Type.String())
	}
}

// referOutcome names the result of following a referral.
func referOutcome(err error) string {
	var wait *referral.WaitError
	switch {
	case err == nil:
		return "done"
	case errors.As(err, &wait):
		return "waits"
	case errors.Is(err, errLost):
		return "lost"
	case errors.Is(err, referral.ErrConflict):
		return "conflict"
	default:
		return "failed"
	}
}

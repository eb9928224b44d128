package play

import (
	"context"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

// A center is a Partner Center that makes the referrals of claims itself, as
// the partner guide says. It upgrades a referral when the customer has agreed
// and qualifies.
type center struct {
	referral.MemoryGateway
	at   time.Time
	made map[claims.ID]resource.Referral
}

func newCenter() *center {
	c := &center{made: map[claims.ID]resource.Referral{}}
	c.Now = func() time.Time { return c.at }
	return c
}

// act makes or upgrades the referral of a claim, if a deal of the type is due.
func (c *center) act(ctx context.Context, claim *claims.Claim, due cosell.DealType, at time.Time) error {
	c.at = at
	own, ok := c.made[claim.ID()]
	if !ok && due >= cosell.PartnerLed {
		draft, err := referral.ClaimWriter{Complete: tracked}.Draft(claim, cosell.PartnerLed)
		if err != nil {
			return err
		}
		if own, err = c.Create(ctx, draft); err != nil {
			return err
		}
		c.made[claim.ID()] = own
	}
	related, err := c.Related(ctx, own.EngagementID)
	if err != nil || due < cosell.CoSell || len(related) != 1 {
		return err
	}
	connected, err := referral.ClaimWriter{}.Connect(claim, own)
	if err != nil {
		return err
	}
	_, err = c.Create(ctx, connected)
	return err
}

// tracked adds the claim's opportunity to a referral.
func tracked(claim *claims.Claim, draft *resource.Referral) error {
	if id := claim.Record().CustomerID; id.Type() == mci.OpportunityID {
		draft.TrackingInfo.MicrosoftMsxID = id.Value()
	}
	return nil
}

// modeOf returns the mode of all claims.
func modeOf(mode catalog.ReferralMode) func(*claims.Claim) catalog.ReferralMode {
	return func(*claims.Claim) catalog.ReferralMode { return mode }
}

// bring follows a claim's referral. In linked mode, it links the referral that
// Partner Center made, if exactly one candidate has no finding against it. A
// real host shows the candidates to a person.
func (p *player) bring(ctx context.Context, claim *claims.Claim, s *step) (referral.Deal, referral.Advance, error) {
	facts := p.referralFacts(claim)
	deal, decision, err := p.referrals.Follow(ctx, claim, facts, s.At)
	if err != nil || p.mode != catalog.LinkedReferral {
		return deal, decision, err
	}
	if p.center != nil {
		if err := p.center.act(ctx, claim, deal.Type, s.At); err != nil {
			return deal, decision, err
		}
	}
	if deal.Link.Referral == "" && deal.Type != cosell.NoDeal {
		found, err := p.referrals.Candidates(ctx, claim, referral.Search{})
		if err != nil {
			return deal, decision, err
		}
		if len(found) > 0 && found[0].Against == 0 && (len(found) == 1 || found[1].Against > 0) {
			link := referral.Link{Referral: found[0].Referral.ID, By: s.By, At: s.At}
			if _, err := p.referrals.Link(ctx, claim.ID(), link); err != nil {
				return deal, decision, err
			}
		}
	}
	deal, _, err = p.referrals.Follow(ctx, claim, facts, s.At)
	return deal, decision, err
}

package play

import (
	"context"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/store"
)

// show brings a claim to the status that Partner Center shows.
func (p *player) show(ctx context.Context, s *step, _ *line) (err error) {
	meta := claims.Meta{Actor: claims.PartnerCenter, At: s.At, Received: s.At}
	if s.kind == store.PartnerAssociation {
		_, err = p.desk.Associations().Observe(ctx, s.Claim, lifecycle.ReadStatus(s.Shown), meta)
	} else {
		_, err = p.desk.Observe(ctx, s.Claim, claims.ReadStatus(s.Shown), meta)
	}
	return err
}

// takeBack takes back an entry of a claim's history.
func (p *player) takeBack(ctx context.Context, s *step, _ *line) error {
	if s.kind == store.PartnerAssociation {
		claim, err := p.desk.Associations().Claim(ctx, s.Claim)
		if err != nil {
			return err
		}
		_, err = p.desk.Associations().TakeBack(ctx, s.Claim, s.Number, p.meta(s, claim.Record().Location))
		return err
	}
	claim, err := p.desk.Claim(ctx, s.Claim)
	if err != nil {
		return err
	}
	_, err = p.desk.TakeBack(ctx, s.Claim, s.Number, p.meta(s, claim.Record().Location))
	return err
}

// sweep expires every claim of both kinds whose window is over. The referrals
// of the claims follow.
func (p *player) sweep(ctx context.Context, s *step, l *line) error {
	l.Swept = []sweptLine{}
	for change, err := range p.desk.Sweep(ctx, store.Query{}, s.At) {
		if err != nil {
			return err
		}
		if _, _, err := p.bring(ctx, change.Claim, s); err != nil {
			return err
		}
		l.Swept = append(l.Swept, sweptLine{change.Claim.ID(), store.PartnerActivity.String(), change.Claim.State().String()})
	}
	for change, err := range p.desk.Associations().Sweep(ctx, store.Query{}, s.At) {
		if err != nil {
			return err
		}
		l.Swept = append(l.Swept, sweptLine{change.Claim.ID(), store.PartnerAssociation.String(), change.Claim.State().String()})
	}
	return nil
}

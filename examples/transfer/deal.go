package transfer

import (
	"context"
	"fmt"
	"slices"

	"github.com/mci-go/incentives/examples/row"
)

func (s *Side) deals(ctx context.Context, condition string, args ...any) ([]row.Deal, error) {
	return row.All(ctx, s.Tx, (*row.Deal).Targets, `SELECT `+row.SelectedDeal+` FROM deals WHERE `+condition, args...)
}

// copyDeals copies the deals of claims. If the other side has a deal, that deal
// stays unchanged.
func (c *copying) copyDeals(ctx context.Context) error {
	for after := ""; ; {
		page, err := c.from.deals(ctx, `claim > $1 ORDER BY claim LIMIT $2`, after, pageRows)
		if err != nil || len(page) == 0 {
			return err
		}
		for i := range page {
			if err := c.copyDeal(ctx, &page[i]); err != nil {
				return err
			}
		}
		after = string(page[len(page)-1].Claim)
	}
}

func (c *copying) copyDeal(ctx context.Context, d *row.Deal) error {
	leave := func(why string) error {
		c.report.Left = append(c.report.Left, Left{Claim: d.Claim, Why: "its deal: " + why})
		return nil
	}
	if err := d.Check(); err != nil {
		return leave(err.Error())
	}
	there, err := c.to.deals(ctx, `claim = $1 OR link = nullif($2, '')`, string(d.Claim), d.Link)
	if err != nil {
		return err
	}
	switch {
	case slices.Contains(there, *d):
		return nil
	case slices.ContainsFunc(there, func(other row.Deal) bool { return other.Claim == d.Claim }):
		return leave("the destination has another deal")
	case len(there) > 0:
		return leave(fmt.Sprintf("the destination links its referral with claim %q", there[0].Claim))
	}
	_, err = c.to.Tx.ExecContext(ctx, `INSERT INTO deals (claim, version, deal, link, sum) VALUES ($1, $2, $3, nullif($4, ''), $5)`,
		string(d.Claim), d.Version, d.Data, d.Link, d.Sum)
	if err == nil {
		c.report.Deals++
	}
	return row.Canceled(ctx, err)
}

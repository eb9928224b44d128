package transfer

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/row"
)

// A deal is the row of a claim's deal.
type deal struct {
	claim   claims.ID
	version int64
	text    string
	link    sql.NullString
}

func dealColumns(d *deal) []any { return []any{&d.claim, &d.version, &d.text, &d.link} }

func (s *Side) deals(ctx context.Context, condition string, args ...any) ([]deal, error) {
	return row.All(ctx, s.Tx, dealColumns, `SELECT claim, version, CAST(deal AS text), link FROM deals WHERE `+condition, args...)
}

// copyDeals copies the deals of claims. A deal that the other side has stays as
// it is.
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
		after = string(page[len(page)-1].claim)
	}
}

func (c *copying) copyDeal(ctx context.Context, d *deal) error {
	leave := func(why string) error {
		c.report.Left = append(c.report.Left, Left{Claim: d.claim, Why: "its deal: " + why})
		return nil
	}
	there, err := c.to.deals(ctx, `claim = $1 OR link = $2`, string(d.claim), d.link)
	if err != nil {
		return err
	}
	switch {
	case slices.Contains(there, *d):
		return nil
	case slices.ContainsFunc(there, func(other deal) bool { return other.claim == d.claim }):
		return leave("the destination has another deal")
	case len(there) > 0:
		return leave(fmt.Sprintf("the destination links its referral with claim %q", there[0].claim))
	}
	_, err = c.to.Tx.ExecContext(ctx, `INSERT INTO deals (claim, version, deal, link) VALUES ($1, $2, $3, $4)`, string(d.claim), d.version, d.text, d.link)
	if err == nil {
		c.report.Deals++
	}
	return row.Canceled(ctx, err)
}

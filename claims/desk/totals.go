package desk

import (
	"context"
	"errors"
	"time"

	"github.com/mci-go/incentives/claims/store"
)

// Totals returns the totals of the claims that a query selects, by status. If
// the store is a [store.Totaler], it adds up the amounts itself; otherwise
// Totals lists the claims. Claims that cannot be read are returned beside the
// totals. Any other error is returned alone. The order, the cursor and Most of
// the query are ignored.
func (d *Desk) Totals(ctx context.Context, query store.Query) ([]store.PipelineStatus, []*store.ClaimError, error) {
	query.ByKey, query.After, query.AfterKey, query.Most = false, "", time.Time{}, 0
	if s, ok := d.store.(store.Totaler); ok {
		return s.Totals(ctx, query)
	}
	var sums store.Sums
	var unread []*store.ClaimError
	for claim, err := range d.List(ctx, query) {
		var one *store.ClaimError
		switch {
		case err == nil:
			record := claim.Record()
			sums.Add(record.Status, &record.Amounts)
		case errors.As(err, &one):
			unread = append(unread, one)
		default:
			return nil, nil, err
		}
	}
	return sums.Lines(), unread, nil
}

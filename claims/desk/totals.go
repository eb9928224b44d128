package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/store"
)

// Totals returns the totals of the claims that a query selects, of both kinds
// if it has no Kind: by kind and, within a kind, in the order of its statuses.
// It adds up the columns of the envelopes and reads no body. If the store is a
// [store.Totaler], it adds up itself; otherwise Totals lists the claims. Claims
// that the store cannot read are returned beside the totals. Any other error is
// returned alone. The order, the cursor and Most of the query are ignored.
func (d *Desk) Totals(ctx context.Context, query store.Query) ([]store.PipelineStatus, []*store.ClaimError, error) {
	query.ByKey, query.After, query.AfterKey, query.Most = false, "", time.Time{}, 0
	if s, ok := d.store.(store.Totaler); ok {
		lines, err := s.Totals(ctx, query)
		SortTotals(lines)
		return lines, nil, err
	}
	var sums store.Sums
	var unread []*store.ClaimError
	for envelope, err := range d.store.List(ctx, query) {
		var one *store.ClaimError
		if err == nil {
			err = sums.Add(&envelope)
		}
		switch {
		case err == nil:
		case errors.As(err, &one):
			unread = append(unread, one)
		default:
			return nil, nil, err
		}
	}
	lines := sums.Lines()
	SortTotals(lines)
	return lines, unread, nil
}

// statusOrder holds the words of the statuses of each kind, in their order.
var statusOrder = map[store.Kind][]string{
	store.PartnerActivity:    store.Statuses(claims.Statuses()...),
	store.PartnerAssociation: store.Statuses(lifecycle.States()...),
}

// SortTotals puts totals into the order of [Desk.Totals]. A status that this
// library does not know comes first.
func SortTotals(lines []store.PipelineStatus) {
	slices.SortFunc(lines, func(a, b store.PipelineStatus) int {
		order := statusOrder[a.Kind]
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(slices.Index(order, a.Status), slices.Index(order, b.Status)), cmp.Compare(a.Status, b.Status))
	})
}

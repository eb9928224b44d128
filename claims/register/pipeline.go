package register

import (
	"iter"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// Pipeline returns the totals of the claims of a list by status, in the order
// of [claims.Statuses]. They are kept apart by currency and by kind of amount.
// A status without claims is left out. Claims that cannot be read are returned
// beside the totals. Any other error of the list is returned alone. The method
// Totals of a desk returns the same, and faster if its store adds up itself.
func Pipeline(list iter.Seq2[*claims.Claim, error]) ([]store.PipelineStatus, []*store.ClaimError, error) {
	var sums store.Sums
	unread, err := readable(list, func(claim *claims.Claim) {
		record := claim.Record()
		sums.Add(record.Status, &record.Amounts)
	})
	if err != nil {
		return nil, nil, err
	}
	return sums.Lines(), unread, nil
}

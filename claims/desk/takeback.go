package desk

import (
	"context"

	"github.com/mci-go/incentives/claims"
)

// TakeBack takes back an entry of a stored claim; see the function
// [claims.TakeBack]. If others overtake the change, it tries again as [Desk.Do]
// does. If the claim is open again and the customer has the most claims that
// are allowed, the error is [store.ErrLimit].
func (d *Desk) TakeBack(ctx context.Context, id claims.ID, number uint64, meta claims.Meta) (claims.Change, error) {
	if err := d.received(&meta); err != nil {
		return claims.Change{}, err
	}
	repetition, err := claims.RepetitionOfTakingBack(number, meta)
	if err != nil {
		return claims.Change{}, err
	}
	return activities.move(ctx, d, id, repetition, func(claim *claims.Claim) (claims.Change, error) {
		history, err := activities.whole(ctx, d, id, claim.Version())
		if err != nil {
			return claims.Change{}, err
		}
		return claims.TakeBack(claim, history, number, d.catalog, meta)
	})
}

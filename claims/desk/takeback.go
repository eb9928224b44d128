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
	return d.takeBack(ctx, id, number, meta, func(taken claims.Change) (claims.Change, error) { return taken, nil })
}

// takeBack takes back an entry, and saves the change that then returns for it.
func (d *Desk) takeBack(
	ctx context.Context, id claims.ID, number uint64, meta claims.Meta, then func(claims.Change) (claims.Change, error),
) (claims.Change, error) {
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
		taken, err := claims.TakeBack(claim, history, number, d.catalog, meta)
		if err != nil {
			return claims.Change{}, err
		}
		return then(taken)
	})
}

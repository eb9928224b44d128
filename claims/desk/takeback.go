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
	return d.move(ctx, id, repetition, func(claim *claims.Claim) (claims.Change, error) {
		var history []claims.Entry
		for entry, err := range d.store.History(ctx, id, 0) {
			if err != nil {
				return claims.Change{}, err
			}
			history = append(history, entry)
		}
		return claims.TakeBack(claim, history, number, d.catalog, meta)
	})
}

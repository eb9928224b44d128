package desk

import (
	"context"

	"github.com/mci-go/incentives/claims"
)

// Correct takes back an entry of a stored claim and gives a command in its
// place. Both are saved together, so that no sweep and no other user comes
// between them. For example, a claim may have expired although its command was
// given in time. It does not expire again in between. If the command is
// refused, nothing is saved and the entry stands.
//
// The metas are those of [Desk.TakeBack] and [Desk.Do]. If the keys of both
// were used for the same before, nothing changes.
func (d *Desk) Correct(ctx context.Context, id claims.ID, number uint64, back claims.Meta, command claims.Command, given claims.Meta) (claims.Change, error) {
	if err := d.received(&given); err != nil {
		return claims.Change{}, err
	}
	return d.takeBack(ctx, id, number, back, func(taken claims.Change) (claims.Change, error) {
		change, err := claims.Apply(taken.Claim, command, given)
		return taken.Then(change), err
	})
}

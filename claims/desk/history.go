package desk

import (
	"context"
	"fmt"
	"iter"

	"github.com/mci-go/incentives/claims"
)

// History yields the history of a claim, oldest first. If an entry cannot be
// read, History yields a zero entry with a [store.ClaimError] and goes on. Any
// other error is the last that it yields. For a claim that is not stored, it
// yields nothing. For an association, use the same method of [Associations].
func (d *Desk) History(ctx context.Context, id claims.ID) iter.Seq2[claims.Entry, error] {
	return activities.history(ctx, d, id)
}

// history yields the entries of a claim of the kind.
func (k *kind[C, M, E]) history(ctx context.Context, d *Desk, id claims.ID) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		var none E
		for row, err := range d.store.History(ctx, id, 0) {
			entry := none
			if err == nil {
				if entry, err = k.decode(row); err != nil {
					err = unreadable(id, fmt.Errorf("entry %d: %w", row.Number, err))
				}
			}
			if err != nil {
				entry = none
			}
			if !yield(entry, err) {
				return
			}
		}
	}
}

// whole returns the whole history of a claim of a version. Entries that were
// appended since the claim was loaded are left out: the store answers a change
// of that version with a conflict.
func (k *kind[C, M, E]) whole(ctx context.Context, d *Desk, id claims.ID, version uint64) ([]E, error) {
	var history []E
	for entry, err := range k.history(ctx, d, id) {
		if uint64(len(history)) == version {
			break
		}
		if err != nil {
			return nil, err
		}
		history = append(history, entry)
	}
	return history, nil
}

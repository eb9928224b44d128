package desk

import (
	"context"
	"fmt"
	"iter"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// History yields the history of a claim, oldest first. If an entry cannot be
// read, History yields a zero entry with a [store.ClaimError] and goes on. Any
// other error is the last that it yields. For a claim that is not stored, it
// yields nothing. If the ID is that of an association, it yields only a
// [mci.FieldError], as [Desk.Claim] returns one; for an association, use the
// same method of [Associations]. An entry of another claim, from a store that
// breaks its contract, cannot be read.
func (d *Desk) History(ctx context.Context, id claims.ID) iter.Seq2[claims.Entry, error] {
	return activities.history(ctx, d, id)
}

// history yields the entries of a claim of the kind.
func (k *kind[C, M, E]) history(ctx context.Context, d *Desk, id claims.ID) iter.Seq2[E, error] {
	return func(yield func(E, error) bool) {
		var none E
		first := true
		for row, err := range d.store.History(ctx, id, 0) {
			if err == nil && first && row.Claim == id && row.Kind != k.kind && known(row.Kind) {
				yield(none, otherKind(id, k.kind, row.Kind))
				return
			}
			first = false
			entry := none
			if err == nil {
				entry, err = k.entry(row, id)
			}
			if !yield(entry, err) {
				return
			}
		}
	}
}

// entry returns the entry of a row of a claim's history.
func (k *kind[C, M, E]) entry(row store.Entry, id claims.ID) (none E, err error) {
	if row.Claim != id { // a store that breaks its contract, such as one that ignores case
		err = mci.Invalid("claim", string(row.Claim), "the ID that was asked for")
	}
	var entry E
	if err == nil {
		entry, err = k.decode(row)
	}
	if err != nil {
		return none, unreadable(id, fmt.Errorf("entry %d: %w", row.Number, err))
	}
	return entry, nil
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

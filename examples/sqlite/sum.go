package sqlite

import (
	"context"
	"database/sql"

	"github.com/mci-go/incentives/examples/row"
)

// fillSums writes the sums of the rows that were stored before there were sums.
// These rows are trusted as they are.
func fillSums(ctx context.Context, tx *sql.Tx) error {
	stored, err := rowsOf(ctx, tx, (*row.Claim).Targets, `SELECT `+row.Selected+` FROM claims`)
	if err != nil {
		return err
	}
	for i := range stored {
		if _, err := tx.ExecContext(ctx, `UPDATE claims SET sum = ? WHERE id = ?`, stored[i].SumOf(), stored[i].ID); err != nil {
			return err
		}
	}
	entries, err := rowsOf(ctx, tx, (*row.Entry).Targets, `SELECT `+row.SelectedEntry+` FROM entries`)
	if err != nil {
		return err
	}
	for i := range entries {
		if _, err := tx.ExecContext(ctx, `UPDATE entries SET sum = ? WHERE position = ?`, entries[i].SumOf(), entries[i].Position); err != nil {
			return err
		}
	}
	return nil
}

// fillDealSums writes the sums of the deals that were stored before there were
// sums.
func fillDealSums(ctx context.Context, tx *sql.Tx) error {
	stored, err := rowsOf(ctx, tx, (*row.Deal).Targets, `SELECT `+row.SelectedDeal+` FROM deals`)
	if err != nil {
		return err
	}
	for i := range stored {
		if _, err := tx.ExecContext(ctx, `UPDATE deals SET sum = ? WHERE claim = ?`, stored[i].SumOf(), stored[i].Claim); err != nil {
			return err
		}
	}
	return nil
}

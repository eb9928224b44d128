package sqlite

import (
	"context"
	"database/sql"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/examples/transfer"
)

// CopyFrom runs copy with a side to read from, whose reads all see one moment.
// If there is no file yet, it returns [ErrEmpty].
func (s *Store) CopyFrom(ctx context.Context, copy func(*transfer.Side) error) error {
	reader, err := s.reader(ctx)
	if err == nil && reader == nil {
		err = ErrEmpty
	}
	if err != nil {
		return canceled(ctx, err)
	}
	tx, err := reader.BeginTx(ctx, nil)
	if err != nil {
		return canceled(ctx, err)
	}
	defer tx.Rollback() //nolint:errcheck // because nothing was changed
	return copy(&transfer.Side{Tx: tx})
}

// CopyTo runs copy with a side to write to, in one transaction. It commits if
// copy returns no error.
func (s *Store) CopyTo(ctx context.Context, copy func(*transfer.Side) error) error {
	return s.write(ctx, func(tx *sql.Tx) error {
		return copy(&transfer.Side{
			Tx: tx,
			Save: func(ctx context.Context, envelope *store.Envelope, expected uint64) error {
				return saveClaim(ctx, tx, envelope, expected)
			},
			Append: func(ctx context.Context, entries []row.Entry) (int64, error) { return appendAll(ctx, tx, entries) },
		})
	})
}

// appendAll appends the entries that are not stored yet.
func appendAll(ctx context.Context, tx *sql.Tx, entries []row.Entry) (written int64, err error) {
	for i := range entries {
		one := &entries[i]
		result, err := tx.ExecContext(ctx, `INSERT INTO entries (kind, claim, number, entry, sum)
			SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM entries WHERE claim = ?2 AND number = ?3)`, one.Kind, one.Claim, one.Number, one.Data,
			one.Sum)
		if err != nil {
			return written, err
		}
		rows, err := result.RowsAffected()
		if err != nil {
			return written, err
		}
		written += rows
	}
	return written, nil
}

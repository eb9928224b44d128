package postgres

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/stdlib"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/examples/transfer"
)

// CopyFrom runs copy with a side to read from, whose reads all see one moment.
func (s *Store) CopyFrom(ctx context.Context, copy func(*transfer.Side) error) error {
	return s.within(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, func(tx *sql.Tx) error {
		return copy(&transfer.Side{Tx: tx})
	})
}

// CopyTo runs copy with a side to write to, in one transaction. It commits if
// copy returns no error. All other changes wait from the first entry to the
// commit.
func (s *Store) CopyTo(ctx context.Context, copy func(*transfer.Side) error) error {
	return s.within(ctx, nil, func(tx *sql.Tx) error {
		return copy(&transfer.Side{
			Tx: tx,
			Save: func(ctx context.Context, envelope *store.Envelope, expected uint64) error {
				return saveClaim(ctx, tx, envelope, expected)
			},
			Append: func(ctx context.Context, entries []row.Entry) (int64, error) { return appendAll(ctx, tx, entries) },
		})
	})
}

// within runs work in a transaction, and commits if it returns no error.
func (s *Store) within(ctx context.Context, options *sql.TxOptions, work func(*sql.Tx) error) error {
	db := stdlib.OpenDBFromPool(s.pool)
	defer db.Close() //nolint:errcheck // because closing it leaves the pool open, and there is nothing else to close
	tx, err := db.BeginTx(ctx, options)
	if err != nil {
		return known(ctx, err)
	}
	defer tx.Rollback() //nolint:errcheck // because a commit leaves nothing to undo, and otherwise the first error counts
	if err := work(tx); err != nil {
		return known(ctx, err)
	}
	return known(ctx, tx.Commit())
}

// saveClaim writes a claim over the expected version, without entries. If
// PostgreSQL cannot store the claim, it returns a [mci.FieldError] before it
// writes.
func saveClaim(ctx context.Context, tx *sql.Tx, envelope *store.Envelope, expected uint64) error {
	columns, err := row.Of(envelope)
	if err != nil {
		return err
	}
	if err := checkTexts(&columns); err != nil {
		return err
	}
	b := &batch{rows: []change{{columns, expected}}, kinds: []string{}, claims: []string{}, numbers: []int64{}, entries: []string{}, sums: []string{}}
	if _, err := tx.ExecContext(ctx, saving, b.arguments()...); err != nil {
		return err
	}
	var version uint64
	err = tx.QueryRowContext(ctx, `SELECT version FROM claims WHERE id = $1`, string(envelope.ID)).Scan(&version)
	if errors.Is(err, sql.ErrNoRows) || err == nil && version != envelope.Version {
		return store.ErrConflict
	}
	return err
}

// appending appends the entries that are not stored yet.
const appending = `
WITH given AS (
  SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[], $5::text[]) WITH ORDINALITY AS g (kind, claim, number, entry, sum, place)
), fresh AS MATERIALIZED (
  SELECT g.kind, g.claim, g.number, g.entry, g.sum, row_number() OVER (ORDER BY g.place) AS place FROM given g
  WHERE NOT EXISTS (SELECT 1 FROM entries e WHERE e.claim = g.claim COLLATE "C" AND e.number = g.number)
), taken AS (
  UPDATE outbox SET last = last + (SELECT count(*) FROM fresh) WHERE EXISTS (SELECT 1 FROM fresh) RETURNING last
)
INSERT INTO entries (position, kind, claim, number, entry, sum)
SELECT taken.last - (SELECT count(*) FROM fresh) + fresh.place, fresh.kind, fresh.claim, fresh.number, fresh.entry::json, fresh.sum FROM taken, fresh`

func appendAll(ctx context.Context, tx *sql.Tx, entries []row.Entry) (int64, error) {
	n := len(entries)
	kinds, names, numbers, texts, sums := make([]string, n), make([]string, n), make([]int64, n), make([]string, n), make([]string, n)
	for i := range entries {
		kinds[i], sums[i] = entries[i].Kind, entries[i].Sum
		names[i], numbers[i], texts[i] = string(entries[i].Claim), int64(entries[i].Number), entries[i].Data //nolint:gosec // because nobody makes so many entries
	}
	result, err := tx.ExecContext(ctx, appending, kinds, names, numbers, texts, sums)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

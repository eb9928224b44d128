package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
)

// A reader is a connection or a transaction.
type reader interface {
	Query(ctx context.Context, statement string, args ...any) (pgx.Rows, error)
}

// SaveWith saves changes in a transaction of its own, together with the rows
// that work writes in it, such as a job or a mail to send. Either all of them
// are committed or none. SaveWith calls work first, because all other changes
// have to wait from the moment at which these are saved. If the server undoes
// the transaction because of another one, SaveWith starts again and calls work
// again. If no change has entries, it does not call work. It returns the errors
// of [Store.SaveAll] and of work.
func (s *Store) SaveWith(ctx context.Context, changes []store.Change, work func(context.Context, pgx.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b, err := batchOf(changes)
	if err != nil || len(b.rows) == 0 {
		return err
	}
	err = repeated(func() error {
		return pgx.BeginTxFunc(ctx, s.pool, pgx.TxOptions{IsoLevel: pgx.ReadCommitted}, func(tx pgx.Tx) error {
			if err := work(ctx, tx); err != nil {
				return err
			}
			return b.saveIn(ctx, tx)
		})
	})
	if codeOf(err) == codeReadOnly && !errors.Is(err, ErrReadOnly) {
		err = fmt.Errorf("%w: %w", ErrReadOnly, err)
	}
	return row.Canceled(ctx, err)
}

// saveIn saves the batch in a transaction of the isolation level READ
// COMMITTED.
func (b *batch) saveIn(ctx context.Context, transaction pgx.Tx) error {
	if len(b.limits) > 0 {
		var statements pgx.Batch
		var members []member
		b.queueLock(&statements, &members)
		if err := transaction.SendBatch(ctx, &statements).Close(); err != nil {
			return known(ctx, err)
		}
		if b.reached(members) {
			return known(ctx, b.refused(ctx, transaction))
		}
	}
	tag, err := transaction.Exec(ctx, saving, b.arguments()...)
	if err == nil && tag.RowsAffected() == 0 {
		return store.ErrConflict
	}
	return known(ctx, err)
}

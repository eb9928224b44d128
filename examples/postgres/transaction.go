package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"github.com/mci-go/incentives/claims/store"
)

// A reader is a connection or a transaction.
type reader interface {
	Query(ctx context.Context, statement string, args ...any) (pgx.Rows, error)
}

// SaveIn saves changes in a transaction of the caller, so that other rows, such
// as a job or a mail to send, are committed with them or not at all. The
// transaction must have the isolation level READ COMMITTED, which is the
// default. After an error the caller must roll it back. The errors are those of
// [Store.SaveAll]. All other changes wait from here to the commit, so commit
// soon.
func (s *Store) SaveIn(ctx context.Context, transaction pgx.Tx, changes []store.Change) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b, err := batchOf(changes)
	if err != nil || len(b.rows) == 0 {
		return err
	}
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

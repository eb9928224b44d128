package row

import (
	"context"
	"database/sql"
)

// A Querier is a database or a transaction.
type Querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// All reads all rows of a statement. It scans each one into the columns of a
// Row. If the context has ended, the error is the context's error.
func All[Row any](ctx context.Context, from Querier, columns func(*Row) []any, statement string, args ...any) (all []Row, err error) {
	found, err := from.QueryContext(ctx, statement, args...)
	if err != nil {
		return nil, Canceled(ctx, err)
	}
	defer found.Close() //nolint:errcheck // because Err has reported each relevant error
	for found.Next() {
		all = append(all, *new(Row))
		if err := found.Scan(columns(&all[len(all)-1])...); err != nil {
			return nil, Canceled(ctx, err)
		}
	}
	return all, Canceled(ctx, found.Err())
}

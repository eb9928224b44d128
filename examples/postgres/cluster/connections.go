package cluster

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"
)

// Terminate ends roughly the given share of the connections of an application,
// and returns their number.
func (c *Cluster) Terminate(ctx context.Context, application string, share float64) (ended int, err error) {
	connection, err := pgx.Connect(ctx, c.URL)
	if err != nil {
		return 0, err
	}
	err = connection.QueryRow(ctx, `SELECT count(*) FILTER (WHERE ended) FROM (SELECT pg_terminate_backend(pid) AS ended
		FROM pg_stat_activity WHERE application_name = $1 AND random() < $2) AS those`, application, share).Scan(&ended)
	return ended, errors.Join(err, connection.Close(ctx))
}

// Connected returns the number of connections of an application. If a client
// was killed, its connection counts until the server has ended its statement.
func (c *Cluster) Connected(ctx context.Context, application string) (many int, err error) {
	connection, err := pgx.Connect(ctx, c.URL)
	if err != nil {
		return 0, err
	}
	err = connection.QueryRow(ctx, `SELECT count(*) FROM pg_stat_activity WHERE application_name = $1`, application).Scan(&many)
	return many, errors.Join(err, connection.Close(ctx))
}

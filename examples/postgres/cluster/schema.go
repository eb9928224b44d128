package cluster

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

var schemas atomic.Int64

// Schema makes an empty schema, and returns the address of the database with
// the schema as its search path. Call drop at the end.
func (c *Cluster) Schema(ctx context.Context) (address string, drop func() error, err error) {
	at, err := url.Parse(c.URL)
	if err != nil {
		return "", nil, err
	}
	name := fmt.Sprintf("claims_%d_%d", os.Getpid(), schemas.Add(1))
	if err := c.Run(ctx, "CREATE SCHEMA "+name); err != nil {
		return "", nil, err
	}
	values := at.Query()
	values.Set("search_path", name)
	at.RawQuery = values.Encode()
	return at.String(), func() error { return c.Run(context.WithoutCancel(ctx), "DROP SCHEMA "+name+" CASCADE") }, nil
}

// Run runs a statement on a connection of its own.
func (c *Cluster) Run(ctx context.Context, statement string) error {
	connection, err := pgx.Connect(ctx, c.URL)
	if err != nil {
		return err
	}
	_, err = connection.Exec(ctx, statement)
	return errors.Join(err, connection.Close(ctx))
}

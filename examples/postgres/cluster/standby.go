package cluster

import (
	"context"
	"errors"
	"os/exec"
	"path/filepath"

	"github.com/jackc/pgx/v5"
)

// Standby makes a cluster that follows another one by streaming replication and
// can be read. If the other cluster was not made here, it returns [ErrNone].
func (c *Cluster) Standby(ctx context.Context, settings ...string) (*Cluster, error) {
	if c.server == nil {
		return nil, ErrNone
	}
	return build(ctx, settings, func(programs string, owner *account, data string) *exec.Cmd {
		return command(ctx, owner, filepath.Join(programs, "pg_basebackup"), "-D", data, "-d", c.URL, "-R", "-X", "stream", "-c", "fast", "--no-sync")
	})
}

// Promote makes a standby accept changes. It returns when the standby does.
func (c *Cluster) Promote(ctx context.Context) error {
	connection, err := pgx.Connect(ctx, c.URL)
	if err != nil {
		return err
	}
	var promoted bool
	err = connection.QueryRow(ctx, "SELECT pg_promote()").Scan(&promoted)
	if err == nil && !promoted {
		err = errors.New("the standby was not promoted in time")
	}
	return errors.Join(err, connection.Close(ctx))
}

// Kill ends the server of a cluster that was made here, as if the power failed.
// Its folder stays until Stop.
func (c *Cluster) Kill() error {
	if c.server == nil {
		return ErrNone
	}
	err := c.server.Process.Kill()
	<-c.exited
	return err
}

package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations/*.sql
var files embed.FS

// versionTable is the table in which goose notes the migrations of this
// package. Its name leaves the default one to the host.
const versionTable = "claims_migrations"

// oldest is the oldest version of PostgreSQL that is supported.
const oldest = 140000

// Errors of a database. If a connection fails, the error of pgx is passed on.
var (
	// ErrForeign is returned if a newer program migrated the database, or if
	// the server or the database cannot hold claims.
	ErrForeign = errors.New("the database is none of this program")
	// ErrReadOnly is returned for a change, or for a migration that is due, if
	// the server accepts no changes, for example because it is a replica.
	ErrReadOnly = errors.New("the database can be read, and not written")
)

// Open connects to a database, brings it to the newest version, and returns its
// store. The text is an address such as postgres://user@host/name, or the
// keywords of libpq; see [pgxpool.ParseConfig]. If the database already has the
// newest version, Open writes nothing, so a replica can be opened for reading.
// Several programs may open a database at the same time: one of them migrates
// it, and the others wait.
func Open(ctx context.Context, address string) (*Store, error) {
	pool, err := pgxpool.New(ctx, address)
	if err != nil {
		return nil, err
	}
	if err := Migrate(ctx, pool); err != nil {
		pool.Close()
		return nil, err
	}
	return New(pool), nil
}

// Migrate brings a database to the newest version, and never to an older one.
// The tables are made in the first schema of the search path.
func Migrate(ctx context.Context, pool *pgxpool.Pool) error {
	if err := checkServer(ctx, pool); err != nil {
		return known(ctx, err)
	}
	migrations, err := fs.Sub(files, "migrations")
	if err != nil {
		return err
	}
	// One attempt per second, for five minutes.
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
	if err != nil {
		return err
	}
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close() //nolint:errcheck // because closing it leaves the pool open, and there is nothing else to close
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations,
		goose.WithTableName(versionTable), goose.WithSessionLocker(locker), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	steps := provider.ListSources()
	newest := steps[len(steps)-1].Version
	switch version, err := versionOf(ctx, pool); {
	case err != nil:
		return known(ctx, err)
	case version > newest:
		return fmt.Errorf("%w: a newer one migrated it to version %d, and this one knows up to %d", ErrForeign, version, newest)
	case version == newest:
		return nil
	}
	_, err = provider.Up(ctx)
	return known(ctx, err)
}

// checkServer returns [ErrForeign] if the server is too old, or if the database
// cannot hold every text.
func checkServer(ctx context.Context, pool *pgxpool.Pool) error {
	var version int
	var encoding string
	err := pool.QueryRow(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_encoding')`).Scan(&version, &encoding)
	switch {
	case err != nil:
		return err
	case version < oldest:
		return fmt.Errorf("%w: its server is PostgreSQL %d, and 14 or newer is needed", ErrForeign, version/10000)
	case encoding != "UTF8":
		return fmt.Errorf("%w: its encoding is %s, and UTF8 is needed", ErrForeign, encoding)
	}
	return nil
}

// versionOf returns the number of the last migration. It is 0 if there was
// none.
func versionOf(ctx context.Context, pool *pgxpool.Pool) (version int64, err error) {
	var migrated bool
	if err := pool.QueryRow(ctx, `SELECT to_regclass($1) IS NOT NULL`, versionTable).Scan(&migrated); err != nil || !migrated {
		return 0, err
	}
	err = pool.QueryRow(ctx, `SELECT coalesce(max(version_id), 0) FROM `+pgx.Identifier{versionTable}.Sanitize()+` WHERE is_applied`).Scan(&version)
	return version, err
}

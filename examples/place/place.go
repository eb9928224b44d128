// Package place opens the place in which a program keeps its claims. It is an
// SQLite file or a PostgreSQL database. A program calls [Open], and [Shown] to
// print the place without its secrets.
package place

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"strings"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/examples/sqlite"
	"github.com/mci-go/incentives/examples/transfer"
	"github.com/mci-go/incentives/mci"
)

// A Keeping is the place of the claims. It is a store that can be copied and
// closed. It has the same optional abilities of [store.Store] as the store
// inside.
type Keeping interface {
	store.Store
	// CopyFrom and CopyTo run a copy with this place as one of its sides.
	CopyFrom(ctx context.Context, copy func(*transfer.Side) error) error
	CopyTo(ctx context.Context, copy func(*transfer.Side) error) error
	// Check looks for damage in the stored rows, as row.Check does.
	Check(ctx context.Context) (problems []error, err error)
	// Schema returns the version of the schema that this program writes.
	Schema() int
	Close() error
}

// A server is a Keeping in PostgreSQL.
type server struct{ *postgres.Store }

// Close closes the connections.
func (s server) Close() error {
	s.Store.Close()
	return nil
}

// schemes begin the address of a server. Any other text names a file.
var schemes = []string{"postgres://", "postgresql://"}

// IsServer reports whether a place is the address of a server. Any other text
// is the name of a file.
func IsServer(place string) bool {
	for _, scheme := range schemes {
		if strings.HasPrefix(strings.ToLower(place), scheme) {
			return true
		}
	}
	return false
}

// An UnmadeError says that there are no claims at a place: the file does not
// exist or is empty, or the database has no tables of claims.
type UnmadeError struct {
	// Place is the place without its secrets.
	Place string
	// Err is the reason, such as fs.ErrNotExist, sqlite.ErrEmpty or
	// ErrNoTables.
	Err error
}

// Error names the place and the reason.
func (e *UnmadeError) Error() string { return e.Place + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *UnmadeError) Unwrap() error { return e.Err }

// Open opens the place that a flag names: a file of SQLite, or the address of a
// PostgreSQL database. If create is true, the first change makes a missing
// file, and the tables of a database are made at once. If create is false and
// there are no claims, Open returns an [UnmadeError]. If the text is no place,
// the error is a [mci.FieldError] that names the flag. No error contains a
// password.
func Open(ctx context.Context, flag, place string, create bool) (Keeping, error) {
	switch {
	case place == "":
		return nil, mci.Invalid(flag, "", wantPlace)
	case IsServer(place):
		return openServer(ctx, flag, place, create)
	case strings.Contains(place, "://"): // the rest of the text may contain a password
		scheme, _, _ := strings.Cut(place, "://")
		return nil, mci.Invalid(flag, scheme+"://…", wantPlace)
	}
	s, err := sqlite.Open(ctx, place, create)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, sqlite.ErrEmpty) {
		return nil, &UnmadeError{place, err}
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

const wantPlace = "the name of a file, or an address such as postgres://user@host/name"

// openServer never passes on the error for a malformed address, because its
// text may quote the password.
func openServer(ctx context.Context, flag, address string, create bool) (Keeping, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, mci.Invalid(flag, Shown(address), wantPlace)
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, pool, address, create); err != nil {
		pool.Close()
		return nil, err
	}
	return server{postgres.New(pool)}, nil
}

// migrate brings the tables to the newest version. It makes them only if create
// is true.
func migrate(ctx context.Context, pool *pgxpool.Pool, address string, create bool) error {
	made := create
	var err error
	if !made {
		made, err = postgres.Migrated(ctx, pool)
	}
	switch {
	case err != nil:
	case !made:
		return &UnmadeError{Shown(address), ErrNoTables}
	default:
		err = postgres.Migrate(ctx, pool)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", Shown(address), err)
	}
	return nil
}

// ErrNoTables is the error for a database that has never had claims.
var ErrNoTables = errors.New("the database has no tables of claims")

// Shown returns a place without its secrets. If it is an address, the password,
// the parameters and everything else that may be secret are left out.
func Shown(place string) string {
	if !IsServer(place) {
		return place
	}
	address, err := url.Parse(place)
	if err != nil {
		return schemes[0] + "…"
	}
	shown := url.URL{Scheme: address.Scheme, Host: address.Host, Path: address.Path}
	if address.User != nil {
		shown.User = url.User(address.User.Username())
	}
	return shown.String()
}

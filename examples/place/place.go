// Package place opens the place where a program keeps its claims: a file of
// SQLite, or a PostgreSQL database by its address.
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

// A Keeping is the place where the claims are: a store that can be copied and
// closed. The optional abilities of [store.Store] are those of the store
// inside.
type Keeping interface {
	store.Store
	// CopyFrom and CopyTo run a copy with this place as one of its sides.
	CopyFrom(ctx context.Context, copy func(*transfer.Side) error) error
	CopyTo(ctx context.Context, copy func(*transfer.Side) error) error
	// Check looks for damage of the stored rows, as row.Check does.
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
// PostgreSQL database. If create is true, it makes a missing file at the first
// change, and the tables of a database at once. Otherwise it returns an
// [UnmadeError] if there is none. If the text is no place, the error is an
// [mci.FieldError] that names the flag. No error holds a password.
func Open(ctx context.Context, flag, place string, create bool) (Keeping, error) {
	switch {
	case place == "":
		return nil, mci.Invalid(flag, "", wantPlace)
	case IsServer(place):
		return openServer(ctx, flag, place, create)
	case strings.Contains(place, "://"): // the rest of it may hold a password
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

// ErrNoTables is the error for a database that never held claims.
var ErrNoTables = errors.New("the database has no tables of claims")

// Shown returns a place without its secrets: an address without password,
// parameters and anything else that can hold one.
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

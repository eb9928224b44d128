package main

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

// A keeping is the place where the claims are: a store that can be copied and
// closed. The optional abilities of [store.Store] are those of the store
// inside.
type keeping interface {
	store.Store
	// CopyFrom and CopyTo run a copy with this place as one of its sides.
	CopyFrom(ctx context.Context, copy func(*transfer.Side) error) error
	CopyTo(ctx context.Context, copy func(*transfer.Side) error) error
	Close() error
}

// A server is a keeping in PostgreSQL.
type server struct{ *postgres.Store }

// Close closes the connections.
func (s server) Close() error {
	s.Store.Close()
	return nil
}

// schemes begin the address of a server. Any other text names a file.
var schemes = []string{"postgres://", "postgresql://"}

func isServer(place string) bool {
	for _, scheme := range schemes {
		if strings.HasPrefix(strings.ToLower(place), scheme) {
			return true
		}
	}
	return false
}

// openKeeping opens the place that a flag names: a file of SQLite, or the
// address of a PostgreSQL database. If create is true, it makes a missing file
// at the first change, and the tables of a database at once. Otherwise it
// returns an [unmade] if there is none.
func openKeeping(ctx context.Context, flag, place string, create bool) (keeping, error) {
	switch {
	case place == "":
		return nil, mci.Invalid(flag, "", wantPlace)
	case isServer(place):
		return openServer(ctx, flag, place, create)
	}
	s, err := sqlite.Open(ctx, place, create)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, sqlite.ErrEmpty) {
		return nil, &unmade{place, err}
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

const wantPlace = "the name of a file, or an address such as postgres://user@host/name"

// openServer never passes on the error for a malformed address, because its
// text may quote the password.
func openServer(ctx context.Context, flag, address string, create bool) (keeping, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, mci.Invalid(flag, shownPlace(address), wantPlace)
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
		return &unmade{shownPlace(address), errNoTables}
	default:
		err = postgres.Migrate(ctx, pool)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", shownPlace(address), err)
	}
	return nil
}

// errNoTables is the error for a database that never held claims.
var errNoTables = errors.New("the database has no tables of claims")

// shownPlace returns a place without its secrets: an address without password,
// parameters and anything else that can hold one.
func shownPlace(place string) string {
	if !isServer(place) {
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

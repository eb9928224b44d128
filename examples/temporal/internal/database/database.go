// Package database opens the store that a program's flag names. A program calls
// [Open].
package database

import (
	"context"
	"strings"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/examples/sqlite"
)

// Open opens a store. If the text is an address such as
// postgres://user@host/name, it is a PostgreSQL database. Otherwise it is an
// SQLite file, which is made if it does not exist. Call the second result at
// the end.
func Open(ctx context.Context, address string) (store.Store, func() error, error) {
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		store, err := postgres.Open(ctx, address)
		if err != nil {
			return nil, nil, err
		}
		return store, func() error { store.Close(); return nil }, nil
	}
	store, err := sqlite.Open(ctx, address, true)
	if err != nil {
		return nil, nil, err
	}
	return store, store.Close, nil
}

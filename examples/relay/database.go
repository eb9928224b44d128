package main

import (
	"context"
	"errors"
	"strings"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/examples/sqlite"
	"github.com/mci-go/incentives/mci"
)

// A database holds the claims and the book of a relay.
type database struct {
	tail  store.Tail
	book  outbox.Book
	wakes <-chan struct{} // nil if the database does not announce new entries
	close func()
}

// open opens a database that exists.
func open(ctx context.Context, address, relay string) (*database, error) {
	if address == "" {
		return nil, mci.Invalid("db", "", "a file of SQLite, or the address of a database of PostgreSQL")
	}
	if strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://") {
		store, err := postgres.Open(ctx, address)
		if err != nil {
			return nil, err
		}
		listening, stop := context.WithCancel(ctx)
		return &database{store, store.Book(relay), store.Wakes(listening), func() {
			stop()
			store.Close()
		}}, nil
	}
	store, err := sqlite.Open(ctx, address, false)
	if err != nil {
		return nil, err
	}
	book, err := store.Book(ctx, relay)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	return &database{store, book, nil, func() { _ = store.Close() }}, nil
}

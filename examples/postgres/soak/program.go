package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/examples/postgres/load"
	"github.com/mci-go/incentives/mci/catalog"
)

// The programs that soak starts.
const (
	writer = "writer"
	relay  = "relay"
)

const (
	relays = 2  // the number of programs that are relays
	shared = 40 // the number of shared claims
	system = "/soak"
)

// open opens the database. If the server cuts the connection, it tries again.
func (s *settings) open(ctx context.Context) (*postgres.Store, error) {
	for {
		store, err := postgres.Open(ctx, s.db)
		if err == nil || ctx.Err() != nil {
			return store, err
		}
		select {
		case <-ctx.Done():
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// write gives commands, and prints the key and the claim of each one that is
// done.
func (s *settings) write(ctx context.Context, stdout io.Writer) error {
	store, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	card, err := catalog.Public()
	if err != nil {
		return err
	}
	w := load.Writer{Store: store, Catalog: card, Name: s.name, Number: s.number, Shared: shared, Done: func(key string, id claims.ID) {
		fmt.Fprintln(stdout, key, id)
	}}
	return w.Run(ctx)
}

// deliver relays entries until the program is killed.
func (s *settings) deliver(ctx context.Context) error {
	store, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	source, err := outbox.Claims(store, system)
	if err != nil {
		return err
	}
	to, err := outbox.NewHTTP(s.to, outbox.HTTPOptions{})
	if err != nil {
		return err
	}
	r, err := outbox.NewRelay(source, store.Book("soak"), to, outbox.Options{
		Holder: s.name, Lease: time.Second, Poll: 100 * time.Millisecond, FirstPause: 10 * time.Millisecond, LongestPause: time.Second, Wake: store.Wakes(ctx),
	})
	if err != nil {
		return err
	}
	return r.Run(ctx)
}

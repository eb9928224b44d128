package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"golang.org/x/sync/errgroup"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/examples/postgres/cluster"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

const (
	connections   = 8
	durableClaims = 2000
	// durableRounds is the number of rounds of each contender. They alternate,
	// so that both are affected if the machine becomes slower.
	durableRounds = 6
)

// The bare contender does the database work of a command in hand-written SQL.
// It reads the record. Then one statement checks the version, takes the next
// place in the outbox, and writes the record and the entry. It applies no rule,
// reads and writes no JSON, and makes and checks no sums.
const (
	bareRead  = `SELECT version, record::text FROM claims WHERE id = $1`
	bareWrite = `WITH updated AS (
		UPDATE claims SET version = version + 1, record = $3::json WHERE id = $1 AND version = $2 RETURNING id
	), taken AS (
		UPDATE outbox SET last = last + 1 WHERE EXISTS (SELECT FROM updated) RETURNING last
	) INSERT INTO entries (position, claim, number, entry, sum) SELECT taken.last, $1, $2 + 1, $4::json, '' FROM taken`
)

// A contender carries out one durable command on a claim.
type contender struct {
	name string
	do   func(ctx context.Context, id claims.ID, n int64) error
}

// durable measures durable commands on several connections. It also measures a
// bare read and write of the same rows. Each contender has a schema of its own.
func durable(ctx context.Context, lasts time.Duration, stdout io.Writer, settings ...string) (err error) {
	server, err := cluster.Start(ctx, append([]string{"shared_buffers=512MB", "autovacuum=off"}, settings...)...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	first, stopFirst, err := prepare(ctx, server, bare)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopFirst()) }()
	second, stopSecond, err := prepare(ctx, server, byDesk)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stopSecond()) }()
	return race(ctx, [2]contender{first, second}, lasts, stdout)
}

// prepare fills a schema for a contender.
func prepare(ctx context.Context, server *cluster.Cluster, of func(*postgres.Store, *pgxpool.Pool, *catalog.Catalog) contender) (c contender, stop func() error, err error) {
	address, drop, err := server.Schema(ctx)
	if err != nil {
		return c, nil, err
	}
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return c, nil, errors.Join(err, drop())
	}
	config.MaxConns = connections
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return c, nil, errors.Join(err, drop())
	}
	stop = func() error {
		pool.Close()
		return drop()
	}
	store := postgres.New(pool)
	card, err := catalog.Public()
	if err == nil {
		err = postgres.Migrate(ctx, pool)
	}
	if err == nil {
		err = openDurable(ctx, store, card)
	}
	if err != nil {
		return c, nil, errors.Join(err, stop())
	}
	return of(store, pool, card), stop, nil
}

func durableID(n int) claims.ID { return claims.ID(fmt.Sprintf("claim-%08d", n)) }

func durableMeta(key string) claims.Meta {
	return claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: sample.Now, Received: sample.Now, Key: key}
}

// openDurable opens the claims and asks for consent. After that, asking again
// is permitted any number of times.
func openDurable(ctx context.Context, s *postgres.Store, card *catalog.Catalog) error {
	var opened, sent []store.Change
	for n := range durableClaims {
		change, err := sample.Claim(card, durableID(n), n, sample.Now)
		if err != nil {
			return err
		}
		next, err := claims.Apply(change.Claim, claims.SendConsent{}, durableMeta("sent"))
		if err != nil {
			return err
		}
		first, firstErr := desk.EncodeChange(change)
		second, secondErr := desk.EncodeChange(next)
		if err := errors.Join(firstErr, secondErr); err != nil {
			return err
		}
		opened, sent = append(opened, first), append(sent, second)
	}
	return errors.Join(s.SaveAll(ctx, opened), s.SaveAll(ctx, sent))
}

func byDesk(store *postgres.Store, _ *pgxpool.Pool, card *catalog.Catalog) contender {
	d := desk.New(store, card)
	return contender{"durable command", func(ctx context.Context, id claims.ID, n int64) error {
		_, err := d.Do(ctx, id, claims.ResendConsent{}, durableMeta(fmt.Sprint("command-", n)))
		return err
	}}
}

func bare(_ *postgres.Store, pool *pgxpool.Pool, _ *catalog.Catalog) contender {
	return contender{"bare read and write", func(ctx context.Context, id claims.ID, _ int64) error {
		var version int64
		var record string
		if err := pool.QueryRow(ctx, bareRead, id).Scan(&version, &record); err != nil {
			return err
		}
		tag, err := pool.Exec(ctx, bareWrite, id, version, record, bareEntry)
		if err == nil && tag.RowsAffected() != 1 {
			err = store.ErrConflict
		}
		return err
	}}
}

// bareEntry is as long as the entry that a command writes.
const bareEntry = `{"format":1,"claim":"claim-00000000","number":1000,"at":"2023-02-01T12:00:00Z","actor":"partner","user":"pat","role":"incentives user",` +
	`"event":"resend consent","from":"Awaiting customer consent response","to":"Awaiting customer consent response","rule":"claim.resend-consent","source":{},"key":"command-100000","command":{}}`

// A pace is the result of a contender in one round.
type pace struct {
	perSecond float64
	client    time.Duration // processor time of one command
}

// race runs the contenders in turn, and prints the middle round of each.
func race(ctx context.Context, all [2]contender, lasts time.Duration, stdout io.Writer) error {
	var rounds [len(all)][]pace
	var number atomic.Int64
	for round := range durableRounds {
		for i := range all {
			if round%2 == 1 {
				i = len(all) - 1 - i
			}
			got, err := all[i].round(ctx, lasts, &number)
			if err != nil {
				return fmt.Errorf("%s: %w", all[i].name, err)
			}
			rounds[i] = append(rounds[i], got)
		}
	}
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%d connections\ta second\tof bare\tprocessor of the client\ttarget\n", connections)
	var first pace
	for i := range all {
		slices.SortFunc(rounds[i], func(a, b pace) int { return cmp.Compare(a.perSecond, b.perSecond) })
		middle := rounds[i][len(rounds[i])/2]
		target := ""
		if i == 0 {
			first = middle
		} else {
			target = "at least 90 %"
		}
		fmt.Fprintf(table, "%s\t%.0f\t%.0f %%\t%.0f µs\t%s\n", all[i].name, middle.perSecond, 100*middle.perSecond/first.perSecond, float64(middle.client.Nanoseconds())/1000, target)
	}
	return table.Flush()
}

// round runs commands for a time, with as many goroutines as there are
// connections. Each goroutine has claims of its own.
func (c *contender) round(ctx context.Context, lasts time.Duration, number *atomic.Int64) (pace, error) {
	var group errgroup.Group
	var done atomic.Int64
	client, _ := processorTime()
	begin := time.Now()
	for worker := range connections {
		group.Go(func() error {
			for n := worker; time.Since(begin) < lasts; n += connections {
				if err := c.do(ctx, durableID(n%durableClaims), number.Add(1)); err != nil {
					return err
				}
				done.Add(1)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return pace{}, err
	}
	took := time.Since(begin)
	end, _ := processorTime()
	many := done.Load()
	return pace{float64(many) / took.Seconds(), (end - client) / time.Duration(many)}, nil
}

package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/agenda"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/mci/catalog"
)

// A queue is a store of claims that makes a job for each change, in the
// transaction of the change. It implements [store.Store] and the same optional
// interfaces as [postgres.Store]. If a program saves by a queue, it needs no
// other step.
type queue struct {
	*postgres.Store
	pool     *pgxpool.Pool
	jobs     *river.Client[pgx.Tx]
	catalog  *catalog.Catalog
	desk     *desk.Desk
	settings agenda.Settings
	now      func() time.Time
}

// open opens a database and returns its queue, which does not work on jobs yet.
// It upgrades the tables of both the claims and the jobs to the newest version.
func open(ctx context.Context, address string, card *catalog.Catalog, settings agenda.Settings, teller teller, now func() time.Time) (*queue, error) {
	if err := settings.Check(); err != nil {
		return nil, err
	}
	pool, err := pgxpool.New(ctx, address)
	if err != nil {
		return nil, err
	}
	q := &queue{Store: postgres.New(pool), pool: pool, settings: settings, now: now}
	if err := q.prepare(ctx, card, teller); err != nil {
		pool.Close()
		return nil, err
	}
	return q, nil
}

func (q *queue) prepare(ctx context.Context, card *catalog.Catalog, teller teller) error {
	if err := postgres.Migrate(ctx, q.pool); err != nil {
		return err
	}
	driver := riverpgxv5.New(q.pool)
	quiet := slog.New(slog.DiscardHandler)
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: quiet})
	if err != nil {
		return err
	}
	if err := q.alone(ctx, func() error {
		_, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	}); err != nil {
		return err
	}
	q.catalog, q.desk = card, desk.New(q, card)
	workers := river.NewWorkers()
	river.AddWorker(workers, &waker{queue: q, teller: teller})
	q.jobs, err = river.NewClient(driver, &river.Config{
		Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 8}}, Workers: workers, Logger: quiet,
	})
	return err
}

// alone runs a function while no other program runs one in this database,
// because River's migrations fail if two programs run them at once. The lock
// has a connection of its own, because a pool may have only one.
func (q *queue) alone(ctx context.Context, work func() error) (err error) {
	connection, err := pgx.ConnectConfig(ctx, q.pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	// closing the connection releases the lock
	defer func() { err = errors.Join(err, connection.Close(context.WithoutCancel(ctx))) }()
	if _, err := connection.Exec(ctx, "SELECT pg_advisory_lock(hashtext('river migrations of ' || current_schema()))"); err != nil {
		return err
	}
	return work()
}

// Save implements [store.Store].
func (q *queue) Save(ctx context.Context, change store.Change) error {
	return q.SaveAll(ctx, []store.Change{change})
}

// SaveAll implements [store.BatchSaver]. Only partner activities have jobs.
// Associations are expired by a sweep.
func (q *queue) SaveAll(ctx context.Context, changes []store.Change) error {
	return q.SaveWith(ctx, changes, func(ctx context.Context, tx pgx.Tx) error {
		var jobs []river.InsertManyParams
		for _, change := range changes {
			if change.Envelope.Kind != store.PartnerActivity || len(change.Entries) == 0 {
				continue
			}
			job, err := q.jobOf(&change.Envelope)
			if err != nil {
				return err
			}
			jobs = append(jobs, job...)
		}
		if len(jobs) == 0 {
			return nil
		}
		_, err := q.jobs.InsertManyTx(ctx, tx, jobs)
		return err
	})
}

// jobOf returns the job of a claim that is being saved. If the claim cannot be
// read with this catalog, its job is due at once, and is postponed until the
// claim can be read.
func (q *queue) jobOf(e *store.Envelope) ([]river.InsertManyParams, error) {
	if record, err := desk.Decode(*e); err == nil {
		if claim, _ := claims.Restore(record, q.catalog); claim != nil {
			return q.job(claim)
		}
	}
	return wakeAt(e.ID, e.Version, q.now()), nil
}

func wakeAt(id claims.ID, version uint64, at time.Time) []river.InsertManyParams {
	return []river.InsertManyParams{{
		Args:       wake{id, version},
		InsertOpts: &river.InsertOpts{ScheduledAt: at, UniqueOpts: river.UniqueOpts{ByArgs: true}},
	}}
}

// job returns the job for a claim's next instant. If nothing is expected, it
// returns none.
func (q *queue) job(claim *claims.Claim) ([]river.InsertManyParams, error) {
	at := q.now()
	next, err := agenda.Of(claim, at, q.settings)
	switch {
	case err != nil:
		return nil, err
	case next.Expire, next.Due != nil:
	case next.Next.IsZero():
		return nil, nil
	default:
		at = next.Next
	}
	return wakeAt(claim.ID(), claim.Version(), at), nil
}

// adopt makes the jobs of the waiting claims that were saved without one, for
// example by a host that used a sweep until now. It returns the number of
// claims. It can be repeated, because an existing job is not made again.
func (q *queue) adopt(ctx context.Context) (made int, err error) {
	query := store.Query{Key: store.AttentionKey}
	for claim, err := range q.desk.List(ctx, query) {
		var one *store.ClaimError
		switch {
		case claim == nil && errors.As(err, &one):
			continue // the claim cannot be read; call adopt again after its repair
		case err != nil && !errors.As(err, &one):
			return made, err
		}
		job, err := q.job(claim)
		if err == nil && len(job) > 0 {
			_, err = q.jobs.InsertMany(ctx, job)
		}
		if err != nil {
			return made, err
		}
		made += len(job)
	}
	return made, nil
}

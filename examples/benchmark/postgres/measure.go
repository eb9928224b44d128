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

	"golang.org/x/sync/errgroup"

	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/examples/postgres/cluster"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/mci/catalog"
)

// A workload is one piece of work that is measured.
type workload struct {
	name   string
	target string
	rounds int
	// query is the first list that the workload asks for. Its plan is shown.
	query store.Query
	// do does the work and returns the number of claims that it yields.
	do func(context.Context, *desk.Desk) (int, error)
}

// The queries for the first page of a desk's lists.
var (
	dueNow   = store.Query{Key: store.ExpiresKey, Until: sample.Now, ByKey: true, Most: 100}
	dueSoon  = store.Query{Key: store.ExpiresKey, Until: sample.Now.AddDate(0, 0, 8), AfterKey: sample.Now, ByKey: true, Most: 100}
	byExpiry = store.Query{Key: store.ExpiresKey, ByKey: true, Most: 50}
)

// workloads are measured in this order. The sweep is last, because it changes
// the claims.
var workloads = []workload{
	{"the 50 most urgent", "at most 5 ms", 21, byExpiry, func(ctx context.Context, d *desk.Desk) (int, error) {
		items, _, err := register.MostUrgent(ctx, d, store.Query{}, sample.Now, 50)
		return len(items), err
	}},
	{"reminders of 5 days", "", 3, dueSoon, func(ctx context.Context, d *desk.Desk) (found int, err error) {
		for _, err := range register.Reminders(ctx, d, store.Query{}, sample.Now, 5) {
			if err != nil {
				return found, err
			}
			found++
		}
		return found, nil
	}},
	{"sweep", "at most 1 s of processor at 1,000,000", 1, dueNow, func(ctx context.Context, d *desk.Desk) (swept int, err error) {
		for _, err := range d.Sweep(ctx, store.Query{}, sample.Now) {
			if err != nil {
				return swept, err
			}
			swept++
		}
		return swept, nil
	}},
}

// A figure is the median over the rounds of a workload.
type figure struct {
	claims         int
	clock          time.Duration
	client, server time.Duration
}

// compare fills a new schema with claims, measures all workloads and prints
// them.
func compare(ctx context.Context, many int, stdout, stderr io.Writer) (err error) {
	server, err := cluster.Start(ctx, "shared_buffers=1GB", "max_wal_size=8GB", "autovacuum=off")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	address, drop, err := server.Schema(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, drop()) }()
	s, err := postgres.Open(ctx, address)
	if err != nil {
		return err
	}
	defer s.Close()
	card, err := catalog.Public()
	if err != nil {
		return err
	}
	begin := time.Now()
	if err := fill(ctx, s, card, many, stderr); err != nil {
		return err
	}
	if err := server.Run(ctx, "VACUUM ANALYZE"); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%d open claims, opened in %.0f s; one in a hundred is due, one more within a week\n\n", many, time.Since(begin).Seconds())
	return measureAll(ctx, server, s, desk.New(s, card), stdout)
}

// measureAll prints a row for each workload, and then the plans.
func measureAll(ctx context.Context, server *cluster.Cluster, s *postgres.Store, d *desk.Desk, stdout io.Writer) error {
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "workload\tclaims\ttime\tprocessor\tof the server\ttarget")
	var plans []string
	for _, w := range workloads {
		plan, err := s.Explain(ctx, w.query, true)
		if err != nil {
			return err
		}
		plans = append(plans, fmt.Sprintf("\n%s, first page:\n%s", w.name, plan))
		f, err := w.measure(ctx, server, d)
		if err != nil {
			return fmt.Errorf("%s: %w", w.name, err)
		}
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\t%s\n", w.name, f.claims, short(f.clock), short(f.client), short(f.server), w.target)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, plan := range plans {
		fmt.Fprintln(stdout, plan)
	}
	fmt.Fprintln(stdout)
	return nil
}

func short(d time.Duration) string { return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000) }

// measure returns the round with the median time. If there are several rounds,
// the first one is a warm-up and is left out.
func (w *workload) measure(ctx context.Context, server *cluster.Cluster, d *desk.Desk) (figure, error) {
	var rounds []figure
	for range w.rounds {
		client, _ := processorTime()
		other, _ := server.Processor()
		begin := time.Now()
		found, err := w.do(ctx, d)
		if err != nil {
			return figure{}, err
		}
		f := figure{claims: found, clock: time.Since(begin)}
		clientEnd, _ := processorTime()
		otherEnd, _ := server.Processor()
		f.client, f.server = clientEnd-client, otherEnd-other
		rounds = append(rounds, f)
	}
	if len(rounds) > 1 {
		rounds = rounds[1:]
	}
	slices.SortFunc(rounds, func(a, b figure) int { return cmp.Compare(a.clock, b.clock) })
	return rounds[len(rounds)/2], nil
}

// batchSize is the number of claims that are opened in one transaction.
const batchSize = 1000

// fill opens the claims in batches, two at a time.
func fill(ctx context.Context, s *postgres.Store, card *catalog.Catalog, many int, stderr io.Writer) error {
	var saved atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(2)
	for first := 0; first < many; first += batchSize {
		group.Go(func() error {
			var changes []store.Change
			for n := first; n < min(first+batchSize, many); n++ {
				change, err := sample.Spread(card, n)
				if err != nil {
					return err
				}
				changes = append(changes, change)
			}
			err := s.SaveAll(ctx, changes)
			if n := saved.Add(int64(len(changes))); n%(100*batchSize) == 0 {
				fmt.Fprintf(stderr, "opened %d claims\n", n)
			}
			return err
		})
	}
	return group.Wait()
}

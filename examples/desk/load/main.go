// Load lets many people work with the desk at once, over TCP, and prints how
// long they wait. For each page it prints the median, the 99th percentile, the
// slowest answer and the bytes, and for the desk the live heap early and at the
// end.
//
//	go run -C examples ./desk/load -for 10m
//
// Each person asks for one page after the other, with a pause between. Of ten
// requests, six are lists, three are one claim, and one is a command. The desk
// is a process of its own, which runs on SQLite first and then on PostgreSQL.
// If POSTGRES_URL is set, it names the server. Otherwise load starts a server
// itself, and says so if it cannot.
//
// The status is 1 if an answer failed, if 99 of 100 pages took longer than
// -most, or if the heap at the end is more than 1.2 times as large as it was
// after two minutes.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/mci-go/incentives/examples/postgres/cluster"
)

// Exit statuses.
const (
	done    = 0
	failed  = 1
	invalid = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

// settings are the values of the flags.
type settings struct {
	claims, customers, people int
	pause, lasts, most        time.Duration
	program                   string
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var s settings
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.IntVar(&s.claims, "claims", 50_000, "the `NUMBER` of claims")
	flags.IntVar(&s.customers, "customers", 100_000, "the `NUMBER` of customers")
	flags.IntVar(&s.people, "people", 200, "the `NUMBER` of people at once")
	flags.DurationVar(&s.pause, "pause", 5*time.Second, "the `TIME` from one page of a person to the next")
	flags.DurationVar(&s.lasts, "for", 2*time.Minute, "work for a `TIME` on each database")
	flags.DurationVar(&s.most, "most", 100*time.Millisecond, "the `TIME` in which 99 of 100 pages have to be answered")
	flags.StringVar(&s.program, "desk", "", "run the desk in `FILE` (default: build it)")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return done
	} else if err != nil {
		return invalid
	}
	if s.claims < 6 || s.customers < 1 || s.people < 1 || s.pause <= 0 || s.lasts <= 0 || s.most <= 0 {
		fmt.Fprintln(stderr, "load: wanted are at least 6 claims, 1 customer and 1 person, and times above 0")
		return invalid
	}
	kept, err := s.onEach(ctx, stdout)
	switch {
	case err != nil:
		fmt.Fprintf(stderr, "load: %v\n", err)
		return failed
	case !kept:
		return failed
	default:
		return done
	}
}

// onEach measures on SQLite and then on PostgreSQL. It reports whether both
// stayed within the bounds.
func (s *settings) onEach(ctx context.Context, stdout io.Writer) (kept bool, err error) {
	folder, err := os.MkdirTemp("", "desk-load-")
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	if s.program == "" {
		s.program = filepath.Join(folder, "desk")
		if err := build(ctx, s.program); err != nil {
			return false, err
		}
	}
	kept, err = s.on(ctx, stdout, "SQLite", filepath.Join(folder, "claims.db"), folder)
	if err != nil {
		return false, err
	}
	server, err := cluster.Start(ctx)
	if errors.Is(err, cluster.ErrNone) {
		fmt.Fprintf(stdout, "SKIPPED on PostgreSQL: %v\n", err)
		return kept, nil
	}
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	address, drop, err := server.Schema(ctx)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, drop()) }()
	also, err := s.on(ctx, stdout, "PostgreSQL", address, folder)
	return kept && also, err
}

// on measures on one database.
func (s *settings) on(ctx context.Context, stdout io.Writer, name, db, folder string) (kept bool, err error) {
	ids, err := s.fill(ctx, db)
	if err != nil {
		return false, err
	}
	partner := filepath.Join(folder, "partner.json")
	if err := s.writePartner(partner); err != nil {
		return false, err
	}
	d, err := start(ctx, s.program, folder, "-demo", "-db", db, "-partner", partner, "-mails", filepath.Join(folder, name+"-mails"))
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, d.stop()) }()
	m, err := s.work(ctx, d, ids)
	if err != nil {
		return false, err
	}
	fmt.Fprintf(stdout, "%s: %d claims, %d customers, %d people, a page every %s, for %s\n\n", name, s.claims, s.customers, s.people, s.pause, s.lasts)
	return m.print(stdout, s.most), nil
}

// Postgres measures the store over PostgreSQL at the sizes of the design. It
// measures a sweep, a run of reminders and the 50 most urgent claims. One in a
// hundred of the open claims is due.
//
// It prints one table, and for each list the plan by which PostgreSQL reads its
// first page. With -durable it measures durable commands on 8 connections, and
// a bare read and write of the same rows. The targets are only information, so
// the program does not fail if a time is too long. If there is no server, it
// says so and ends with status 0.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/mci-go/incentives/examples/postgres/cluster"
)

// Exit statuses.
const (
	done    = 0
	failed  = 1
	invalid = 2
)

func main() { os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr)) }

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("postgres", flag.ContinueOnError)
	flags.SetOutput(stderr)
	text := flags.String("claims", "10000", "how many claims to measure with: one `NUMBER`, or several with commas between, such as 100000,1000000")
	lasts := flags.Duration("durable", 0, "measure durable commands instead, in rounds of this `TIME`, such as 5s")
	safe := flags.Bool("fsync", false, "with -durable, wait for the disk at each commit, as a server for real data does")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return done
		}
		return invalid
	}
	sizes, err := parseSizes(*text)
	if err != nil {
		fmt.Fprintf(stderr, "postgres: -claims %s: %v\n", *text, err)
		return invalid
	}
	work := func() error {
		for _, many := range sizes {
			if err := compare(ctx, many, stdout, stderr); err != nil {
				return err
			}
		}
		return nil
	}
	if *lasts > 0 {
		work = func() error { return durable(ctx, *lasts, stdout, commits(*safe)...) }
	}
	switch err := work(); {
	case errors.Is(err, cluster.ErrNone):
		fmt.Fprintln(stdout, "SKIPPED:", err)
	case err != nil:
		fmt.Fprintf(stderr, "postgres: %v\n", err)
		return failed
	}
	return done
}

// commits returns the settings of a server. If safe is true, the server waits
// for the disk.
func commits(safe bool) []string {
	if !safe {
		return nil
	}
	return []string{"fsync=on", "synchronous_commit=on", "full_page_writes=on"}
}

// mostClaims is the largest number of claims, because the IDs have no more
// digits.
const mostClaims = 99_999_999

func parseSizes(text string) (sizes []int, err error) {
	for one := range strings.SplitSeq(text, ",") {
		many, err := strconv.Atoi(one)
		if err != nil || many < 1 || many > mostClaims {
			return nil, fmt.Errorf("found %q, want a number from 1 to %d", one, mostClaims)
		}
		sizes = append(sizes, many)
	}
	return sizes, nil
}

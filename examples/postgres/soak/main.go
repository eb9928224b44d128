// Soak puts one database under the load of many programs, kills programs and
// connections at random, and then counts. It replays every history, and looks
// for every command that was done. Every entry of the outbox must have been
// delivered.
//
//	go run -C examples ./postgres/soak -for 10m
//
// It starts writers and relays as programs of their own. If POSTGRES_URL is
// set, it names the server. Otherwise soak makes a cluster of its own. If it
// cannot, it says so and ends with status 0. The status is 1 if anything is
// lost, doubled, torn or out of order.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
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
	lasts    time.Duration
	programs int
	pause    time.Duration
	// The settings of a program that soak starts.
	work, db, to, name string
	number             int
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	var s settings
	flags := flag.NewFlagSet("soak", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.DurationVar(&s.lasts, "for", 20*time.Second, "how long to put the database under load")
	flags.IntVar(&s.programs, "programs", 8, "how many programs to run at the same time, two of them relays")
	flags.DurationVar(&s.pause, "pause", 300*time.Millisecond, "the mean time from one fault to the next")
	flags.StringVar(&s.work, "work", "", "for soak itself: the work of a program that it starts, writer or relay")
	flags.StringVar(&s.db, "db", "", "for soak itself: the database of that program")
	flags.StringVar(&s.to, "to", "", "for soak itself: the receiver of that program")
	flags.StringVar(&s.name, "name", "", "for soak itself: the name of that program")
	flags.IntVar(&s.number, "number", 0, "for soak itself: the number of that program")
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return done
		}
		return invalid
	}
	var err error
	switch {
	case s.work == writer:
		err = s.write(ctx, stdout)
	case s.work == relay:
		err = s.deliver(ctx)
	case s.work != "" || s.programs <= relays || s.lasts <= 0 || s.pause <= 0:
		fmt.Fprintf(stderr, "soak: found -programs %d -for %s -pause %s, want more than %d programs and times above 0\n", s.programs, s.lasts, s.pause, relays)
		return invalid
	default:
		err = s.soak(ctx, stdout, stderr)
	}
	switch {
	case errors.Is(err, cluster.ErrNone):
		fmt.Fprintln(stdout, "SKIPPED:", err)
	case err != nil:
		fmt.Fprintf(stderr, "soak: %v\n", err)
		return failed
	}
	return done
}

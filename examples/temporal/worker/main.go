// Worker runs the workflows of claims and their activities, over the store that
// a flag names. Start as many workers as the load needs, on one machine or on
// several. All of them take tasks from one queue.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/worker"

	"github.com/mci-go/incentives/examples/agenda"
	"github.com/mci-go/incentives/examples/catalogfile"
	"github.com/mci-go/incentives/examples/temporal/follow"
	"github.com/mci-go/incentives/examples/temporal/internal/database"
	"github.com/mci-go/incentives/examples/temporal/rules"
	"github.com/mci-go/incentives/examples/temporal/send"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1)
	}
}

// options are the values of the flags.
type options struct {
	address, namespace, queue, database, catalog string
	indexed                                      bool
	settings                                     agenda.Settings
}

func parse(args []string) (o options, err error) {
	flags := flag.NewFlagSet("worker", flag.ContinueOnError)
	flags.StringVar(&o.address, "address", client.DefaultHostPort, "Temporal is at `HOST:PORT`")
	flags.StringVar(&o.namespace, "namespace", client.DefaultNamespace, "the `NAMESPACE` of the workflows")
	flags.StringVar(&o.queue, "queue", send.Queue, "take tasks from the `QUEUE`")
	flags.StringVar(&o.database, "db", "claims.db", "keep the claims in `FILE`, or in a database at postgres://…")
	flags.StringVar(&o.catalog, "catalog", "", "use the catalog in `FILE` instead of the public one")
	flags.BoolVar(&o.indexed, "indexed", false, "the namespace has the search attributes")
	flags.DurationVar(&o.settings.Grace, "grace", agenda.DefaultGrace, "wait so `LONG` after a window for commands on their way; -1ns for no time")
	flags.Func("reminders", "remind so many `DAYS` before a last day (default 14,7,1)", func(text string) error {
		o.settings.Reminders = []int{}
		for part := range strings.SplitSeq(text, ",") {
			days, err := strconv.Atoi(strings.TrimSpace(part))
			if err != nil {
				return err
			}
			o.settings.Reminders = append(o.settings.Reminders, days)
		}
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return o, err
	}
	if flags.NArg() > 0 {
		return o, fmt.Errorf("unexpected argument %q", flags.Arg(0))
	}
	return o, o.settings.Check()
}

// run runs a worker until the context ends.
func run(ctx context.Context, args []string, out io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	card, err := catalogfile.Load(o.catalog)
	if err != nil {
		return err
	}
	store, closeStore, err := database.Open(ctx, o.database)
	if err != nil {
		return err
	}
	defer closeStore() //nolint:errcheck // because every change was committed when it was saved
	connection, err := client.DialContext(ctx, client.Options{HostPort: o.address, Namespace: o.namespace, Logger: log.NewStructuredLogger(slog.Default())})
	if err != nil {
		return err
	}
	defer connection.Close()
	activities := &rules.Activities{
		Host: rules.NewHost(store, card), Settings: o.settings, Teller: &printer{out: out},
		Starter: &send.Sender{Client: connection, Queue: o.queue, Settings: follow.Settings{Indexed: o.indexed}},
	}
	w := worker.New(connection, o.queue, worker.Options{WorkerStopTimeout: 10 * time.Second})
	rules.Register(w, activities)
	interrupted := make(chan any)
	stop := context.AfterFunc(ctx, func() { close(interrupted) })
	defer stop()
	return w.Run(interrupted)
}

// A printer prints each notice as a line of JSON. A host would send a mail
// instead.
type printer struct {
	mu  sync.Mutex
	out io.Writer
}

// Tell implements [rules.Teller].
func (p *printer) Tell(_ context.Context, key string, notice json.RawMessage) error {
	line, err := json.Marshal(struct {
		Key    string          `json:"key"`
		Notice json.RawMessage `json:"notice"`
	}{key, notice})
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	_, err = fmt.Fprintf(p.out, "%s\n", line)
	return err
}

// River expires claims at the instant of their deadline and sends reminders. It
// uses the jobs of riverqueue/river, a queue in the same PostgreSQL database. A
// change of a claim and the job for its next instant are saved in one
// transaction, so there is never one without the other. CPOR associations have
// no job, because a sweep expires them. See the README.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/mci-go/incentives/examples/agenda"
	"github.com/mci-go/incentives/examples/catalogfile"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "river:", err)
		os.Exit(1)
	}
}

// run works on jobs until the context ends.
func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("river", flag.ContinueOnError)
	address := flags.String("db", "", "the claims are in the database at `ADDRESS`, such as postgres://user@host/name")
	file := flags.String("catalog", "", "use the catalog in `FILE` instead of the public one")
	adopt := flags.Bool("adopt", false, "first make the jobs of the claims that another program has stored")
	if err := flags.Parse(args); err != nil {
		return err
	}
	card, err := catalogfile.Load(*file)
	if err != nil {
		return err
	}
	q, err := open(ctx, *address, card, agenda.Settings{}, &printer{out: out}, time.Now)
	if err != nil {
		return err
	}
	defer q.Close()
	if *adopt {
		made, err := q.adopt(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(out, "%d claims have a job\n", made)
	}
	if err := q.jobs.Start(ctx); err != nil {
		return err
	}
	<-ctx.Done()
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	return q.jobs.Stop(ending)
}

// A printer prints each notice as a line of JSON. A host would send a mail
// instead.
type printer struct {
	mu  sync.Mutex
	out io.Writer
}

func (p *printer) tell(_ context.Context, notice *agenda.Notice) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	return json.NewEncoder(p.out).Encode(struct {
		Key    string         `json:"key"`
		Notice *agenda.Notice `json:"notice"`
	}{notice.Key(), notice})
}

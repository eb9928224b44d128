package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/mci"
)

// program holds the values of the flags.
type program struct {
	out, err io.Writer
	// started says that the command line was valid.
	started bool
	db      string
	name    string
	to      string
	system  string
	binary  bool
	token   string
	options outbox.Options
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use:               "relay",
		Short:             "Delivers the history of claims to another system",
		SilenceErrors:     true,
		SilenceUsage:      true,
		CompletionOptions: cobra.CompletionOptions{DisableDefaultCmd: true},
	}
	flags := root.PersistentFlags()
	flags.StringVar(&p.db, "db", "", "the database of the claims: a file of SQLite, or an address such as postgres://user@host/name")
	flags.StringVar(&p.name, "name", "main", "the name of the relay; relays of different names deliver independently")
	root.AddCommand(p.run(), p.letters(), p.again(), p.drop())
	return root
}

func (p *program) run() *cobra.Command {
	run := &cobra.Command{
		Use:   "run",
		Short: "Delivers entries until it is stopped; any number may be started, and one works",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			p.started = true
			return p.deliver(cmd.Context())
		},
	}
	flags := run.Flags()
	flags.StringVar(&p.to, "to", "", "the address of the receiver, which begins with https://")
	flags.StringVar(&p.system, "source", "", "the name of your system in each event: a URI or a path such as /fabrikam/incentives")
	flags.BoolVar(&p.binary, "binary", false, "write attributes into headers (binary mode) instead of one JSON object")
	flags.StringVar(&p.token, "token", "", "a file with the bearer token, which is read for each request")
	flags.IntVar(&p.options.Parallel, "parallel", 0, "how many events are sent at the same time (default 8)")
	flags.DurationVar(&p.options.Poll, "poll", 0, "how often to look for entries (default 1s)")
	flags.DurationVar(&p.options.Lease, "lease", 0, "how long others wait for a relay that was killed (default 15s)")
	flags.DurationVar(&p.options.Patience, "patience", 0, "how long to send an event again on which the receiver fails (default 10m)")
	for _, name := range []string{"to", "source"} {
		_ = run.MarkFlagRequired(name) // it only fails if there is no such flag
	}
	return run
}

func (p *program) deliver(ctx context.Context) error {
	var settings outbox.HTTPOptions
	if p.binary {
		settings.Mode = outbox.Binary
	}
	if p.token != "" {
		settings.Token = func(context.Context) (string, error) {
			data, err := os.ReadFile(p.token)
			return strings.TrimSpace(string(data)), err
		}
	}
	receiver, err := outbox.NewHTTP(p.to, settings)
	if err != nil {
		return mci.At("to", err)
	}
	d, err := open(ctx, p.db, p.name)
	if err != nil {
		return err
	}
	defer d.close()
	source, err := outbox.Claims(d.tail, p.system)
	if err != nil {
		return err
	}
	var mu sync.Mutex
	p.options.Holder, p.options.Wake = rand.Text(), d.wakes
	p.options.Report = func(err error) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(p.err, "%s %v\n", time.Now().UTC().Format(time.RFC3339), err)
	}
	relay, err := outbox.NewRelay(source, d.book, receiver, p.options)
	if err != nil {
		return err
	}
	return relay.Run(ctx)
}

// pageLetters is the number of letters that are read at once.
const pageLetters = 500

func (p *program) letters() *cobra.Command {
	return &cobra.Command{
		Use:   "letters",
		Short: "Lists the events that were not delivered",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.with(cmd.Context(), func(book outbox.Book) error {
				table := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
				fmt.Fprintln(table, "number\tevent\tattempts\tsince\twhy")
				for after := int64(0); ; {
					page, err := book.Letters(cmd.Context(), after, false, pageLetters)
					if err != nil {
						return err
					}
					for _, l := range page {
						fmt.Fprintf(table, "%d\t%s\t%d\t%s\t%s\n", l.Number, name(&l), l.Attempts, l.At.Format(time.RFC3339), why(&l))
						after = l.Number
					}
					if len(page) < pageLetters {
						return table.Flush()
					}
				}
			})
		},
	}
}

// name returns the ID of a letter's event. If its entry cannot be read, it
// returns the ID of the claim.
func name(l *outbox.Letter) string {
	if l.Event == "" {
		return strconv.Quote(l.Subject + "/?")
	}
	return strconv.Quote(l.Event)
}

func why(l *outbox.Letter) string {
	reason := l.Reason
	if reason == "" {
		reason = "waits for the letters of its claim"
	}
	if l.Again {
		reason += "; will be sent again"
	}
	return reason
}

func (p *program) again() *cobra.Command {
	return &cobra.Command{
		Use:   "again CLAIM",
		Short: "Has the relay send the letters of a claim again",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.with(cmd.Context(), func(book outbox.Book) error { return book.Again(cmd.Context(), args[0]) })
		},
	}
}

func (p *program) drop() *cobra.Command {
	return &cobra.Command{
		Use:   "drop NUMBER",
		Short: "Removes a letter, so that its event is never delivered and those behind it are",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			number, err := strconv.ParseInt(args[0], 10, 64)
			if err != nil {
				return mci.Invalid("number", args[0], "the number of a letter")
			}
			return p.with(cmd.Context(), func(book outbox.Book) error { return book.Drop(cmd.Context(), number) })
		},
	}
}

// with calls f with the relay's book.
func (p *program) with(ctx context.Context, f func(outbox.Book) error) error {
	p.started = true
	d, err := open(ctx, p.db, p.name)
	if err != nil {
		return err
	}
	defer d.close()
	return f(d.book)
}

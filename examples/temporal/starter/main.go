// Starter starts the workflows of claims, and sends messages and queries to
// them. A host would do this in its web pages and jobs.
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
	"time"

	"go.temporal.io/sdk/client"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/temporal/follow"
	"github.com/mci-go/incentives/examples/temporal/send"
	"github.com/mci-go/incentives/mci"
)

const usage = `starter starts the workflows of claims, tells them what happened, and asks them.

  starter [flags] follow CLAIM…              start the workflow of each claim, unless it runs
  starter [flags] do CLAIM EVENT [JSON]      send a command, such as: do claim-1 "send consent" '{"dealSize":{"amount":"25000","currency":"USD"}}'
  starter [flags] observe CLAIM STATUS       send the status that Partner Center shows
  starter [flags] changed CLAIM              say that another program has changed the claim
  starter [flags] show CLAIM                 print its status, its next steps and the latest answers
  starter [flags] schedule                   start a sweep at every interval, as a safety net

`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Args[1:], os.Stdout, dial)
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "starter:", err)
		os.Exit(1)
	}
}

func dial(ctx context.Context, o *options) (client.Client, error) {
	return client.DialContext(ctx, client.Options{HostPort: o.address, Namespace: o.namespace})
}

// options are the values of the flags.
type options struct {
	address, namespace, queue string
	key, at, actor, user      string
	every                     time.Duration
	settings                  follow.Settings
	args                      []string
}

func parse(args []string) (*options, error) {
	o := &options{}
	flags := flag.NewFlagSet("starter", flag.ContinueOnError)
	flags.Usage = func() {
		fmt.Fprint(flags.Output(), usage)
		flags.PrintDefaults()
	}
	flags.StringVar(&o.address, "address", client.DefaultHostPort, "Temporal is at `HOST:PORT`")
	flags.StringVar(&o.namespace, "namespace", client.DefaultNamespace, "the `NAMESPACE` of the workflows")
	flags.StringVar(&o.queue, "queue", send.Queue, "the `QUEUE` of the workers")
	flags.BoolVar(&o.settings.Indexed, "indexed", false, "the namespace has the search attributes")
	flags.StringVar(&o.key, "key", "", "the idempotency `KEY` of a command or an observation; required for both")
	flags.StringVar(&o.at, "at", "", "the `INSTANT` at which it happened, such as 2022-11-10T09:00:00Z (default now)")
	flags.StringVar(&o.actor, "actor", claims.Partner.String(), "the `ACTOR` of a command: partner, customer, microsoft or system")
	flags.StringVar(&o.user, "user", "", "the partner's `USER`, who has the role Incentives user")
	flags.DurationVar(&o.every, "every", time.Hour, "the time between two sweeps")
	err := flags.Parse(args)
	o.args = flags.Args()
	return o, err
}

// A verb is one of the program's commands.
type verb struct {
	least, most int // arguments
	work        func(context.Context, *send.Sender, *options, io.Writer) error
}

var verbs = map[string]verb{
	"follow":   {1, 1000, followAll},
	"do":       {2, 3, do},
	"observe":  {2, 2, observe},
	"changed":  {1, 1, changed},
	"show":     {1, 1, show},
	"schedule": {0, 0, schedule},
}

func run(ctx context.Context, args []string, out io.Writer, dial func(context.Context, *options) (client.Client, error)) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	if len(o.args) == 0 {
		return errors.New("no command; see starter -help")
	}
	v, known := verbs[o.args[0]]
	o.args = o.args[1:]
	if n := len(o.args); !known || n < v.least || n > v.most {
		return errors.New("an unknown command, or other arguments than it takes; see starter -help")
	}
	connection, err := dial(ctx, o)
	if err != nil {
		return err
	}
	defer connection.Close()
	return v.work(ctx, &send.Sender{Client: connection, Queue: o.queue, Settings: o.settings}, o, out)
}

// claim returns the claim that the first argument names.
func (o *options) claim() claims.ID { return claims.ID(o.args[0]) }

// meta returns the meta of a command. The program is its receiver, so the
// instant of its receipt is now.
func (o *options) meta() (claims.Meta, error) {
	now := time.Now().UTC()
	meta := claims.Meta{At: now, Received: now, Key: o.key}
	if o.at != "" {
		at, err := time.Parse(time.RFC3339Nano, o.at)
		if err != nil {
			return claims.Meta{}, mci.Invalid("at", o.at, "an instant such as 2022-11-10T09:00:00Z")
		}
		meta.At = at
	}
	if meta.Actor.UnmarshalText([]byte(o.actor)) != nil {
		return claims.Meta{}, mci.Invalid("actor", o.actor, "partner, customer, microsoft or system")
	}
	if meta.Actor == claims.Partner {
		meta.User, meta.Role = mci.UserID(o.user), mci.IncentivesUser
	}
	return meta, nil
}

func followAll(ctx context.Context, s *send.Sender, o *options, out io.Writer) error {
	for _, id := range o.args {
		if err := s.Follow(ctx, claims.ID(id)); err != nil {
			return err
		}
		fmt.Fprintf(out, "%s is followed\n", id)
	}
	return nil
}

func do(ctx context.Context, s *send.Sender, o *options, out io.Writer) error {
	meta, err := o.meta()
	if err != nil {
		return err
	}
	var event claims.Event
	if event.UnmarshalText([]byte(o.args[1])) != nil {
		return mci.Invalid("event", o.args[1], "the event of a command, such as "+claims.CustomerAccepts.String())
	}
	body := "{}"
	if len(o.args) > 2 {
		body = o.args[2]
	}
	command, err := claims.ReadCommand(event, []byte(body))
	if err != nil {
		return err
	}
	if err := s.Do(ctx, o.claim(), command, meta); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: sent under the key %s; the answer is among those of show\n", o.claim(), o.key)
	return nil
}

func observe(ctx context.Context, s *send.Sender, o *options, out io.Writer) error {
	o.actor = claims.PartnerCenter.String()
	meta, err := o.meta()
	if err != nil {
		return err
	}
	if err := s.Observe(ctx, o.claim(), claims.ReadStatus(o.args[1]), meta); err != nil {
		return err
	}
	fmt.Fprintf(out, "%s: sent under the key %s; the answer is among those of show\n", o.claim(), o.key)
	return nil
}

func changed(ctx context.Context, s *send.Sender, o *options, _ io.Writer) error {
	return s.Changed(ctx, o.claim())
}

func show(ctx context.Context, s *send.Sender, o *options, out io.Writer) error {
	status, err := s.Status(ctx, o.claim())
	if err != nil {
		return err
	}
	steps, err := s.NextSteps(ctx, o.claim())
	if err != nil {
		return err
	}
	answers, err := s.Answers(ctx, o.claim())
	if err != nil {
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetIndent("", "  ")
	return encoder.Encode(struct {
		Status    follow.Status   `json:"status"`
		NextSteps []follow.Step   `json:"nextSteps"`
		Answers   []follow.Answer `json:"answers"`
	}{status, steps, answers})
}

func schedule(ctx context.Context, s *send.Sender, o *options, out io.Writer) error {
	if err := s.Schedule(ctx, o.every); err != nil {
		return err
	}
	fmt.Fprintln(out, "the sweep is scheduled")
	return nil
}

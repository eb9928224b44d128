// Package pages serves the pages of the desk. A program calls [Run], as the
// desk does, and as tracker does for its own claims.
package pages

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/mci-go/incentives/mci"
)

// Exit statuses of [Run].
const (
	Stopped = 0
	Failed  = 1 // something could not be opened, read or written
	Invalid = 2 // a flag, the catalog or the partner's file is malformed
)

// An order holds the values of the command line.
type order struct {
	access
	delivery
	db, catalog, partner, user, mails, keys string
	deals, discovery, holidays              string
	metrics                                 string // the address for Prometheus, or empty
	demo                                    bool
	reminders                               int // the number of times that a customer is reminded
	log                                     *slog.Logger
}

// check returns an error for the first setting that is malformed or contradicts
// another one.
func (o *order) check() error {
	switch {
	case o.issuer != "" && o.user != "":
		return mci.Invalid("user", o.user, "nothing beside -issuer, since people sign in")
	case o.issuer != "" && o.roles == string(fromFile) && o.partner == "" && !o.demo:
		return mci.Invalid("partner", "", "the file with your users, or else -roles token")
	case o.reminders < 0 || o.reminders > mostReminders:
		return mci.Invalid("reminders", strconv.Itoa(o.reminders), "a number from 0 to "+strconv.Itoa(mostReminders))
	case o.issuer == "" && o.metrics != "" && loopbackOf("metrics", o.metrics) != nil:
		return loopbackOf("metrics", o.metrics)
	default:
		if err := o.access.check(); err != nil {
			return err
		}
		return o.delivery.check(o)
	}
}

// Run serves the pages by the flags of the desk, which -h lists, until the
// context ends, and returns the exit status. When the context ends, running
// requests are finished first. It prints the address of the pages on stderr,
// and logs there.
func Run(ctx context.Context, args []string, stderr io.Writer, now func() time.Time) int {
	var o order
	flags := flag.NewFlagSet("desk", flag.ContinueOnError)
	flags.SetOutput(stderr)
	o.access.flags(flags)
	o.delivery.flags(flags)
	flags.StringVar(&o.db, "db", "", "keep the claims in `PLACE`: a file, or a PostgreSQL database by its address, postgres://... (default desk.db, or with -demo desk-demo.db)")
	flags.StringVar(&o.catalog, "catalog", "", "use the catalog in `FILE` instead of the public one")
	flags.StringVar(&o.holidays, "holidays", "", "leave out the days in `FILE` when business days are counted, for associations: a day such as 2022-12-26 a line, and what it is")
	flags.StringVar(&o.partner, "partner", "", "read the company, its users, locations and customers from `FILE`; with -demo they are made up")
	flags.StringVar(&o.user, "user", "", "be the user with the `ID` (default the first of the partner's file)")
	flags.StringVar(&o.mails, "mails", "", "keep the mails and all else that is not in the database in `FOLDER`, which belongs to one database (default beside the file of claims, under its name with .data)")
	flags.StringVar(&o.keys, "keys", "", "keep the key of the consent links in `FILE` (default beside the mails, in link.key)")
	flags.StringVar(&o.metrics, "metrics", "", "serve figures for Prometheus at http://`ADDRESS`/metrics, without sign-in, so that the address should be of the loopback interface or of an inner network")
	flags.StringVar(&o.deals, "deals", "", "show the referrals of `FILE`, which partnercenter/deals keeps (default beside the mails, in deals.json)")
	flags.StringVar(&o.discovery, "discovery", "", "look for the tenant of a customer's domain by OpenID discovery at `URL`, such as https://login.microsoftonline.com")
	flags.IntVar(&o.reminders, "reminders", standardReminders, "remind a customer of one request at most `N` times, and correct the address as often; no document says a limit")
	flags.BoolVar(&o.demo, "demo", false, "show a made-up partner in March 2023, with claims in every status if the place holds none")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return Stopped
	} else if err != nil {
		return Invalid
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "desk: %v\n", mci.Invalid("arguments", flags.Arg(0), "flags only; this and whatever follows would not be read"))
		return Invalid
	}
	o.log = slog.New(slog.NewJSONHandler(stderr, nil))
	err := serve(ctx, &o, stderr, now)
	switch {
	case err == nil:
		return Stopped
	case errors.Is(err, mci.ErrInvalid):
		fmt.Fprintf(stderr, "desk: %v\n", err)
		return Invalid
	default:
		fmt.Fprintf(stderr, "desk: %v\n", err)
		return Failed
	}
}

// greet tells the address of the site and its users. In development mode it
// prints them for a person, and otherwise it logs them.
func (s *site) greet(w io.Writer) {
	if s.signIn == nil {
		fmt.Fprintf(w, "desk: %s/ as %s. DEVELOPMENT MODE: nobody signs in.\n", s.mail.public, s.user.ID)
		return
	}
	s.log.Info("serving", "public", s.signIn.public.String(), "issuer", s.signIn.issuer)
}

// serve serves the pages until the context ends, and then lets running requests
// finish.
func serve(ctx context.Context, o *order, stderr io.Writer, now func() time.Time) (err error) {
	if err := o.check(); err != nil {
		return err
	}
	s, shown, err := prepare(o, now)
	if err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.listen)
	if err != nil {
		return err
	}
	if err := s.begin(ctx, o, shown, now); err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if err := s.follow(ctx); err != nil { // so that no request waits for the first look at all claims
		return errors.Join(err, listener.Close())
	}
	if s.signIn == nil {
		s.mail.public = &url.URL{Scheme: "http", Host: listener.Addr().String()}
	}
	closeMetrics, err := s.serveMetrics(ctx, o.metrics)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	server := s.server(s.reached(), standardPatience)
	s.greet(stderr)
	err = serveUntil(ctx, server, standardPatience.stop, func() error { return o.serveOn(server, listener) })
	if err = errors.Join(err, closeMetrics()); err == nil {
		s.log.InfoContext(ctx, "stopped")
	}
	return err
}

// serveMetrics serves the metrics for Prometheus at an address. If the address
// is empty, it does nothing. It returns a function that stops the server.
func (s *site) serveMetrics(ctx context.Context, address string) (end func() error, err error) {
	if address == "" {
		return func() error { return nil }, nil
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	handler := s.meter.handler()
	if s.signIn == nil { // as for the pages
		handler = atLoopback(handler)
	}
	server := s.server(handler, standardPatience)
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			s.log.ErrorContext(ctx, "no more figures for Prometheus", "error", err)
		}
	}()
	s.log.InfoContext(ctx, "figures for Prometheus", "address", listener.Addr().String())
	return server.Close, nil
}

// Desk is a web application for a partner's team: the pages of Partner Center
// that partners know, in a browser, on the claims that the team keeps in a file
// of SQLite or in a PostgreSQL database.
//
// README.md beside this file shows how to run it, and what the pages are.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/mci-go/incentives/mci"
)

// Exit statuses.
const (
	stopped = 0
	failed  = 1 // something could not be opened, read or written
	invalid = 2 // a flag, the catalog or the partner's file is malformed
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stderr, time.Now)
	stop()
	os.Exit(status)
}

// An order is what the command line asks for.
type order struct {
	listen, db, catalog, partner, user, mails, keys, deals, discovery string
	demo                                                              bool
}

func run(ctx context.Context, args []string, stderr io.Writer, now func() time.Time) int {
	var o order
	flags := flag.NewFlagSet("desk", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.listen, "listen", "127.0.0.1:8080", "serve at `ADDRESS`, which must be of the loopback interface as long as nobody signs in")
	flags.StringVar(&o.db, "db", "", "keep the claims in `PLACE`: a file, or a PostgreSQL database by its address, postgres://... (default desk.db, or with -demo desk-demo.db)")
	flags.StringVar(&o.catalog, "catalog", "", "use the catalog in `FILE` instead of the public one")
	flags.StringVar(&o.partner, "partner", "", "read the company, its users, locations and customers from `FILE`; with -demo they are made up")
	flags.StringVar(&o.user, "user", "", "be the user with the `ID` (default the first of the partner's file)")
	flags.StringVar(&o.mails, "mails", "", "write the consent mails into `FOLDER` (default beside the file of claims, in mails)")
	flags.StringVar(&o.keys, "keys", "", "keep the key of the consent links in `FILE` (default beside the mails, in link.key)")
	flags.StringVar(&o.deals, "deals", "", "show the referrals of `FILE`, which partnercenter/deals keeps (default beside the mails, in deals.json)")
	flags.StringVar(&o.discovery, "discovery", "", "look for the tenant of a customer's domain by OpenID discovery at `URL`, such as https://login.microsoftonline.com")
	flags.BoolVar(&o.demo, "demo", false, "show a made-up partner in March 2023, with claims in every status if the place holds none")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return stopped
	} else if err != nil {
		return invalid
	}
	err := serve(ctx, &o, stderr, now)
	switch {
	case err == nil:
		return stopped
	case errors.Is(err, mci.ErrInvalid):
		fmt.Fprintf(stderr, "desk: %v\n", err)
		return invalid
	default:
		fmt.Fprintf(stderr, "desk: %v\n", err)
		return failed
	}
}

// loopback returns a [mci.FieldError] unless an address is of the loopback
// interface. Nobody signs in yet, so whoever reaches the desk is its user.
func loopback(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err == nil && (host == "localhost" || net.ParseIP(host).IsLoopback()) {
		return nil
	}
	return mci.Invalid("listen", address, "a host and a port of the loopback interface, such as 127.0.0.1:8080, because nobody signs in")
}

// atLoopback answers only requests that name a host of the loopback interface.
// A page of another site whose name was pointed here names its own, so it
// cannot read or send anything.
func atLoopback(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if _, _, err := net.SplitHostPort(host); err != nil {
			host = net.JoinHostPort(strings.Trim(host, "[]"), "80")
		}
		if loopback(host) != nil {
			http.Error(w, "open the desk by its address of the loopback interface", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// serve serves the pages until the context ends, and then lets the requests
// that run come to their end.
func serve(ctx context.Context, o *order, stderr io.Writer, now func() time.Time) (err error) {
	if err := loopback(o.listen); err != nil {
		return err
	}
	s, err := open(ctx, o, now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.close()) }()
	if len(s.partner.Customers) > 0 { // so that nobody waits for the first look at all claims
		if err := s.ledger.follow(ctx, s.store, s.desk); err != nil {
			return err
		}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.listen)
	if err != nil {
		return err
	}
	s.mail.host = listener.Addr().String()
	server := &http.Server{
		Handler: atLoopback(s.handler()), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: 2 * time.Minute, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	fmt.Fprintf(stderr, "desk: http://%s/ as %s. DEVELOPMENT MODE: nobody signs in.\n", listener.Addr(), s.user.ID)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	return server.Shutdown(last)
}

// Fetch brings the reports on earnings and payments of the last months from
// Partner Center into a folder, for tracker earnings.
//
// An export needs up to 24 hours. Fetch records each export that it has asked
// for, so it can be started again at any time. It then continues at the same
// point, and never asks for an export twice.
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
	"time"

	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/examples/partnercenter/payouts"
)

// Exit statuses.
const (
	done     = 0
	failed   = 1
	invalid  = 2 // a flag is malformed
	notReady = 3 // start it again later
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], world{os.Stdout, os.Stderr, time.Now, pause, payouts.NewGUID})
	stop()
	os.Exit(status)
}

// A world holds the program's connections to the outside.
type world struct {
	out, err io.Writer
	now      func() time.Time
	pause    func(context.Context, time.Duration) error
	newID    func() string
}

// pause waits for a time, or until the context ends.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// settings are the values of the flags.
type settings struct {
	folder, token, url string
	months             int
	every, wait        time.Duration
	demo               bool
}

func run(ctx context.Context, args []string, w world) int {
	var set settings
	flags := flag.NewFlagSet("fetch", flag.ContinueOnError)
	flags.SetOutput(w.err)
	flags.StringVar(&set.folder, "out", ".", "keep the files and what was asked for in this `folder`")
	flags.StringVar(&set.token, "token", "", "read the access token from this `file`, before each request")
	flags.StringVar(&set.url, "url", payouts.DefaultURL, "the `address` of the exports")
	flags.IntVar(&set.months, "months", 3, "this `number` of months, the one that ended last and those before it")
	flags.DurationVar(&set.every, "every", 5*time.Minute, "ask this often")
	flags.DurationVar(&set.wait, "wait", 0, "ask for this long; 0 is once, and status 3 says to start it again later")
	flags.BoolVar(&set.demo, "demo", false, "ask a Partner Center that is made up, on this machine")
	switch {
	case flags.Parse(args) != nil:
		return invalid
	case set.months < 1 || set.months > 36 || set.every <= 0 || flags.NArg() > 0:
		fmt.Fprintln(w.err, "fetch: want 1 to 36 months, an interval above 0 and no arguments")
		return invalid
	case set.token == "" && !set.demo:
		fmt.Fprintln(w.err, "fetch: want -token or -demo")
		return invalid
	}
	err := fetch(ctx, &set, w)
	switch {
	case errors.Is(err, errNotReady):
		fmt.Fprintln(w.err, "fetch:", err)
		return notReady
	case err != nil:
		fmt.Fprintln(w.err, "fetch:", err)
		return failed
	}
	return done
}

// fetch connects to Partner Center or to the fake, and fetches the exports.
func fetch(ctx context.Context, set *settings, w world) error {
	options := payouts.Options{URL: set.url, Tokens: tokenFile(set.token), NewID: w.newID}
	if set.demo {
		center := &fake.Exports{Token: "made up for this program", Polls: 1, Files: map[string]string{
			string(payouts.Transactions): "earningId,claimId,earningType,earningAmount,transactionCurrency,paymentStatus\n1001,K-1,Rebate,5000.00,USD,Sent\n",
			string(payouts.Payments):     "paymentID,totalPayment,currencyCode,paymentStatus\n000000012345,5000.00,USD,Sent\n",
		}}
		address, stop, err := listen(ctx, center)
		if err != nil {
			return err
		}
		defer stop() //nolint:errcheck // only this program used the server
		options.URL, options.Tokens = address+fake.ExportsPath, token(center.Token)
	}
	client, err := payouts.New(options)
	if err != nil {
		return err
	}
	f, err := open(client, set, w)
	if err != nil {
		return err
	}
	return f.run(ctx)
}

// tokenFile is a [gateway.TokenSource] that reads a file. Another program
// renews the token in it.
type tokenFile string

// Token implements [gateway.TokenSource].
func (f tokenFile) Token(context.Context) (string, error) {
	text, err := os.ReadFile(string(f))
	return strings.TrimSpace(string(text)), err
}

// token is a [gateway.TokenSource] with one fixed token.
type token string

// Token implements [gateway.TokenSource].
func (t token) Token(context.Context) (string, error) { return string(t), nil }

// listen starts a server on a free port of the loopback interface.
func listen(ctx context.Context, handler http.Handler) (address string, stop func() error, err error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(listener) //nolint:errcheck // it ends when the server is closed
	return "http://" + listener.Addr().String(), server.Close, nil
}

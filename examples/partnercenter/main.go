// Partnercenter shows the life of one referral over HTTP. It uses a fake
// Partner Center on a loopback address.
//
// The folder gateway holds the gateway. Copy it and use it with the real
// Partner Center; README.md explains how.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/examples/partnercenter/gateway"
	"github.com/mci-go/incentives/referral"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "partnercenter:", err)
		os.Exit(1)
	}
}

// token is a [gateway.TokenSource] with one fixed token. A real one signs the
// user in and renews expired tokens.
type token string

// Token implements [gateway.TokenSource].
func (t token) Token(context.Context) (string, error) { return string(t), nil }

func run(ctx context.Context, out io.Writer) error {
	center := &fake.Server{Token: "made up for this program"}
	address, stop, err := listen(ctx, center)
	if err != nil {
		return err
	}
	defer stop() //nolint:errcheck // only this program used the server
	carrier, err := gateway.New(gateway.Options{URL: address + fake.Path, Tokens: token(center.Token), Now: time.Now, NewID: counted()})
	if err != nil {
		return err
	}
	desk := referral.NewDesk(&referral.MemoryStore{}, referral.Options{Gateway: carrier, Policy: closing{}})
	return show(ctx, desk, center, out)
}

// counted returns a function that makes the same IDs in every run, so that the
// program's output can be compared. A real host lets the gateway make them.
func counted() func() string {
	n := 0
	return func() string {
		n++
		return fmt.Sprintf("00000000-0000-4000-8000-%012d", n)
	}
}

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

// show calls the desk for each scene and prints the requests to Partner Center,
// their result, and the differences that a person has to decide about.
func show(ctx context.Context, desk *referral.Desk, center *fake.Server, out io.Writer) error {
	scenes, err := life()
	if err != nil {
		return err
	}
	asked := 0
	for _, s := range scenes {
		center.Meet(s.faults...)
		r, _, err := desk.Follow(ctx, s.claim, facts, s.at)
		fmt.Fprintf(out, "%s  %s\n", s.at.Format("2006-01-02 15:04"), s.what)
		requests := center.Requests()
		for _, request := range requests[asked:] {
			fmt.Fprintf(out, "                  %s\n", request)
		}
		asked = len(requests)
		var wait *referral.WaitError
		switch {
		case errors.As(err, &wait):
			fmt.Fprintf(out, "                  %v\n", wait)
		case err != nil && len(s.faults) == 0:
			return err
		case err != nil:
			fmt.Fprintln(out, "                  no answer: it may have been done")
		default:
			fmt.Fprintf(out, "                  %s referral %s, %s\n", r.Type, r.Remote.ID, r.Remote.State)
			for _, d := range desk.Differences(s.claim, r, facts, s.at) {
				fmt.Fprintf(out, "                  to be decided: %s\n                  %s\n", d.Found, d.Remedy)
			}
		}
	}
	return nil
}

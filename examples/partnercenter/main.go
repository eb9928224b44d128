// Partnercenter shows one referral's life over HTTP, against a Partner Center
// that it fakes on a loopback address.
//
// The folder gateway holds the gateway, to be copied and pointed at the real
// one; README.md tells how.
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

// token is a [gateway.TokenSource] of one token. A real one signs the user in,
// and renews what expires.
type token string

// Token implements [gateway.TokenSource].
func (t token) Token(context.Context) (string, error) { return string(t), nil }

func run(ctx context.Context, out io.Writer) error {
	center := &fake.Server{Token: "made up for this program"}
	address, stop, err := listen(ctx, center)
	if err != nil {
		return err
	}
	defer stop() //nolint:errcheck // it served this program alone
	carrier, err := gateway.New(gateway.Options{URL: address + fake.Path, Tokens: token(center.Token), Now: time.Now, NewID: counted()})
	if err != nil {
		return err
	}
	desk := referral.NewDesk(&referral.MemoryStore{}, referral.Options{Gateway: carrier, Policy: closing{}})
	return show(ctx, desk, center, out)
}

// counted makes IDs that are the same in every run of the program, so that its
// output can be compared. A real host leaves them to the gateway.
func counted() func() string {
	n := 0
	return func() string {
		n++
		return fmt.Sprintf("00000000-0000-4000-8000-%012d", n)
	}
}

// listen starts a server on a free port of the loopback.
func listen(ctx context.Context, handler http.Handler) (address string, stop func() error, err error) {
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(listener) //nolint:errcheck // it ends when it is closed
	return "http://" + listener.Addr().String(), server.Close, nil
}

// show tells the desk of each scene and prints what it asked Partner Center
// for, and what came of it.
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
		}
	}
	return nil
}

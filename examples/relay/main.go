// Relay delivers the history of claims to another system, as CloudEvents over
// HTTP. It reads the database of tracker, or of any host that uses
// examples/sqlite or examples/postgres.
//
// README.md beside this file shows how to run it. Run relay help for a
// description of each command.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/mci"
)

// Exit statuses.
const (
	done    = 0
	failed  = 1 // something could not be read or written, or the receiver is retired
	invalid = 2 // a command, a flag or an argument is malformed
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(status)
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	p := &program{out: stdout, err: stderr}
	root := p.root()
	root.SetArgs(args)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil, p.started && errors.Is(err, context.Canceled):
		return done
	case !p.started, errors.Is(err, mci.ErrInvalid):
		fmt.Fprintf(stderr, "relay: %v\n", err)
		return invalid
	case errors.Is(err, outbox.ErrNoLetter):
		fmt.Fprintf(stderr, "relay: %v; relay letters lists them\n", err)
	default:
		fmt.Fprintf(stderr, "relay: %v\n", err)
	}
	return failed
}

// Tracker keeps a partner's claims in one SQLite file, in place of a
// spreadsheet: what is due, what can be done next and what it pays, with a
// history that says who did what by which rule.
//
// README.md beside this file walks through it; tracker help tells of each
// command.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// Exit statuses.
const (
	done    = 0
	failed  = 1 // the rules refuse it, or something could not be read or written
	invalid = 2 // a command, a flag, the catalog or the input is malformed
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}, time.Now)
	stop()
	os.Exit(status)
}

// streams are what the program reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

func run(ctx context.Context, args []string, std streams, now func() time.Time) int {
	p := &program{streams: std, now: now}
	root := p.root()
	root.SetArgs(args)
	root.SetIn(std.in)
	root.SetOut(std.out)
	root.SetErr(std.err)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return done
	}
	fmt.Fprintf(std.err, "tracker: %v\n", err)
	if p.json {
		err = errors.Join(err, printJSON(std.out, refusalOf(err)))
	}
	if !p.started || isMalformed(err) {
		return invalid
	}
	return failed
}

// isMalformed reports whether an error is about what was given, and not about
// what is stored.
func isMalformed(err error) bool {
	var stored *claims.ClaimError
	return errors.Is(err, mci.ErrInvalid) && !errors.As(err, &stored)
}

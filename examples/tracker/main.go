// Tracker keeps a partner's claims in one SQLite file instead of a spreadsheet,
// or in a PostgreSQL database that many people share. It lists the work that is
// due, the next steps and the payouts, and keeps a history of each change with
// its user and its rule.
//
// README.md beside this file is a walk-through. Run tracker help for a
// description of each command.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/inputfile"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// Exit statuses.
const (
	done    = 0
	failed  = 1 // the rules refuse it, or something could not be read or written
	invalid = 2 // a command, a flag, the catalog or the input is malformed
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second interrupt ends a program that waits for its input
	status := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr}, time.Now)
	stop()
	os.Exit(status)
}

// streams holds the input and the outputs of the program.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// read returns the text in a file. If file is "-", it reads the standard input.
func (s streams) read(file string) ([]byte, error) {
	if file == "-" {
		return inputfile.All(s.in, "standard input", inputfile.Most)
	}
	return inputfile.Text(file, inputfile.Most)
}

// screen returns the terminal to which the program prints. It is nil if there
// is none.
func (s streams) screen() *screen { return screenOf(s.out, os.Getenv) }

// A watched output remembers that a write failed, so that a command that prints
// in pieces does not end as if everything were printed.
type watched struct {
	io.Writer

	err error // the first error
}

// Write implements [io.Writer].
func (w *watched) Write(text []byte) (int, error) {
	n, err := w.Writer.Write(text)
	if w.err == nil {
		w.err = err
	}
	return n, err
}

// fileOf returns the file of an output, if the output is one.
func fileOf(w io.Writer) (*os.File, bool) {
	if behind, ok := w.(*watched); ok {
		w = behind.Writer
	}
	file, ok := w.(*os.File)
	return file, ok
}

// laidOut returns lines for people, laid out for the screen if there is one.
func (s streams) laidOut(text string) string {
	if screen := s.screen(); screen != nil {
		return screen.layout(text)
	}
	return text
}

func run(ctx context.Context, args []string, std streams, now func() time.Time) int {
	out := &watched{Writer: std.out}
	std.out = out
	p := &program{streams: std, now: now, env: os.Getenv, configs: os.UserConfigDir}
	err := p.execute(ctx, args)
	if out.err != nil {
		p.started = true // nothing is written before the command starts
		if !errors.Is(err, out.err) {
			err = errors.Join(err, out.err)
		}
	}
	if err == nil {
		return done
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = interruption{err}
	}
	if !p.started {
		err = reworded(err)
	}
	fmt.Fprint(std.err, streams{out: std.err}.laidOut(fmt.Sprintf("tracker: %v\n", err)))
	next := (&failure{err: err, command: p.ran, started: p.started}).next()
	if next != "" { // on one line, because people copy it
		fmt.Fprintf(std.err, "  next: %s\n", vocabulary.Visible(next))
	}
	if p.json {
		err = errors.Join(err, printJSON(std.out, told{refusalOf(err), next}))
	}
	if !p.started || isMalformed(err) {
		return invalid
	}
	return failed
}

// An interruption is the error of a command that the user interrupted.
type interruption struct{ error }

func (i interruption) Error() string {
	return strings.ReplaceAll(i.error.Error(), context.Canceled.Error(), "interrupted")
}

func (i interruption) Unwrap() error { return i.error }

// A told is a refusal with the command to type next.
type told struct {
	refusal
	Next string `json:"next,omitempty"`
}

// isMalformed reports whether an error is about the user's input. An error
// about a stored claim is not.
func isMalformed(err error) bool {
	var stored *store.ClaimError
	return errors.Is(err, mci.ErrInvalid) && !errors.As(err, &stored)
}

// execute runs the command that the arguments name.
func (p *program) execute(ctx context.Context, args []string) error {
	root := p.root()
	root.SetArgs(args)
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	p.narrow(ctx, root, args)
	ran, err := root.ExecuteContextC(ctx)
	p.ran = ran
	err = errors.Join(err, p.failedHelp)
	if p.chooser != nil {
		err = errors.Join(err, p.chooser.Close())
	}
	return err
}

// Journey plays a book of dated steps against a catalog and reports the outcome
// of each claim.
//
// If no flag is given, it plays an embedded book on the public catalog and
// prints a story. With -book and -catalog, a partner can try out customers and
// rates of its own. With -check it compares books with the results that they
// expect. With -json it prints one JSON object per line. README.md beside this
// file documents the book.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/mci-go/incentives/examples/catalogfile"
	"github.com/mci-go/incentives/examples/inputfile"
	"github.com/mci-go/incentives/examples/journey/play"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// Exit statuses.
const (
	played  = 0
	failed  = 1 // a book differs, or something could not be read or written
	invalid = 2 // a flag, the catalog or the book is malformed
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

// An order holds the values of the command line.
type order struct {
	books  []string // files; no file is the embedded book
	check  bool
	asJSON bool
	card   *catalog.Catalog
	play   play.Options
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("journey", flag.ContinueOnError)
	flags.SetOutput(stderr)
	bookFile := flags.String("book", "", "play the book in `FILE` instead of the embedded story")
	check := flags.Bool("check", false, "compare the books that follow the flags with what they expect, and print what differs")
	catalogFile := flags.String("catalog", "", "use the catalog in `FILE` instead of the public one")
	asJSON := flags.Bool("json", false, "print one JSON object a line, one for each step, or for each difference")
	create := flags.Bool("create", false, "make the referrals, in place of linking those that Partner Center makes")
	center := flags.String("partner-center", "", "keep the referrals in Partner Center at `URL`, with the token in "+tokenVariable)
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return played
		}
		return invalid
	}
	o := order{books: flags.Args(), check: *check, asJSON: *asJSON, play: play.Options{Create: *create}}
	switch {
	case *bookFile != "" && *check:
		fmt.Fprintln(stderr, "journey: found -book beside -check, want the books behind the flags")
		return invalid
	case len(o.books) > 0 && !*check:
		fmt.Fprintf(stderr, "journey: found the argument %q, want flags only\n", o.books[0])
		return invalid
	case len(o.books) == 0:
		o.books = []string{*bookFile}
	}
	var err error
	if o.play.Carrier, err = gatewayTo(*center); err == nil {
		o.card, err = catalogfile.Load(*catalogFile)
	}
	if err != nil {
		return report(stderr, err)
	}
	return o.run(ctx, stdout, stderr)
}

// run plays the books. If a book is malformed, or differs from its
// expectations, the other books are played all the same.
func (o *order) run(ctx context.Context, stdout, stderr io.Writer) int {
	worst := played
	for _, file := range o.books {
		buffered := bufio.NewWriter(stdout)
		err := o.playOne(ctx, file, buffered)
		if err = errors.Join(err, buffered.Flush()); err != nil && !errors.Is(err, errDiffers) {
			worst = max(worst, report(stderr, err))
		} else if err != nil {
			worst = max(worst, failed)
		}
	}
	return worst
}

// report prints an error and returns the exit status for it.
func report(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "journey: %v\n", err)
	if errors.Is(err, mci.ErrInvalid) {
		return invalid
	}
	return failed
}

// errDiffers says that a book was played with other results than it expects.
// The differences were printed already.
var errDiffers = errors.New("the results are not as expected")

func (o *order) playOne(ctx context.Context, file string, stdout io.Writer) error {
	data, name := play.Embedded(), "the embedded book"
	if file != "" {
		name = file
		var err error
		if data, err = inputfile.Text(file, inputfile.Most); err != nil {
			return err
		}
	}
	book, err := play.Read(data, o.card)
	if err == nil && o.check && len(book.Problems()) > 0 { // so that all problems are reported, and not only the one at which the play ends
		err = book.Problems()
	}
	if err != nil {
		return fmt.Errorf("%s is malformed:\n%w", name, err)
	}
	out, checked := play.NewStory(stdout), play.NewChecker(stdout, name, o.asJSON)
	switch {
	case o.check:
		out = checked
	case o.asJSON:
		out = play.NewLines(stdout)
	}
	if err := book.Play(ctx, out, o.play); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	switch {
	case !o.check || checked.Passed():
		return nil
	case checked.Expected() == 0:
		return fmt.Errorf("%s expects nothing, so it checks nothing", name)
	default:
		return errDiffers
	}
}

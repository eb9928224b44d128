// Journey plays a book of dated steps against a catalog and reports the outcome
// of each claim.
//
// Without flags it plays an embedded book on the public catalog and prints a
// story. With -book and -catalog it is a what-if tool for a partner's own
// customers and rates. With -json it prints one JSON object a line. README.md
// beside this file documents the book.
package main

import (
	"bufio"
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/mci-go/incentives/examples/catalogfile"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
)

//go:embed story.book.json
var storyBook []byte

// Exit statuses.
const (
	played  = 0
	failed  = 1 // something could not be read or written
	invalid = 2 // a flag, the catalog or the book is malformed
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("journey", flag.ContinueOnError)
	flags.SetOutput(stderr)
	bookFile := flags.String("book", "", "play the book in `FILE` instead of the embedded story")
	catalogFile := flags.String("catalog", "", "use the catalog in `FILE` instead of the public one")
	asJSON := flags.Bool("json", false, "print one JSON object a line, one for each step")
	create := flags.Bool("create", false, "make the referrals, in place of linking those that Partner Center makes")
	center := flags.String("partner-center", "", "keep the referrals in Partner Center at `URL`, with the token in "+tokenVariable)
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return played
		}
		return invalid
	}
	if flags.NArg() > 0 {
		fmt.Fprintf(stderr, "journey: found the argument %q, want flags only\n", flags.Arg(0))
		return invalid
	}
	buffered := bufio.NewWriter(stdout)
	carrier, err := gatewayTo(*center)
	if err == nil {
		mode := catalog.LinkedReferral
		if *create {
			mode = catalog.CreatedReferral
		}
		err = play(ctx, *bookFile, *catalogFile, *asJSON, carrier, mode, buffered)
	}
	err = errors.Join(err, buffered.Flush())
	if err == nil {
		return played
	}
	fmt.Fprintf(stderr, "journey: %v\n", err)
	if errors.Is(err, mci.ErrInvalid) {
		return invalid
	}
	return failed
}

func play(ctx context.Context, bookFile, catalogFile string, asJSON bool, carrier referral.Gateway, mode catalog.ReferralMode, stdout io.Writer) error {
	card, err := catalogfile.Load(catalogFile)
	if err != nil {
		return err
	}
	data, name := storyBook, "the embedded book"
	if bookFile != "" {
		name = bookFile
		if data, err = os.ReadFile(bookFile); err != nil {
			return err
		}
	}
	book, err := readBook(data, card)
	if err != nil {
		return fmt.Errorf("%s is malformed:\n%w", name, err)
	}
	var out printer = &story{out: stdout}
	if asJSON {
		out = &jsonLines{out: stdout}
	}
	if err := newPlayer(book, card, carrier, mode).play(ctx, out); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

// Package play plays a book of dated steps against a catalog.
//
// A [Book] holds a partner, its people and customers, the facts that Partner
// Center shows, and steps. [Read] reads one, and [Book.Play] plays its steps
// into a [Printer]. If the rules refuse a step, nothing changes and the play
// goes on. For example:
//
//	book, err := play.Read(data, card)
//	if err != nil {
//		return err // every problem with its path, line and column
//	}
//	return book.Play(ctx, play.NewLines(os.Stdout), play.Options{})
//
// The program journey plays books on the command line, and the playground plays
// them in a browser. The package uses no clock, file or network, so both print
// the same. The README of journey describes the book.
package play

import (
	"context"
	_ "embed"

	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
)

//go:embed story.book.json
var embeddedBook []byte

// Embedded returns a copy of the book that journey plays if none is given.
func Embedded() []byte { return append([]byte(nil), embeddedBook...) }

// Options choose how a book is played. With the zero Options, the play has a
// Partner Center of its own that makes the referrals, and they are linked.
type Options struct {
	// Create is true if the partner makes the referrals. If it is false, the
	// referrals that Partner Center makes are linked.
	Create bool
	// Carrier is the connection to the Partner Center that keeps the referrals.
	// If it is nil, the play keeps them in memory.
	Carrier referral.Gateway
}

// Play plays every step and prints it to out. If a step is refused, nothing
// changes, and the play continues. If a step is malformed, the play ends with
// [mci.Problems]. Any other error comes from the carrier or from the writer
// behind out. A book can be played any number of times, and each play starts
// again.
func (b *Book) Play(ctx context.Context, out Printer, o Options) error {
	mode := catalog.LinkedReferral
	if o.Create {
		mode = catalog.CreatedReferral
	}
	return newPlayer(b, b.catalog, o.Carrier, mode).play(ctx, out)
}

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
// them in a browser. The package reads no clock, file or network, so that both
// print the same. The README of journey describes the book.
package play

import (
	"context"
	_ "embed"

	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
)

//go:embed story.book.json
var embeddedBook []byte

// Embedded returns the book that journey plays if none is given, as a copy.
func Embedded() []byte { return append([]byte(nil), embeddedBook...) }

// Options choose how a book is played. The zero Options link the referrals that
// a Partner Center of the play itself makes.
type Options struct {
	// Create is true if the partner makes the referrals. Otherwise those that
	// Partner Center makes are linked.
	Create bool
	// Carrier reaches the Partner Center that keeps the referrals. If it is
	// nil, the play keeps them in memory.
	Carrier referral.Gateway
}

// Play plays every step into out. A refused step changes nothing, and the play
// continues. If a step is malformed, the play ends with [mci.Problems]. Any
// other error is that of the carrier or of the writer behind out. A book can be
// played any number of times; each play begins anew.
func (b *Book) Play(ctx context.Context, out Printer, o Options) error {
	mode := catalog.LinkedReferral
	if o.Create {
		mode = catalog.CreatedReferral
	}
	return newPlayer(b, b.catalog, o.Carrier, mode).play(ctx, out)
}

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/sqlite"
	"github.com/mci-go/incentives/mci/catalog"
)

// A tracker works on the claims of one file, as of one instant.
type tracker struct {
	streams
	store      *sqlite.Store
	desk       *claims.Desk
	catalog    *catalog.Catalog
	at, now    time.Time // the instant in question, and the clock of the machine
	future     bool      // at may be later than now
	json       bool
	unreadable int // claims that a list left out
}

// claim returns one claim. What is wrong with its record is about what is
// stored, and no fault of who asks.
func (t *tracker) claim(ctx context.Context, id string) (*claims.Claim, error) {
	claim, err := t.desk.Claim(ctx, claims.ID(id))
	var named *claims.ClaimError
	if err != nil && !errors.As(err, &named) {
		err = &claims.ClaimError{ID: claims.ID(id), Err: err}
	}
	return claim, err
}

// skips reports and counts an error that is about one claim alone, so that a
// list goes on.
func (t *tracker) skips(err error) bool {
	var one *claims.ClaimError
	if !errors.As(err, &one) {
		return false
	}
	t.unreadable++
	fmt.Fprintf(t.err, "tracker: %v\n", one)
	return true
}

// skipAll does the same for a list of errors.
func (t *tracker) skipAll(unread []*claims.ClaimError) {
	for _, one := range unread {
		t.skips(one)
	}
}

// A report is what a command answers: as text for people, and as JSON for
// programs.
type report interface{ text(w io.Writer) }

// show prints a report. Its columns are separated by tabs and come out aligned.
func (t *tracker) show(r report) error {
	if t.json {
		return printJSON(t.out, r)
	}
	return buffered(t.out, func(w io.Writer) error {
		aligned := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		r.text(aligned)
		return aligned.Flush()
	})
}

// buffered writes a list in few pieces: a list of a thousand claims must not
// take a thousand system calls.
func buffered(w io.Writer, write func(io.Writer) error) error {
	buffer := bufio.NewWriterSize(w, 64<<10)
	return errors.Join(write(buffer), buffer.Flush())
}

func printJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

// counted returns a number of things in words.
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/mci/catalog"
)

// A tracker works on the claims of one file or database, as of one instant.
type tracker struct {
	streams
	store      place.Keeping // nil for a command that needs no claims
	desk       *desk.Desk    // likewise
	catalog    *catalog.Catalog
	terms      *cpor.Terms // of associations
	at, now    time.Time   // the instant in question, and the clock of the machine
	future     bool        // at may be later than now
	json       bool
	unreadable int // claims that a list skipped
	// held are the skipped claims whose terms the catalog does not have, in the
	// order in which they were found.
	held []*heldClaims
}

// claim returns one claim. If there is an error, it is always a
// [store.ClaimError], because a problem with a stored record is not an error in
// the user's input.
func (t *tracker) claim(ctx context.Context, id string) (*claims.Claim, error) {
	claim, err := t.desk.Claim(ctx, claims.ID(id))
	var named *store.ClaimError
	if err != nil && !errors.As(err, &named) {
		err = &store.ClaimError{ID: claims.ID(id), Err: err}
	}
	return claim, err
}

// skips reports whether an error is about one claim only, so that a list can
// continue. It prints and counts such an error.
func (t *tracker) skips(err error) bool {
	var one *store.ClaimError
	if !errors.As(err, &one) {
		return false
	}
	t.unreadable++
	if !t.holds(one) {
		fmt.Fprintf(t.err, "tracker: %v\n", one)
	}
	return true
}

// skipAll calls skips for each error of a list.
func (t *tracker) skipAll(unread []*store.ClaimError) {
	for _, one := range unread {
		t.skips(one)
	}
}

// A report is the output of a command. It has a text form for people and a JSON
// form for programs.
type report interface{ text(w io.Writer) }

// show prints a report. In text form, tabs separate the columns, and a line may
// begin with a mark; see [screen].
func (t *tracker) show(r report) error {
	if t.json {
		return printJSON(t.out, r)
	}
	var text strings.Builder
	r.text(&text)
	if s := t.screen(); s != nil {
		return s.print(t.out, t.err, s.layout(text.String()))
	}
	plain, err := aligned(text.String())
	if err != nil {
		return err
	}
	_, err = io.WriteString(t.out, plain)
	return err
}

// buffered writes a list in large pieces. Without it, a list of a thousand
// claims would cost a thousand system calls.
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

// counted returns a number of things, such as "1 claim", "3 claims" or "2 lines
// or files".
func counted(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, strings.ReplaceAll(thing, " or ", "s or "))
}

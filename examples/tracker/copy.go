package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/examples/transfer"
	"github.com/mci-go/incentives/mci/vocabulary"
)

func (p *program) copyCommand() *cobra.Command {
	var to string
	command := &cobra.Command{
		Use: "copy --to PLACE", Short: "Copy all claims to another file or PostgreSQL database", Args: arguments(0, 0),
		Long: `Copy all claims with their histories to another file or PostgreSQL database, together with the places that relays have reached.
Everything is copied, read again and compared, or nothing is, so that an interrupted copy leaves nothing behind. Repeat it at any
time: it adds what is new and leaves the rest as it is.

Nothing is written over another content under the same ID. A claim that is left is named with the reason, and ends it with status 1.`,
		Example: `  tracker copy --to backup.db
  tracker copy --to postgres://pat@db.example.com/claims`,
		RunE: p.reading(func(ctx context.Context, t *tracker, _ []string) error { return t.copy(ctx, to) }),
	}
	command.Flags().StringVar(&to, "to", "", "the `PLACE` of the copy: a file, or a PostgreSQL database by its address, postgres://...")
	_ = command.MarkFlagRequired("to") // it only fails if there is no such flag
	return command
}

// copy copies all claims to a place.
func (t *tracker) copy(ctx context.Context, to string) error {
	there, err := openPlace(ctx, "to", to, true)
	if err != nil {
		return err
	}
	told := &copyReport{To: place.Shown(to)}
	err = t.store.CopyFrom(ctx, func(from *transfer.Side) error {
		return there.CopyTo(ctx, func(to *transfer.Side) (err error) {
			told.Report, err = transfer.Copy(ctx, from, to)
			return err
		})
	})
	if err := errors.Join(err, there.Close()); err != nil {
		return fmt.Errorf("nothing is known to be copied to %s; repeat it: %w", told.To, err)
	}
	if err := t.show(told); err != nil {
		return err
	}
	if left := len(told.Left); left > 0 {
		return fmt.Errorf("not copied: %s", counted(left, "thing"))
	}
	return nil
}

// A copyReport is the outcome of a copy.
type copyReport struct {
	To string `json:"to"` // without secrets such as a password
	*transfer.Report
}

func (r *copyReport) text(w io.Writer) {
	fmt.Fprintf(w, "%s copied to %s, %d brought up to date, %d there already; %s written\n",
		counted(r.Copied, "claim"), vocabulary.Visible(r.To), r.Updated, r.Same, entriesText(int(r.Entries)))
	if r.Relays > 0 {
		fmt.Fprintf(w, "%s copied, with %s\n", counted(r.Relays, "relay's book"), counted(r.Letters, "letter"))
	}
	if r.Deals > 0 {
		fmt.Fprintf(w, "%s copied\n", counted(r.Deals, "deal"))
	}
	for _, left := range r.Left {
		name := string(left.Claim)
		if left.Relay != "" {
			name = "relay " + left.Relay
		}
		fmt.Fprintf(w, "not copied: %s: %s\n", vocabulary.Visible(name), vocabulary.Visible(left.Why))
	}
	fmt.Fprintf(w, "checked: %s with %s are the same, digest %.16s\n", counted(r.Checked, "claim"), entriesText(r.CheckedEntries), r.Digest)
}

func entriesText(n int) string {
	if n == 1 {
		return "1 entry"
	}
	return fmt.Sprintf("%d entries", n)
}

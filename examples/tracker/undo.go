package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/takeback"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

func (p *program) undoCommand() *cobra.Command {
	var by giver
	dryRun, imported := false, ""
	command := &cobra.Command{
		Use: "undo ID [NUMBER] | undo --import INSTANT", Short: "Take back the last entry of a claim, entry NUMBER, or all that an import did",
		Long: `Take back the last entry of a claim that is not taken back yet, or entry NUMBER of its history, such as an observation of the
wrong export or a command with a wrongly typed date. The claim is as it was before the entry. Nothing is deleted: the history gets
one entry more. "tracker explain ID" numbers the entries.

With --import it takes back what one import did, claim by claim, the latest entry first. An import is named by its instant, the
--at with which it was run. What cannot be taken back is told, such as a claim that the import adopted, and so is an entry on
which a later command of the partner rests; the others are taken back all the same, and the exit status is 1.`,
		Example: `  tracker undo contoso --dry-run
  tracker undo contoso 3
  tracker undo --import 2023-01-20 --dry-run`,
		Args: arguments(0, 2), ValidArgsFunction: p.completeID,
	}
	flags := command.Flags()
	by.addFlags(command)
	flags.StringVar(&imported, "import", "", "take back what the import of the `INSTANT` did, such as 2023-01-20")
	flags.BoolVar(&dryRun, "dry-run", false, "report what would be taken back, and save nothing")
	command.RunE = p.reading(func(ctx context.Context, t *tracker, args []string) error {
		work := undoing{t, takeback.Undoing{
			Store: t.store, Desk: t.desk, Terms: t.catalog, Skips: t.skips,
			Meta:   func() (claims.Meta, error) { return by.meta(t, claims.Partner) },
			Result: takeback.Result{DryRun: dryRun, Taken: []takeback.Taken{}, Left: []takeback.Left{}},
		}}
		return work.run(ctx, args, imported)
	})
	return command
}

// An undoing is one run of the command undo.
type undoing struct {
	*tracker
	takeback.Undoing
}

func (u *undoing) run(ctx context.Context, args []string, imported string) error {
	var err error
	switch {
	case imported != "" && len(args) > 0:
		return mci.Invalid("import", imported, "no claim beside it: it takes back what the import did to each claim")
	case imported != "":
		err = u.undoImport(ctx, imported)
	case len(args) == 0:
		return mci.Invalid("id", "", "the ID of a claim, or --import")
	default:
		return u.undoOne(ctx, args)
	}
	if err != nil {
		return err
	}
	if err := u.show(undone{&u.Result}); err != nil || len(u.Result.Left) == 0 {
		return err
	}
	return fmt.Errorf("not taken back: %s", counted(len(u.Result.Left), "thing"))
}

// undoOne takes back one entry of a claim. If it is refused, the refusal is the
// error.
func (u *undoing) undoOne(ctx context.Context, args []string) error {
	wanted := uint64(0)
	if len(args) == 2 {
		var err error
		if wanted, err = strconv.ParseUint(args[1], 10, 64); err != nil || wanted == 0 {
			return mci.Invalid("number", args[1], "the number of an entry, from 1")
		}
	}
	life, err := takeback.Load(ctx, u.store, u.desk, u.catalog, claims.ID(args[0]))
	if err != nil {
		return err
	}
	if wanted == 0 {
		wanted = life.Marks().Last()
	}
	if err := u.Entry(ctx, life, wanted); err != nil {
		return err
	}
	return u.show(undone{&u.Result})
}

// undoImport takes back the effect of the import of an instant on each claim.
func (u *undoing) undoImport(ctx context.Context, imported string) error {
	at, err := parseInstant("import", imported)
	if err != nil {
		return err
	}
	found, err := u.Import(ctx, at)
	if err == nil && !found {
		err = fmt.Errorf("no import of %s did anything that is not taken back: give the instant of its --at; \"tracker explain ID\" shows that of each entry", at.Format(time.RFC3339Nano))
	}
	return err
}

// An undone prints the entries that a run took back, or would take back.
type undone struct{ *takeback.Result }

func (r undone) text(w io.Writer) {
	does := "taken back"
	if r.DryRun {
		does = "would be taken back"
	}
	for _, one := range r.Taken {
		fmt.Fprintf(w, "%s: entry %d, %s, %s: %s\n", vocabulary.Visible(string(one.Claim)), one.Number, one.Event, does, one.Status)
	}
	for _, one := range r.Left {
		if one.Number == 0 {
			fmt.Fprintf(w, "%s: not taken back: %s\n", vocabulary.Visible(string(one.Claim)), vocabulary.Visible(one.Why))
			continue
		}
		fmt.Fprintf(w, "%s: entry %d, %s, not taken back: %s\n", vocabulary.Visible(string(one.Claim)), one.Number, one.Event, vocabulary.Visible(one.Why))
	}
	if r.DryRun {
		fmt.Fprintln(w, "nothing was saved: this was a dry run")
	}
}

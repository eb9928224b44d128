package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/store"
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
		Args: cobra.MaximumNArgs(2), ValidArgsFunction: p.completeID,
	}
	flags := command.Flags()
	by.addFlags(command)
	flags.StringVar(&imported, "import", "", "take back what the import of the `INSTANT` did, such as 2023-01-20")
	flags.BoolVar(&dryRun, "dry-run", false, "report what would be taken back, and save nothing")
	command.RunE = p.reading(func(ctx context.Context, t *tracker, args []string) error {
		work := undoing{tracker: t, by: by, report: undone{DryRun: dryRun, Taken: []takenBack{}, Left: []notTakenBack{}}}
		return work.run(ctx, args, imported)
	})
	return command
}

// An undoing is one run of the command undo.
type undoing struct {
	*tracker
	by     giver
	report undone
}

// An undone is what a run took back, or would.
type undone struct {
	DryRun bool           `json:"dryRun"`
	Taken  []takenBack    `json:"taken"`
	Left   []notTakenBack `json:"left"`
}

// A takenBack is an entry that was taken back.
type takenBack struct {
	Claim  claims.ID `json:"claim"`
	Number uint64    `json:"number"`
	Event  string    `json:"event"`
	Status string    `json:"status"` // of the claim now
}

// A notTakenBack is an entry that could not be taken back.
type notTakenBack struct {
	Claim  claims.ID `json:"claim"`
	Number uint64    `json:"number,omitempty"` // 0 if the history cannot be read
	Event  string    `json:"event,omitempty"`
	Why    string    `json:"why"`
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
	if err := u.show(&u.report); err != nil || len(u.report.Left) == 0 {
		return err
	}
	return fmt.Errorf("not taken back: %s", counted(len(u.report.Left), "thing"))
}

// undoOne takes back one entry of a claim. A refusal is its error.
func (u *undoing) undoOne(ctx context.Context, args []string) error {
	wanted := uint64(0)
	if len(args) == 2 {
		var err error
		if wanted, err = strconv.ParseUint(args[1], 10, 64); err != nil || wanted == 0 {
			return mci.Invalid("number", args[1], "the number of an entry, from 1")
		}
	}
	life, err := u.life(ctx, claims.ID(args[0]))
	if err != nil {
		return err
	}
	if wanted == 0 {
		wanted = life.marks().last()
	}
	if err := u.takeBack(ctx, life, wanted); err != nil {
		return err
	}
	return u.show(&u.report)
}

// undoImport takes back what the import of an instant did to each claim.
func (u *undoing) undoImport(ctx context.Context, imported string) error {
	at, err := parseInstant("import", imported)
	if err != nil {
		return err
	}
	var ids []claims.ID
	for stored, err := range u.store.List(ctx, store.Query{}) {
		if err != nil {
			if !u.skips(err) {
				return err
			}
			continue
		}
		ids = append(ids, stored.ID)
	}
	found := false
	for _, id := range ids {
		life, err := u.life(ctx, id)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			u.report.Left = append(u.report.Left, notTakenBack{Claim: id, Why: err.Error()})
			continue
		}
		for _, number := range life.marks().observedAt(at) {
			found = true
			if err := u.takeBack(ctx, life, number); err != nil {
				u.report.Left = append(u.report.Left, notTakenBack{id, number, life.marks().event(number), err.Error()})
			}
		}
	}
	if !found {
		return fmt.Errorf("no import of %s did anything that is not taken back: give the instant of its --at; \"tracker explain ID\" shows that of each entry", at.Format(time.RFC3339Nano))
	}
	return nil
}

// takeBack takes back an entry, and notes it in the report.
func (u *undoing) takeBack(ctx context.Context, life claimLife, number uint64) error {
	meta, err := u.by.meta(u.tracker, claims.Partner)
	if err != nil {
		return err
	}
	status, err := life.takeBack(ctx, number, meta, u.report.DryRun)
	if err == nil {
		u.report.Taken = append(u.report.Taken, takenBack{life.id(), number, life.marks().event(number), status})
	}
	return err
}

func (r *undone) text(w io.Writer) {
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

// A claimLife is a claim of either kind with its history.
type claimLife interface {
	id() claims.ID
	marks() marks
	// takeBack takes back an entry, and returns the status of the claim in
	// words. It saves nothing if dryRun is true.
	takeBack(ctx context.Context, number uint64, meta claims.Meta, dryRun bool) (status string, err error)
}

// life loads a claim with its history.
func (u *undoing) life(ctx context.Context, id claims.ID) (claimLife, error) {
	associated, err := u.association(ctx, string(id))
	if err != nil {
		return nil, err
	}
	if associated != nil {
		history, err := wholeHistory(u.desk.Associations().History(ctx, id))
		return &kindLife[association.Claim, association.Change, association.Entry]{
			claim: associated, history: history, name: id,
			save: u.desk.Associations().TakeBack, foresee: association.TakeBack,
			parts: func(c association.Change) (*association.Claim, []association.Entry, fmt.Stringer) {
				return c.Claim, c.Entries, c.Claim.State()
			},
			mark: func(e *association.Entry) mark {
				return mark{e.Event, e.Actor == claims.PartnerCenter, given(e.At, e.Given), e.TakenBack}
			},
		}, err
	}
	claim, err := u.claim(ctx, string(id))
	if claim == nil || err != nil && !errors.Is(err, claims.ErrTermsChanged) {
		return nil, err
	}
	history, err := wholeHistory(u.desk.History(ctx, id))
	return &kindLife[claims.Claim, claims.Change, claims.Entry]{
		claim: claim, history: history, name: id,
		save: u.desk.TakeBack,
		foresee: func(c *claims.Claim, history []claims.Entry, number uint64, meta claims.Meta) (claims.Change, error) {
			return claims.TakeBack(c, history, number, u.catalog, meta)
		},
		parts: func(c claims.Change) (*claims.Claim, []claims.Entry, fmt.Stringer) {
			return c.Claim, c.Entries, c.Claim.State()
		},
		mark: func(e *claims.Entry) mark {
			return mark{e.Event, e.Actor == claims.PartnerCenter, given(e.At, e.Given), e.TakenBack}
		},
	}, err
}

// A kindLife is a claim with its history, and what undo asks of its kind: C is
// the claim, M a change and E an entry.
type kindLife[C, M, E any] struct {
	name    claims.ID
	claim   *C
	history []E
	// save takes back an entry of the stored claim, and foresee one of a claim,
	// so that nothing is saved.
	save    func(ctx context.Context, id claims.ID, number uint64, meta claims.Meta) (M, error)
	foresee func(claim *C, history []E, number uint64, meta claims.Meta) (M, error)
	// parts returns the claim of a change, its new entries and its state.
	parts func(M) (*C, []E, fmt.Stringer)
	mark  func(*E) mark
}

func (l *kindLife[C, M, E]) id() claims.ID { return l.name }

func (l *kindLife[C, M, E]) marks() (all marks) {
	for i := range l.history {
		all = append(all, l.mark(&l.history[i]))
	}
	return all
}

func (l *kindLife[C, M, E]) takeBack(ctx context.Context, number uint64, meta claims.Meta, dryRun bool) (string, error) {
	var change M
	var err error
	if dryRun {
		change, err = l.foresee(l.claim, l.history, number, meta)
	} else {
		change, err = l.save(ctx, l.name, number, meta)
	}
	if err != nil {
		return "", err
	}
	claim, added, state := l.parts(change)
	l.claim, l.history = claim, append(l.history, added...)
	return state.String(), nil
}

// A mark is the part of an entry of either kind that says whether to take it
// back.
type mark struct {
	event     fmt.Stringer
	observed  bool // in Partner Center
	at        time.Time
	takenBack uint64 // the number of the entry that this one takes back, or 0
}

// given returns the instant that a command gave.
func given(at, given time.Time) time.Time {
	if given.IsZero() {
		return at
	}
	return given
}

// marks are those of a whole history, the oldest entry first.
type marks []mark

// live reports whether an entry is neither taken back nor a taking-back. What
// is taken back takes the later observations with it.
func (m marks) live(number uint64) bool {
	if m[number-1].takenBack > 0 {
		return false
	}
	return !slices.ContainsFunc(m[number:], func(later mark) bool { return later.takenBack > 0 && later.takenBack <= number })
}

// last returns the number of the last live entry. It is 1, the opening, if
// there is no other.
func (m marks) last() uint64 {
	for number := uint64(len(m)); number > 1; number-- {
		if m.live(number) {
			return number
		}
	}
	return 1
}

// observedAt returns the numbers of the live entries that an import of an
// instant made, the latest first.
func (m marks) observedAt(at time.Time) (numbers []uint64) {
	for number := uint64(len(m)); number > 0; number-- {
		if one := m[number-1]; one.observed && one.at.Equal(at) && m.live(number) {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

// event returns the event of an entry in words.
func (m marks) event(number uint64) string {
	if number == 0 || number > uint64(len(m)) {
		return ""
	}
	return m[number-1].event.String()
}

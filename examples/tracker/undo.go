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
		Args: cobra.MaximumNArgs(2), ValidArgsFunction: p.completeID(),
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
		wanted = life.last()
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
		for _, number := range life.observedAt(at) {
			found = true
			if err := u.takeBack(ctx, life, number); err != nil {
				u.report.Left = append(u.report.Left, notTakenBack{id, number, life.event(number), err.Error()})
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
		u.report.Taken = append(u.report.Taken, takenBack{life.id(), number, life.event(number), status})
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
	// last returns the number of the last entry that is neither taken back nor a
	// taking-back. It is 1, the opening, if there is no other.
	last() uint64
	// observedAt returns the numbers of the entries that an import of an instant
	// made and that are not taken back, the latest first.
	observedAt(at time.Time) []uint64
	// event returns the event of an entry in words.
	event(number uint64) string
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
		return &associationLife{u.tracker, associated, history}, err
	}
	claim, err := u.claim(ctx, string(id))
	if claim == nil || err != nil && !errors.Is(err, claims.ErrTermsChanged) {
		return nil, err
	}
	history, err := wholeHistory(u.desk.History(ctx, id))
	return &activityLife{u.tracker, claim, history}, err
}

// An activityLife is the life of a partner activity.
type activityLife struct {
	tracker *tracker
	claim   *claims.Claim
	history []claims.Entry
}

func (l *activityLife) id() claims.ID { return l.claim.ID() }

func (l *activityLife) event(number uint64) string {
	return eventText(l.history, number, func(e *claims.Entry) fmt.Stringer { return e.Event })
}

func (l *activityLife) last() uint64 { return lastOf(l.marks()) }

func (l *activityLife) observedAt(at time.Time) []uint64 { return observedOf(l.marks(), at) }

func (l *activityLife) marks() (marks []mark) {
	for i := range l.history {
		e := &l.history[i]
		marks = append(marks, mark{e.Actor == claims.PartnerCenter, given(e.At, e.Given), e.TakenBack})
	}
	return marks
}

func (l *activityLife) takeBack(ctx context.Context, number uint64, meta claims.Meta, dryRun bool) (string, error) {
	var change claims.Change
	var err error
	if dryRun {
		change, err = claims.TakeBack(l.claim, l.history, number, l.tracker.catalog, meta)
	} else {
		change, err = l.tracker.desk.TakeBack(ctx, l.claim.ID(), number, meta)
	}
	if err != nil {
		return "", err
	}
	l.claim, l.history = change.Claim, append(l.history, change.Entries...)
	return l.claim.State().String(), nil
}

// An associationLife is the life of an association.
type associationLife struct {
	tracker *tracker
	claim   *association.Claim
	history []association.Entry
}

func (l *associationLife) id() claims.ID { return l.claim.ID() }

func (l *associationLife) event(number uint64) string {
	return eventText(l.history, number, func(e *association.Entry) fmt.Stringer { return e.Event })
}

func (l *associationLife) last() uint64 { return lastOf(l.marks()) }

func (l *associationLife) observedAt(at time.Time) []uint64 { return observedOf(l.marks(), at) }

func (l *associationLife) marks() (marks []mark) {
	for i := range l.history {
		e := &l.history[i]
		marks = append(marks, mark{e.Actor == claims.PartnerCenter, given(e.At, e.Given), e.TakenBack})
	}
	return marks
}

func (l *associationLife) takeBack(ctx context.Context, number uint64, meta claims.Meta, dryRun bool) (string, error) {
	var change association.Change
	var err error
	if dryRun {
		change, err = association.TakeBack(l.claim, l.history, number, meta)
	} else {
		change, err = l.tracker.desk.Associations().TakeBack(ctx, l.claim.ID(), number, meta)
	}
	if err != nil {
		return "", err
	}
	l.claim, l.history = change.Claim, append(l.history, change.Entries...)
	return l.claim.State().String(), nil
}

// A mark is the part of an entry of either kind that says whether to take it
// back.
type mark struct {
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

// live reports whether an entry is neither taken back nor a taking-back. What is
// taken back takes the later observations with it.
func live(marks []mark, number uint64) bool {
	if marks[number-1].takenBack > 0 {
		return false
	}
	return !slices.ContainsFunc(marks[number:], func(m mark) bool { return m.takenBack > 0 && m.takenBack <= number })
}

func lastOf(marks []mark) uint64 {
	for number := uint64(len(marks)); number > 1; number-- {
		if live(marks, number) {
			return number
		}
	}
	return 1
}

func observedOf(marks []mark, at time.Time) (numbers []uint64) {
	for number := uint64(len(marks)); number > 0; number-- {
		if m := marks[number-1]; m.observed && m.at.Equal(at) && live(marks, number) {
			numbers = append(numbers, number)
		}
	}
	return numbers
}

func eventText[E any](history []E, number uint64, event func(*E) fmt.Stringer) string {
	if number == 0 || number > uint64(len(history)) {
		return ""
	}
	return event(&history[number-1]).String()
}

package association_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/tabletest"
)

func rowName(row lifecycle.Transition) string {
	return fmt.Sprintf("row %s, %s in %s", row.Row, row.Event, row.From)
}

// Every wrong row is noticed by what the scenarios tell, or by the compiler of
// the table.
func TestTheScenariosNoticeEveryWrongRow(t *testing.T) {
	rows := lifecycle.Transitions()
	edit := func(what string, change func(*lifecycle.Transition) bool) []tabletest.Mutant[lifecycle.Transition] {
		return tabletest.Edit(rows, what, rowName, change)
	}
	mutants := tabletest.Drop(rows, rowName)
	for _, to := range lifecycle.States() {
		mutants = append(mutants, edit("led to "+to.String(), func(row *lifecycle.Transition) bool {
			changed := row.To != to
			row.To = to
			return changed
		})...)
	}
	for actor := claims.Partner; actor <= claims.System; actor++ {
		mutants = append(mutants, edit("given to "+actor.String(), func(row *lifecycle.Transition) bool {
			changed := row.Actor != actor
			row.Actor = actor
			return changed
		})...)
	}
	for n := range 2 {
		mutants = append(mutants, edit("a guard less", func(row *lifecycle.Transition) bool {
			if len(row.Guards) <= n {
				return false
			}
			row.Guards = slices.Delete(slices.Clone(row.Guards), n, n+1)
			return true
		})...)
		for _, guard := range lifecycle.Guards() {
			mutants = append(mutants, edit("the guard "+guard.String(), func(row *lifecycle.Transition) bool {
				if len(row.Guards) <= n || slices.Contains(row.Guards, guard) {
					return false
				}
				row.Guards = slices.Clone(row.Guards)
				row.Guards[n] = guard
				return true
			})...)
		}
	}
	texts := scenarioTexts(t)
	if err := tabletest.Survivors(rows, mutants, func(rows []lifecycle.Transition) error {
		return noticed(rows, association.ClockRows(), texts)
	}); err != nil {
		t.Error(err)
	}
	t.Logf("%d mutants of the transitions", len(mutants))
}

func TestTheScenariosNoticeEveryWrongClock(t *testing.T) {
	rows := association.ClockRows()
	name := func(row association.ClockRow) string {
		return fmt.Sprintf("the %s clock in %s", row.Clock, row.State)
	}
	mutants := tabletest.Drop(rows, name)
	for _, shift := range []int{-1, 1} {
		mutants = append(mutants, tabletest.Edit(rows, fmt.Sprintf("shift the length by %d", shift), name, func(row *association.ClockRow) bool {
			row.Days += shift
			return true
		})...)
	}
	mutants = append(mutants, tabletest.Edit(rows, "flip the end", name, func(row *association.ClockRow) bool {
		row.Expires = !row.Expires
		return true
	})...)
	for _, state := range lifecycle.States() {
		mutants = append(mutants, tabletest.Edit(rows, "run in "+state.String(), name, func(row *association.ClockRow) bool {
			changed := row.State != state
			row.State = state
			return changed
		})...)
	}
	texts := scenarioTexts(t)
	if err := tabletest.Survivors(rows, mutants, func(rows []association.ClockRow) error {
		return noticed(lifecycle.Transitions(), rows, texts)
	}); err != nil {
		t.Error(err)
	}
	t.Logf("%d mutants of the clocks", len(mutants))
}

// noticed returns which scenario tells another story, or that the tables do not
// compile.
func noticed(rows []lifecycle.Transition, clocks []association.ClockRow, texts map[string]string) error {
	if err := association.Compile(rows, clocks); err != nil {
		return err
	}
	differs := ""
	if err := association.WithTables(rows, clocks, func() { differs = replayed(texts) }); err != nil {
		return err
	}
	if differs != "" {
		return errors.New("another story: " + differs)
	}
	return nil
}

// What the scenarios do not tell, the golden file does.
func TestTheGoldenFileNoticesEveryWrongRule(t *testing.T) {
	rows := lifecycle.Transitions()
	always := func(edit func(*lifecycle.Transition)) func(*lifecycle.Transition) bool {
		return func(row *lifecycle.Transition) bool { edit(row); return true }
	}
	mutants := slices.Concat(
		tabletest.Drop(rows, rowName),
		tabletest.Edit(rows, "another number", rowName, always(func(row *lifecycle.Transition) { row.Row += "x" })),
		tabletest.Edit(rows, "another rule", rowName, always(func(row *lifecycle.Transition) { row.Rule += "x" })),
		tabletest.Edit(rows, "another source", rowName, always(func(row *lifecycle.Transition) {
			row.Source = row.Source%mci.LibraryReading + 1
		})),
		tabletest.Edit(rows, "another grade", rowName, always(func(row *lifecycle.Transition) { row.Inferred = !row.Inferred })),
	)
	golden := readTestdata(t, "transitions.txt")
	if err := tabletest.Survivors(rows, mutants, func(rows []lifecycle.Transition) error {
		if renderTransitions(rows) != golden {
			return errors.New("the golden file tells another table")
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// The statuses of the machine are those of recognition, and so are the lengths
// of their clocks.
func TestTheMachineHasEveryStatusOfRecognition(t *testing.T) {
	for _, terms := range recognition.StatusTable() {
		i := slices.IndexFunc(lifecycle.States(), func(s lifecycle.State) bool { return s.Status == terms.Status })
		if i < 0 {
			t.Errorf("%s is in no state", terms.Status)
		}
		_, edits := in(terms.Status).Next(lifecycle.ClaimEdited)
		if edits != (terms.Editable == mci.Yes) {
			t.Errorf("%s can be edited: %t, and recognition says %v", terms.Status, edits, terms.Editable)
		}
		for _, clock := range association.ClockRows() {
			if clock.State == in(terms.Status) && terms.MostDays != 0 && clock.Days != terms.MostDays {
				t.Errorf("%s: %d days, and recognition says %d", clock.State, clock.Days, terms.MostDays)
			}
		}
	}
}

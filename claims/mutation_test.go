package claims_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/tabletest"
)

// A mutant is the package with one wrong row in a table or one wrong figure in
// the catalog.
type mutant struct {
	name    string
	rows    []claims.Transition
	clocks  []claims.ClockRow
	catalog *catalog.Catalog
}

// The scenarios or the compiler of the table notice every wrong row. The table
// need not be compared with a copy of itself.
func TestTheScenariosNoticeEveryWrongRow(t *testing.T) {
	var stories []*story
	for _, file := range scenarioFiles(t) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s := &story{name: strings.TrimSuffix(filepath.Base(file), ".txt"), text: string(text)}
		if got, err := newStage(public()).runWith(s.text, s.listen); err != nil || got != s.text {
			t.Fatalf("without a mutation, %s differs, %v", s.name, err)
		}
		stories = append(stories, s)
	}
	if by := noticed(mutant{"none", claims.Transitions(), claims.ClockRows(), adapted(t)}, stories); by != "" {
		t.Fatalf("without a mutation, %s differs", by)
	}
	byWhat := map[string]int{}
	mutants := slices.Concat(rowMutants(), guardMutants(), clockMutants(), windowMutants(t))
	for _, m := range mutants {
		by := noticed(m, stories)
		if by == "" {
			t.Errorf("nothing notices: %s", m.name)
		}
		byWhat[by]++
	}
	if len(mutants) < 600 {
		t.Errorf("%d mutants are too few", len(mutants))
	}
	t.Logf("%d mutants, noticed by %v", len(mutants), byWhat)
}

// The golden files notice the mistakes that do not show in the scenarios.
func TestTheGoldenFilesNoticeEveryWrongRule(t *testing.T) {
	rows := claims.Transitions()
	name := func(row claims.Transition) string { return row.Row + " in " + row.From.String() }
	always := func(edit func(*claims.Transition)) func(*claims.Transition) bool {
		return func(row *claims.Transition) bool { edit(row); return true }
	}
	mutants := slices.Concat(
		tabletest.Drop(rows, name),
		tabletest.Edit(rows, "another number", name, always(func(row *claims.Transition) { row.Row += "x" })),
		tabletest.Edit(rows, "another rule", name, always(func(row *claims.Transition) { row.Rule += "x" })),
		tabletest.Edit(rows, "another source", name, always(func(row *claims.Transition) {
			if row.Source == mci.LibraryReading {
				row.Source = mci.WorkshopClaims
				return
			}
			row.Source = mci.LibraryReading
		})),
		tabletest.Edit(rows, "another grade", name, always(func(row *claims.Transition) { row.Inferred = !row.Inferred })),
		tabletest.Edit(rows, "no guard", name, func(row *claims.Transition) bool {
			guarded := len(row.Guards) > 0
			row.Guards = nil
			return guarded
		}),
	)
	golden, err := os.ReadFile(filepath.Join("testdata", "transitions.txt"))
	if err != nil {
		t.Fatal(err)
	}
	if err := tabletest.Survivors(rows, mutants, func(rows []claims.Transition) error {
		if renderTransitions(rows) != string(golden) {
			return errors.New("the golden file tells another table")
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
}

// A story is a scenario with the effects of its commands.
type story struct {
	name, text string
	effects    []string
}

// listen adds an effect to the story.
func (s *story) listen(effect string) error {
	s.effects = append(s.effects, effect)
	return nil
}

// differs reports whether the scenario has another effect with a catalog. It
// ends at the first one.
func (s *story) differs(catalog *catalog.Catalog) bool {
	told := 0
	_, err := newStage(catalog).runWith(s.text, func(effect string) error {
		if told++; effect != s.effects[told-1] {
			return errors.New("another effect")
		}
		return nil
	})
	return err != nil
}

// noticed returns which scenario tells another story of the mutant, or that its
// tables do not compile. It moves the scenario to the front: the mutants of one
// row follow each other.
func noticed(m mutant, stories []*story) (by string) {
	if err := claims.WithTables(m.rows, m.clocks, func() {
		if !claims.Compiles() {
			return
		}
		for i, s := range stories {
			if s.differs(m.catalog) {
				copy(stories[1:i+1], stories)
				stories[0], by = s, s.name
				return
			}
		}
	}); err != nil {
		return "the compiler"
	}
	return by
}

// rowMutants returns mutants that drop a row, change its target or change its
// actor.
func rowMutants() []mutant {
	var mutants []mutant
	add := func(name string, row int, mutate func(rows []claims.Transition) []claims.Transition) {
		rows := claims.Transitions()
		name = fmt.Sprintf("row %s, %s in %s: %s", rows[row].Row, rows[row].Event, rows[row].From, name)
		mutants = append(mutants, mutant{name, mutate(rows), claims.ClockRows(), public()})
	}
	for i, row := range claims.Transitions() {
		add("dropped", i, func(rows []claims.Transition) []claims.Transition { return slices.Delete(rows, i, i+1) })
		for _, to := range []claims.State{
			{Status: row.To.Status, Disputed: !row.To.Disputed},
			{Status: row.To.Status%claims.Status(len(claims.Statuses())) + 1, Disputed: row.To.Disputed},
			plain(claims.CustomerClaimed), plain(claims.Submitted), plain(claims.Canceled), disputed(claims.UnderReview), row.From,
		} {
			if to != row.To {
				add("led to "+to.String(), i, func(rows []claims.Transition) []claims.Transition { rows[i].To = to; return rows })
			}
		}
		for actor := claims.Partner; actor <= claims.System; actor++ {
			if actor != row.Actor {
				add("given to "+actor.String(), i, func(rows []claims.Transition) []claims.Transition { rows[i].Actor = actor; return rows })
			}
		}
	}
	return mutants
}

// guardMutants returns mutants that drop a guard or replace it by another one.
func guardMutants() []mutant {
	var mutants []mutant
	for i, row := range claims.Transitions() {
		for j, guard := range row.Guards {
			rows := claims.Transitions()
			rows[i].Guards = slices.Delete(rows[i].Guards, j, j+1)
			name := fmt.Sprintf("row %s, %s in %s: without the guard %s", row.Row, row.Event, row.From, guard)
			mutants = append(mutants, mutant{name, rows, claims.ClockRows(), public()})
			for _, other := range claims.Guards() {
				if !slices.Contains(row.Guards, other) {
					rows := claims.Transitions()
					rows[i].Guards[j] = other
					name := fmt.Sprintf("row %s, %s in %s: the guard %s instead of %s", row.Row, row.Event, row.From, other, guard)
					mutants = append(mutants, mutant{name, rows, claims.ClockRows(), public()})
				}
			}
		}
	}
	return mutants
}

// clockMutants returns mutants that drop a row of the clocks, flip whether it
// expires, or let another clock run.
func clockMutants() []mutant {
	var mutants []mutant
	for i, row := range claims.ClockRows() {
		add := func(name string, mutate func([]claims.ClockRow) []claims.ClockRow) {
			name = fmt.Sprintf("the %s clock in %s: %s", row.Clock, row.State, name)
			mutants = append(mutants, mutant{name, claims.Transitions(), mutate(claims.ClockRows()), public()})
		}
		add("dropped", func(rows []claims.ClockRow) []claims.ClockRow { return slices.Delete(rows, i, i+1) })
		add("expires flipped", func(rows []claims.ClockRow) []claims.ClockRow { rows[i].Expires = !row.Expires; return rows })
		for _, clock := range mci.Clocks() {
			if clock != row.Clock {
				add("replaced by "+clock.String(), func(rows []claims.ClockRow) []claims.ClockRow { rows[i].Clock = clock; return rows })
			}
		}
	}
	return mutants
}

// windowMutants returns mutants that change a window of the workshops by one
// day, exclude the last day, or use another time zone.
func windowMutants(t *testing.T) []mutant {
	var mutants []mutant
	add := func(name string, pairs ...string) {
		mutants = append(mutants, mutant{name, claims.Transitions(), claims.ClockRows(), adapted(t, pairs...)})
	}
	figures := []struct {
		name string
		days int
	}{{"consent", 30}, {"firstSubmission", 90}, {"review", 120}, {"dispute", 30}, {"postDispute", 30}}
	if len(figures) != len(mci.Clocks()) {
		t.Fatalf("%d windows have mutants, and there are %d clocks", len(figures), len(mci.Clocks()))
	}
	for i, figure := range figures {
		for _, shift := range []int{-1, 1} {
			before, after := `"id": "Workshops",`, `"id": "Workshops",`
			for j, f := range figures[:i+1] {
				days := f.days
				if j == i {
					days += shift
				}
				before += fmt.Sprintf("\n      %q: %d,", f.name, f.days)
				after += fmt.Sprintf("\n      %q: %d,", f.name, days)
			}
			add(fmt.Sprintf("the %s window with %d days", figure.name, figure.days+shift), before, after)
		}
	}
	add("the last day excluded", `"lastDay": "included"`, `"lastDay": "excluded"`)
	add("days counted in Zurich", `"timeZone": "UTC"`, `"timeZone": "Europe/Zurich"`)
	return mutants
}

package ruling_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// row returns a complete row about a number. The number passes if it is below
// the bound. A negative number is unknown.
func row(id mci.RuleID, below int) ruling.Row[int, string] {
	return ruling.Row[int, string]{
		ID: id, Version: 2, Means: "the number is small", Path: "number", Source: mci.LibraryReading.Source(), Own: "own",
		Check: func(n int) mci.Outcome {
			if n < 0 {
				return mci.Unknown
			}
			return mci.FactOf(n < below).Outcome()
		},
		Want:  func(int) string { return fmt.Sprintf("less than %d", below) },
		Found: func(n int) string { return fmt.Sprint(n) },
	}
}

func ExampleJudge() {
	rows := []ruling.Row[int, string]{row("number.small", 100), row("number.tiny", 10)}
	verdict := ruling.Judge(rows, 42)
	fmt.Println(verdict.Outcome())
	for i := range rows {
		if verdict.Failed.Has(i) {
			f := rows[i].Finding(42, verdict.Of(i))
			fmt.Println(f.Rule, f.Version, "wants", f.Want, "and found", f.Found)
		}
	}
	// Output:
	// fail
	// number.tiny 2 wants less than 10 and found 42
}

func TestFailBeatsUnknownBeatsPassAndEveryRowKeepsItsOwnAnswer(t *testing.T) {
	rows := []ruling.Row[int, string]{row("a", 100), row("b", 10)}
	odd := row("odd", 1)
	odd.Check = func(int) mci.Outcome { return 9 }
	for _, c := range []struct {
		number          int
		rows            []ruling.Row[int, string]
		outcome         mci.Outcome
		failed, unknown ruling.Set
	}{
		{5, rows, mci.Pass, 0, 0},
		{50, rows, mci.Fail, ruling.One(1), 0},
		{500, rows, mci.Fail, 3, 0},
		{-1, rows, mci.Unknown, 0, 3},
		// An invalid outcome counts as unknown.
		{50, append(rows[:2:2], odd), mci.Fail, ruling.One(1), ruling.One(2)},
		{0, nil, mci.Pass, 0, 0},
	} {
		v := ruling.Judge(c.rows, c.number)
		if v.Outcome() != c.outcome || v.Failed != c.failed || v.Unknown != c.unknown {
			t.Errorf("%d: %v is %v, want %v by %b and %b", c.number, v, v.Outcome(), c.outcome, c.failed, c.unknown)
		}
		for i := range c.rows {
			want := mci.Pass
			if c.failed.Has(i) {
				want = mci.Fail
			} else if c.unknown.Has(i) {
				want = mci.Unknown
			}
			if v.Of(i) != want {
				t.Errorf("%d: row %d is %v, want %v", c.number, i, v.Of(i), want)
			}
		}
		if all := v.Failed | v.Unknown; all.Len() != c.failed.Len()+c.unknown.Len() {
			t.Errorf("%d: %d rows stand in the way", c.number, all.Len())
		}
	}
}

func TestAFindingCitesTheNearerSourceIfThereIsOne(t *testing.T) {
	r := row("a", 1)
	nearer := mci.CustomersPage.Source()
	r.SourceOf = func(n int) mci.Source {
		if n > 5 {
			return nearer
		}
		return mci.Source{}
	}
	if far, near := r.Finding(1, mci.Fail), r.Finding(9, mci.Fail); far.Source != r.Source || near.Source != nearer {
		t.Errorf("the sources are %v and %v", far.Source, near.Source)
	}
	if rule := r.Rule(); rule != (mci.Rule{ID: "a", Version: 2, Means: "the number is small", Path: "number", Source: r.Source}) {
		t.Errorf("the rule is %+v", rule)
	}
}

func TestATableThatLacksSomethingNamesTheRow(t *testing.T) {
	first := row("b", 2)
	first.Version = 1
	if err := ruling.Check([]ruling.Row[int, string]{row("a", 1), first}); err != nil {
		t.Errorf("a whole table: %v", err)
	}
	for lack, change := range map[string]func(*ruling.Row[int, string]){
		"ID":                          func(r *ruling.Row[int, string]) { r.ID = "" },
		"another row has the ID":      func(r *ruling.Row[int, string]) { r.ID = "a" },
		"version":                     func(r *ruling.Row[int, string]) { r.Version = 0 },
		"meaning":                     func(r *ruling.Row[int, string]) { r.Means = "" },
		"path":                        func(r *ruling.Row[int, string]) { r.Path = "" },
		"check":                       func(r *ruling.Row[int, string]) { r.Check = nil },
		"its wanted":                  func(r *ruling.Row[int, string]) { r.Want = nil },
		"its found value":             func(r *ruling.Row[int, string]) { r.Found = nil },
		"source":                      func(r *ruling.Row[int, string]) { r.Source = mci.Source{} },
		"a table has at most 32 rows": nil,
	} {
		rows := []ruling.Row[int, string]{row("a", 1), row("b", 2)}
		if change != nil {
			change(&rows[1])
		}
		for change == nil && len(rows) < 33 {
			rows = append(rows, row(mci.RuleID(fmt.Sprint(len(rows))), 1))
		}
		err := ruling.Check(rows)
		if err == nil || !strings.Contains(err.Error(), lack) || !strings.Contains(err.Error(), "row ") {
			t.Errorf("%s: the error is %v", lack, err)
		}
	}
}

func TestJudgingAllocatesNothing(t *testing.T) {
	rows := []ruling.Row[int, string]{row("a", 100), row("b", 10)}
	if n := testing.AllocsPerRun(100, func() { ruling.Judge(rows, 50) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

package tabletest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci/tabletest"
)

type rate struct {
	market string
	amount int
}

func market(r rate) string { return r.market }

var rates = []rate{{"A", 5000}, {"B", 3000}, {"C", 1000}}

func raise(r *rate) bool {
	r.amount++
	return true
}

// careful checks the whole table. careless checks only the first row.
func careful(rows []rate) error {
	if fmt.Sprint(rows) != fmt.Sprint(rates) {
		return errors.New("another table")
	}
	return nil
}

func careless(rows []rate) error {
	if len(rows) == 0 || rows[0] != rates[0] {
		return errors.New("another first row")
	}
	return nil
}

func TestACarefulCheckLetsNoMutantSurvive(t *testing.T) {
	mutants := append(tabletest.Drop(rates, market), tabletest.Edit(rates, "raise the amount", market, raise)...)
	if len(mutants) != 6 {
		t.Fatalf("%d mutants, want 6", len(mutants))
	}
	if err := tabletest.Survivors(rates, mutants, careful); err != nil {
		t.Error(err)
	}
}

func TestSurvivorsAreNamed(t *testing.T) {
	err := tabletest.Survivors(rates, tabletest.Edit(rates, "raise the amount", market, raise), careless)
	if err == nil {
		t.Fatal("a careless check passes")
	}
	for _, want := range []string{"raise the amount of B", "raise the amount of C"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not name %q", err, want)
		}
	}
	if strings.Contains(err.Error(), "of A") {
		t.Errorf("%q names the mutant that was noticed", err)
	}
}

func TestACheckThatProvesNothingIsAnError(t *testing.T) {
	if err := tabletest.Survivors(rates, nil, careful); err == nil {
		t.Error("no mutants at all pass")
	}
	refuses := func([]rate) error { return errors.New("no") }
	if err := tabletest.Survivors(rates, tabletest.Drop(rates, market), refuses); err == nil {
		t.Error("a check that refuses everything passes")
	}
}

func TestMutantsLeaveTheTableAsItIs(t *testing.T) {
	tabletest.Drop(rates, market)
	tabletest.Edit(rates, "raise the amount", market, raise)
	if err := careful(rates); err != nil {
		t.Error(err)
	}
}

func TestAnEditThatChangesNothingMakesNoMutant(t *testing.T) {
	none := func(*rate) bool { return false }
	if mutants := tabletest.Edit(rates, "nothing", market, none); len(mutants) != 0 {
		t.Errorf("%d mutants", len(mutants))
	}
}

// The check looks only at the first row, so a mutant of the second row
// survives.
func ExampleSurvivors() {
	rows := []rate{{"A", 5000}, {"B", 3000}}
	onlyFirst := func(rows []rate) error {
		if rows[0].amount != 5000 {
			return errors.New("market A pays 5000")
		}
		return nil
	}
	mutants := tabletest.Edit(rows, "raise the amount", market, raise)
	fmt.Println(tabletest.Survivors(rows, mutants, onlyFirst))
	// Output: survived: raise the amount of B
}

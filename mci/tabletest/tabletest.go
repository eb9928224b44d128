// Package tabletest checks the tests of rules that are written down as data: it
// changes one thing in a table at a time and demands that a check notices.
//
// Tools that mutate code do not touch data: a rate, a bound, a row of
// transitions. A suite that passes with a wrong rate is worth nothing, so the
// tables of this library are mutated with this package, and a partner can do
// the same with a catalog or a policy of their own.
package tabletest

import (
	"errors"
	"fmt"
	"slices"
)

// A Mutant is a table with one thing changed.
type Mutant[Row any] struct {
	Name string // what was changed, for a person
	Rows []Row
}

// Drop returns a mutant for each row, without it. Names come from name.
func Drop[Row any](rows []Row, name func(Row) string) []Mutant[Row] {
	mutants := make([]Mutant[Row], len(rows))
	for i, row := range rows {
		mutants[i] = Mutant[Row]{"drop " + name(row), slices.Delete(slices.Clone(rows), i, i+1)}
	}
	return mutants
}

// Edit returns a mutant for each row that edit changes, with that row changed.
// The edit gets a copy of the row and reports whether it changed it; a slice or
// a map in the row must be replaced, never written to. What says what the edit
// does, such as "shift the bound".
func Edit[Row any](rows []Row, what string, name func(Row) string, edit func(*Row) bool) []Mutant[Row] {
	var mutants []Mutant[Row]
	for i := range rows {
		changed := rows[i]
		if !edit(&changed) {
			continue
		}
		copied := slices.Clone(rows)
		copied[i] = changed
		mutants = append(mutants, Mutant[Row]{what + " of " + name(rows[i]), copied})
	}
	return mutants
}

// Survivors returns an error that names every mutant which check does not
// notice, nil if all are noticed. It is an error too if check refuses the rows
// as they are, or if there are no mutants: such a check proves nothing.
func Survivors[Row any](rows []Row, mutants []Mutant[Row], check func([]Row) error) error {
	if err := check(rows); err != nil {
		return fmt.Errorf("the check refuses the table as it is: %w", err)
	}
	if len(mutants) == 0 {
		return errors.New("there is no mutant")
	}
	var survived []error
	for _, mutant := range mutants {
		if check(mutant.Rows) == nil {
			survived = append(survived, fmt.Errorf("survived: %s", mutant.Name))
		}
	}
	return errors.Join(survived...)
}

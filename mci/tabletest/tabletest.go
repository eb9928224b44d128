// Package tabletest checks the tests of rules that are written as data. It
// changes one cell or row of a table at a time, and demands that a check
// notices. A test calls [Drop] and [Edit] for the mutants, and [Survivors] for
// those that no check notices.
//
// Tools that mutate code do not touch data such as a rate, a bound or a row of
// transitions. A test suite that passes with a wrong rate proves nothing.
// Therefore the tables of this library are mutated with this package, and a
// partner can do the same with a catalog or a policy of its own.
package tabletest

import (
	"errors"
	"fmt"
	"slices"
)

// A Mutant is a table with one thing changed.
type Mutant[Row any] struct {
	Name string `json:"name,omitempty"` // the change, for people
	Rows []Row  `json:"rows,omitempty"` // the changed table
}

// Drop returns a mutant for each row: the table without that row. The mutant is
// named with the row's name.
func Drop[Row any](rows []Row, name func(Row) string) []Mutant[Row] {
	mutants := make([]Mutant[Row], len(rows))
	for i, row := range rows {
		mutants[i] = Mutant[Row]{"drop " + name(row), slices.Delete(slices.Clone(rows), i, i+1)}
	}
	return mutants
}

// Edit returns a mutant for each row that edit changes: the table with that row
// changed. The function edit gets a copy of the row and reports whether it
// changed the copy. If the row has a slice or a map, edit must replace it and
// never write to it. The text what describes the edit, such as "shift the
// bound".
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

// Survivors returns an error that names every mutant that check does not
// notice, or nil if it notices all. It also returns an error if check refuses
// the rows as they are, or if there are no mutants, because such a check proves
// nothing.
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

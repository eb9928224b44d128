// Package ruletest demands that the cases of a table of rules notice a wrong
// rule. No tool that mutates code changes rules that are data.
package ruletest

import (
	"errors"
	"fmt"
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// A mutant changes the answers of a rule. To is by outcome: the answer in its
// place.
type mutant struct {
	name string
	to   [3]mci.Outcome
}

// mutants returns each way to answer something else, in place of one outcome or
// of all.
func mutants() []mutant {
	outcomes := [...]mci.Outcome{mci.Unknown, mci.Pass, mci.Fail}
	all := []mutant{{"inverted", [3]mci.Outcome{mci.Unknown: mci.Unknown, mci.Pass: mci.Fail, mci.Fail: mci.Pass}}}
	for _, answer := range outcomes {
		all = append(all, mutant{"always " + answer.String(), [3]mci.Outcome{answer, answer, answer}})
		for _, of := range outcomes {
			if of == answer {
				continue
			}
			one := mutant{of.String() + " is " + answer.String(), [3]mci.Outcome{mci.Unknown: mci.Unknown, mci.Pass: mci.Pass, mci.Fail: mci.Fail}}
			one.to[of] = answer
			all = append(all, one)
		}
	}
	return all
}

// Survivors changes the answers of each rule of a table in turn, inside the
// table, and returns an error that names the changes that no case notices.
// Wrong returns the cases of the rule at a place that have another outcome than
// they should, and outcomes the outcomes that the rule can have; a change to
// others is none.
func Survivors[T, Own any](rows []ruling.Row[T, Own], outcomes func(mci.RuleID) []mci.Outcome, wrong func(place int) []string) error {
	var all []error
	for i := range rows {
		if before := wrong(i); before != nil {
			return fmt.Errorf("rule %s as it stands: %v", rows[i].ID, before)
		}
		possible := outcomes(rows[i].ID)
		for _, m := range mutants() {
			if !slices.ContainsFunc(possible, func(o mci.Outcome) bool { return m.to[o] != o }) {
				continue
			}
			original := rows[i].Check
			rows[i].Check = func(subject T) mci.Outcome { return m.to[original(subject)] }
			after := wrong(i)
			rows[i].Check = original
			if after == nil {
				all = append(all, fmt.Errorf("rule %s, %s: no case notices", rows[i].ID, m.name))
			}
		}
	}
	return errors.Join(all...)
}

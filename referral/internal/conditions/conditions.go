// Package conditions writes the conditions of a decision as rows of a table. A
// decision makes its rows with [Row], and [Judge] evaluates them.
package conditions

import (
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
	"github.com/mci-go/incentives/referral/resource"
)

// Row returns a row in its first version. Its wanted value is the same for
// every subject. One function returns both the answer and the found value.
func Row[T, Own any](
	id mci.RuleID, path, want, means string, source mci.Source, own Own, look func(T) (mci.Outcome, string),
) ruling.Row[T, Own] {
	return ruling.Row[T, Own]{
		ID: id, Version: 1, Means: means, Path: path, Source: source, Own: own,
		Check: func(subject T) mci.Outcome { outcome, _ := look(subject); return outcome },
		Want:  func(T) string { return want },
		Found: func(subject T) string { _, found := look(subject); return found },
	}
}

// Judge returns the verdict of a table, with a finding for each row.
func Judge[T, Own any](rows []ruling.Row[T, Own], subject T) resource.Verdict {
	answers := ruling.Judge(rows, subject)
	verdict := resource.Verdict{Outcome: answers.Outcome()}
	for i := range rows {
		verdict.Findings = append(verdict.Findings, rows[i].Finding(subject, answers.Of(i)))
	}
	return verdict
}

// Rules returns the rules of a table.
func Rules[T, Own any](rows []ruling.Row[T, Own]) []mci.Rule {
	all := make([]mci.Rule, len(rows))
	for i := range rows {
		all[i] = rows[i].Rule()
	}
	return all
}

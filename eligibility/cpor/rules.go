package cpor

import (
	"cmp"
	"slices"

	"github.com/mci-go/incentives/mci"
)

// Rules returns the rules of this package with their meanings: the conditions
// of creation, and the faults of a proof.
func Rules() []mci.Rule {
	var all []mci.Rule
	for i := range rules {
		all = append(all, rules[i].Rule())
	}
	for i := range proofRules {
		all = append(all, proofRules[i].Rule())
	}
	return append(all, retired...)
}

// retired are earlier versions of rules, which explain stored findings. A row
// of a table whose meaning or source changes gets the next version, and the old
// one moves here.
var retired = []mci.Rule{
	{
		// A date that is still to come passed.
		ID:      "cporclaim.proof.dated",
		Version: 1,
		Retired: true,
		Means:   "the proof has a date, and the date is not old",
		Path:    "proof.dated",
		Source:  mci.ManageAssociations.Source(),
	},
}

// Explain returns stored findings in the order of [Rules], with the wanted
// value and the source that the tables have for the question. If a rule has
// another version today, its retired version explains the finding; if the
// tables do not know it, it is returned as it was stored. Of the question, only
// the kind, the instant, the workloads, the date of the proof and the terms are
// needed.
func Explain(question *Question, stored []mci.Finding) []mci.Finding {
	q := question.clone()
	q.Terms = orPublic(q.Terms)
	proof := Decision{question: &q}.exhibit()
	explained := make([]mci.Finding, len(stored))
	for i, f := range stored {
		explained[i] = explain(&q, proof, f)
	}
	slices.SortStableFunc(explained, func(a, b mci.Finding) int { return cmp.Compare(place(a.Rule), place(b.Rule)) })
	return explained
}

// place returns the place of a rule among all, or their number if it is none.
func place(id mci.RuleID) int {
	for i := range rules {
		if rules[i].ID == id {
			return i
		}
	}
	for i := range proofRules {
		if proofRules[i].ID == id {
			return len(rules) + i
		}
	}
	return len(rules) + len(proofRules)
}

func explain(q *Question, proof exhibit, f mci.Finding) mci.Finding {
	for i := range rules {
		if rules[i].ID == f.Rule && rules[i].Version == f.Version {
			return complete(f, rules[i].Finding(q, f.Outcome))
		}
	}
	for i := range proofRules {
		if proofRules[i].ID == f.Rule && proofRules[i].Version == f.Version {
			return complete(f, proofRules[i].Finding(proof, f.Outcome))
		}
	}
	for _, rule := range retired {
		if rule.ID == f.Rule && rule.Version == f.Version {
			return complete(f, mci.Finding{Path: rule.Path, Want: rule.Means, Source: rule.Source})
		}
	}
	return f
}

// complete returns a stored finding with the values that it leaves out.
func complete(stored, known mci.Finding) mci.Finding {
	stored.Path, stored.Want = cmp.Or(stored.Path, known.Path), cmp.Or(stored.Want, known.Want)
	if stored.Source == (mci.Source{}) {
		stored.Source = known.Source
	}
	return stored
}

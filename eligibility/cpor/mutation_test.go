package cpor_test

import (
	"slices"
	"testing"

	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/internal/ruletest"
	"github.com/mci-go/incentives/mci"
)

// others are the cases of the rule that bars nothing, and therefore is none of
// the conditions.
var others = map[string]condition{
	"no other partner":           {cpor.ModernWorkUsage, func(q *cpor.Question) { q.Others = mci.No }, "cporclaim.others", mci.Pass, ""},
	"another partner":            {cpor.ModernWorkUsage, func(q *cpor.Question) { q.Others = mci.Yes }, "cporclaim.others", mci.Fail, ""},
	"partners nobody looked for": {cpor.ModernWorkUsage, func(q *cpor.Question) { q.Others = 0 }, "cporclaim.others", mci.Unknown, ""},
}

// everyOutcome returns the outcomes that each rule of this package can have.
func everyOutcome(mci.RuleID) []mci.Outcome {
	return []mci.Outcome{mci.Unknown, mci.Pass, mci.Fail}
}

func outcomeOf(findings []mci.Finding, rule mci.RuleID) mci.Outcome {
	return findings[slices.IndexFunc(findings, func(f mci.Finding) bool { return f.Rule == rule })].Outcome
}

// wrongConditions returns the cases of a rule in which it has another outcome:
// those that change a good question, and each kind's good question.
func wrongConditions(place int) (wrong []string) {
	rule := cpor.Conditions[place].ID
	ask := func(name string, q cpor.Question, want mci.Outcome) {
		if outcomeOf(must(cpor.Decide(q)).Findings(), rule) != want {
			wrong = append(wrong, name)
		}
	}
	for _, kind := range cpor.Kinds() {
		ask(kind.String(), question(kind, monday), mci.Pass)
	}
	for _, cases := range []map[string]condition{conditions, others} {
		for name, c := range cases {
			if c.rule == rule {
				q := question(c.kind, monday)
				c.change(&q)
				ask(name, q, c.outcome)
			}
		}
	}
	return wrong
}

func TestTheCasesCatchEveryMutantOfTheConditions(t *testing.T) {
	if err := ruletest.Survivors(cpor.Conditions, everyOutcome, wrongConditions); err != nil {
		t.Error(err)
	}
}

// wrongProofs returns the proofs in which the rule of a fault has another
// outcome: one without a fault, one with it and one of which nothing is known
// but that it exists.
func wrongProofs(place int) (wrong []string) {
	for name, c := range map[string]struct {
		proof cpor.Proof
		want  mci.Outcome
	}{
		"faultless": {proof("2023-01-05", teams), mci.Pass},
		"faulty":    {cpor.Proof{Reference: "sow", Pertains: mci.No, Signed: mci.No, Undated: true, Describes: mci.No, Workloads: []cpor.Workload{exchange}}, mci.Fail},
		"unread":    {cpor.Proof{Reference: "sow"}, mci.Unknown},
	} {
		if c.proof.Findings([]cpor.Workload{teams}, nil, monday)[place].Outcome != c.want {
			wrong = append(wrong, name)
		}
	}
	return wrong
}

func TestTheCasesCatchEveryMutantOfTheFaultsOfAProof(t *testing.T) {
	if err := ruletest.Survivors(cpor.ProofConditions, everyOutcome, wrongProofs); err != nil {
		t.Error(err)
	}
}

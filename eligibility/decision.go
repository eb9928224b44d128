package eligibility

import (
	"math/bits"

	"github.com/mci-go/incentives/mci"
)

// ruleSet holds one bit for each row of the table.
type ruleSet uint32

// A Decision is the answer to a [Question]. The zero Decision answers nothing and is unknown. It refers to
// its question, which must not change while the decision is in use.
type Decision struct {
	question        *Question
	failed, unknown ruleSet
	waived          ruleSet // of the failed
}

// Decide applies every rule to the question. It is pure: the same question has
// the same answer. A customer who is not eligible is a decision and no error. A
// nil question, one without an engagement and one with a malformed field are a
// [mci.FieldError], as [Question.Check] reports it; the decision is then the
// zero one.
func Decide(question *Question) (Decision, error) {
	if question == nil {
		return Decision{}, mci.Invalid("", "", "a question")
	}
	if err := question.Check(); err != nil {
		return Decision{}, err
	}
	return decide(question), nil
}

// decide is Decide for a question that is well formed.
func decide(question *Question) Decision {
	d, q := Decision{question: question}, ask(question)
	for i := range rules {
		switch rules[i].check(q) {
		case mci.Fail:
			d.failed |= 1 << i
		case mci.Unknown:
			d.unknown |= 1 << i
		case mci.Pass:
		}
	}
	if d.failed != 0 {
		d.waived = q.waived(d.failed)
	}
	return d
}

// Outcome returns fail if any rule failed that is not waived, else unknown if any rule lacked a fact, else pass.
func (d Decision) Outcome() mci.Outcome {
	switch {
	case d.failed&^d.waived != 0:
		return mci.Fail
	case d.unknown != 0 || d.question == nil:
		return mci.Unknown
	default:
		return mci.Pass
	}
}

// obstacles counts the rules that stand in the way.
func (d Decision) obstacles() int { return bits.OnesCount32(uint32(d.failed&^d.waived | d.unknown)) }

// Findings returns what every rule found, in the order of the table.
func (d Decision) Findings() []mci.Finding { return d.findings(^ruleSet(0)) }

// Reasons returns only the findings of the rules that stand in the way: those that failed and are not waived, and those
// that lacked a fact.
func (d Decision) Reasons() []mci.Finding { return d.findings(d.failed&^d.waived | d.unknown) }

// Waived returns the findings of the rules that failed and are waived.
func (d Decision) Waived() []mci.Finding { return d.findings(d.waived) }

func (d Decision) findings(wanted ruleSet) []mci.Finding {
	if d.question == nil {
		return nil
	}
	var findings []mci.Finding
	for i := range rules {
		if wanted&(1<<i) != 0 {
			findings = append(findings, d.finding(i))
		}
	}
	return findings
}

func (d Decision) finding(i int) mci.Finding {
	r, q := &rules[i], ask(d.question)
	f := mci.Finding{
		Rule: r.id, Outcome: d.outcome(i), Path: r.path,
		Want: r.want(q), Found: r.found(q), Source: r.rests(q),
	}
	if d.waived&(1<<i) != 0 {
		f.Waived = q.waiver(r.id)
	}
	return f
}

func (d Decision) outcome(i int) mci.Outcome {
	switch {
	case d.failed&(1<<i) != 0:
		return mci.Fail
	case d.unknown&(1<<i) != 0:
		return mci.Unknown
	default:
		return mci.Pass
	}
}

package eligibility

import (
	"encoding/json"
	"errors"
	"math/bits"
	"slices"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// A Decision is the answer to a [Question]. The zero Decision answers nothing
// and is unknown. It refers to its question, which must not change while the
// decision is in use.
type Decision struct {
	question *Question
	verdict  ruling.Verdict
	waived   ruling.Set // of the failed
}

// Decide applies every rule to the question. It is pure: the same question
// always gets the same decision. If the customer is not eligible, that is a
// decision, not an error. If the question is nil, has no engagement or has a
// malformed field, Decide returns the zero Decision and a [mci.FieldError]; see
// [Question.Check].
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
	q := asked{question}
	d := Decision{question: question, verdict: q.judge(everyRule)}
	if d.verdict.Failed != 0 {
		d.waived = q.waived(d.verdict.Failed)
	}
	return d
}

// Judge evaluates some rules for a question and uses every field as it is. It
// neither checks the question nor applies waivers. It is for callers that ask
// many questions and check or mend the facts themselves, as package customers
// does. The places of the sets are those of [Rules]. If the question has no
// engagement, every rule is unknown.
func Judge(question *Question, some ruling.Set) (v ruling.Verdict) {
	some &= everyRule
	if question == nil || question.Engagement == nil {
		return ruling.Verdict{Unknown: some}
	}
	return asked{question}.judge(some)
}

// judge runs the checks of some rules. A rule that asks about a condition that
// the engagement does not set passes without being asked.
func (q asked) judge(some ruling.Set) (v ruling.Verdict) {
	// The rules are walked by their bits: a test of each rule's condition would
	// be a jump that the processor cannot foresee.
	for some &= conditional.asked(q.Engagement.Conditions()); some != 0; some &= some - 1 {
		i := bits.TrailingZeros32(uint32(some))
		v = v.With(i, rules[i].Check(q))
	}
	return v
}

// Verdict returns the rules that stand in the way, by their places in [Rules]:
// those that failed and are not waived, and those that lacked a fact. It writes
// out no finding. The zero Decision has none.
func (d Decision) Verdict() ruling.Verdict {
	return ruling.Verdict{Failed: d.verdict.Failed &^ d.waived, Unknown: d.verdict.Unknown}
}

// AboutCustomer returns the decision by the rules about the customer alone, as
// a Customers page needs it. The user, the location, the way and the hours do
// not count. See [Criteria].
func (d Decision) AboutCustomer() Decision {
	about := Criteria()
	d.verdict.Failed, d.verdict.Unknown, d.waived = d.verdict.Failed&about, d.verdict.Unknown&about, d.waived&about
	return d
}

// Outcome returns fail if any rule failed and is not waived, else unknown if
// any rule lacked a fact, else pass. The zero Decision is unknown.
func (d Decision) Outcome() mci.Outcome {
	if d.question == nil {
		return mci.Unknown
	}
	return d.Verdict().Outcome()
}

// obstacles returns the rules that stand in the way.
func (d Decision) obstacles() ruling.Set {
	standing := d.Verdict()
	return standing.Failed | standing.Unknown
}

// Findings returns the finding of every rule, in the order of the table.
func (d Decision) Findings() []mci.Finding { return d.findings(^ruling.Set(0)) }

// Reasons returns only the findings of the rules that stand in the way: those
// that failed and are not waived, and those that lacked a fact.
func (d Decision) Reasons() []mci.Finding { return d.findings(d.obstacles()) }

// Waived returns the findings of the rules that failed and are waived.
func (d Decision) Waived() []mci.Finding { return d.findings(d.waived) }

func (d Decision) findings(wanted ruling.Set) []mci.Finding {
	if d.question == nil {
		return nil
	}
	findings := slices.Grow([]mci.Finding(nil), min(wanted.Len(), len(rules)))
	q := asked{d.question}
	for i := range rules {
		if !wanted.Has(i) {
			continue
		}
		f := rules[i].Finding(q, d.verdict.Of(i))
		if d.waived.Has(i) {
			f.Waived = q.waiver(f.Rule)
		}
		findings = append(findings, f)
	}
	return findings
}

// decisionForm is a Decision in JSON.
type decisionForm struct {
	Engagement mci.EngagementRef `json:"engagement,omitzero"`
	ID         mci.CustomerID    `json:"id"`
	Outcome    mci.Outcome       `json:"outcome"`
	Findings   []mci.Finding     `json:"findings"`
}

// MarshalJSON returns the engagement, the customer's ID, the outcome and the
// finding of every rule. If a finding is waived, it says so. The zero Decision
// has neither engagement nor findings. A web client can show the result
// unchanged.
func (d Decision) MarshalJSON() ([]byte, error) {
	form := decisionForm{Outcome: d.Outcome(), Findings: d.Findings()}
	if d.question != nil {
		form.Engagement, form.ID = d.question.Engagement.Ref(), d.question.Customer.ID
	}
	if form.Findings == nil {
		form.Findings = []mci.Finding{}
	}
	return json.Marshal(form)
}

// UnmarshalJSON always fails: only [Decide] makes a decision.
func (d *Decision) UnmarshalJSON([]byte) error {
	return unwritable("a Decision", "Decide makes it from a question")
}

// unwritable returns the error of a type that is not written to JSON, or not
// read from it.
func unwritable(what, instead string) error {
	return errors.New("eligibility: " + what + " is not read from or written to JSON: " + instead)
}

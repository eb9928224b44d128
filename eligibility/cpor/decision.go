package cpor

import (
	"encoding/json"
	"errors"
	"log/slog"

	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// A Decision answers whether a claim can be created. It has findings on the
// conditions of creation. It also has findings that matter later: the proof of
// execution is needed to submit, and another partner's association leads to
// arbitration. The zero Decision answers nothing and is unknown.
type Decision struct {
	question *Question
	verdict  ruling.Verdict
}

// Decide applies every rule to the question. It is pure: the same question
// always gets the same decision. If the association cannot be claimed, that is
// a decision, not an error. If a field is malformed, Decide returns a
// [mci.FieldError].
func Decide(question Question) (Decision, error) {
	if err := question.check(); err != nil {
		return Decision{}, err
	}
	q := question.clone()
	q.Terms = orPublic(q.Terms)
	return Decision{&q, ruling.Judge(rules[:], &q)}, nil
}

// ahead is the set of the rules that do not stand in the way of creation.
var ahead = func() (set ruling.Set) {
	for i := range rules {
		if rules[i].Own.ahead {
			set |= ruling.One(i)
		}
	}
	return set
}()

// Outcome returns fail if any condition of creation failed, else unknown if any
// lacked a fact, else pass. The zero Decision is unknown.
func (d Decision) Outcome() mci.Outcome {
	if d.question == nil {
		return mci.Unknown
	}
	return ruling.Verdict{Failed: d.verdict.Failed &^ ahead, Unknown: d.verdict.Unknown &^ ahead}.Outcome()
}

// Findings returns the finding of every rule: first the conditions of creation,
// then another partner's association, then the five faults of a proof.
func (d Decision) Findings() []mci.Finding {
	if d.question == nil {
		return nil
	}
	return append(d.findings(^ruling.Set(0)), d.exhibit().inspect()...)
}

// Reasons returns only the findings that stand in the way of creation: those
// that failed, and those that lacked a fact.
func (d Decision) Reasons() []mci.Finding {
	return d.findings((d.verdict.Failed | d.verdict.Unknown) &^ ahead)
}

// Ahead returns the findings that do not pass but do not prevent the creation.
// Faults of the proof must be gone when the claim is submitted. If another
// partner has an association, Microsoft decides by the proofs of both.
func (d Decision) Ahead() []mci.Finding {
	if d.question == nil {
		return nil
	}
	found := d.findings((d.verdict.Failed | d.verdict.Unknown) & ahead)
	for _, finding := range d.exhibit().inspect() {
		if finding.Outcome != mci.Pass {
			found = append(found, finding)
		}
	}
	return found
}

func (d Decision) findings(wanted ruling.Set) []mci.Finding {
	if d.question == nil {
		return nil
	}
	var findings []mci.Finding
	for i := range rules {
		if wanted.Has(i) {
			findings = append(findings, rules[i].Finding(d.question, d.verdict.Of(i)))
		}
	}
	return findings
}

func (d Decision) exhibit() exhibit {
	q := d.question
	return judged(&q.Proof, q.Workloads, q.At, q.Terms)
}

// String returns the kind and the outcome. It hides the customer.
func (d Decision) String() string {
	if d.question == nil {
		return "no decision"
	}
	return d.question.Kind.String() + ": " + d.Outcome().String()
}

// GoString returns the same text as [Decision.String].
func (d Decision) GoString() string { return d.String() }

// LogValue returns the same text as [Decision.String], for structured logs.
func (d Decision) LogValue() slog.Value { return slog.StringValue(d.String()) }

// Prospects returns the associations that the claim of the decision would give
// if it were approved on the day of the question and its pay not declined. So a
// partner can learn from package recognition, before it claims, which credit it
// would get.
func (d Decision) Prospects() []recognition.Association {
	if d.question == nil {
		return nil
	}
	q := d.question
	day := q.Terms.BusinessDays().Day(q.At)
	var all []recognition.Association
	for _, subject := range q.association().Subjects() {
		all = append(all, recognition.Association{
			Partner: recognition.PartnerID(q.Location.ID), Mechanism: recognition.CPOR, Subject: subject,
			PartnerRole: q.Kind.terms().Role, Status: recognition.Approved, Held: mci.Period{From: day, KnownUntil: day},
			OptedOut: mci.No, PayDeclined: mci.No,
		})
	}
	return all
}

// decisionForm is a Decision in JSON.
type decisionForm struct {
	Kind     Kind           `json:"kind,omitempty"`
	Tenant   mci.CustomerID `json:"tenant"`
	Outcome  mci.Outcome    `json:"outcome"`
	Findings []mci.Finding  `json:"findings"`
}

// MarshalJSON returns the kind, the customer's tenant, the outcome and the
// finding of every rule. The zero Decision has no findings.
func (d Decision) MarshalJSON() ([]byte, error) {
	form := decisionForm{Outcome: d.Outcome(), Findings: d.Findings()}
	if d.question != nil {
		form.Kind, form.Tenant = d.question.Kind, d.question.Tenant
	}
	if form.Findings == nil {
		form.Findings = []mci.Finding{}
	}
	return json.Marshal(form)
}

// UnmarshalJSON always fails: only [Decide] makes a decision.
func (d *Decision) UnmarshalJSON([]byte) error {
	return errors.New("cpor: a Decision is not read from JSON: Decide makes it of a question")
}

package cpor

import (
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Proposal is an association that a partner may claim: a question whose
// decision is a pass, and the details of the claim. Only [Propose] makes one,
// and a claim opens only from one.
type Proposal struct {
	question Question
	details  Details
	findings []mci.Finding
}

// Propose decides the question. If every condition of creation passes, it
// returns the proposal. Otherwise the proposal is nil, and the decision says
// why. If the details or the question are malformed, it returns a
// [mci.FieldError] and no decision.
func Propose(question Question, details Details) (*Proposal, Decision, error) {
	decision, err := Decide(question)
	if err != nil {
		return nil, Decision{}, err
	}
	q := decision.question
	kind := q.Kind.terms()
	if err := details.checkFor(kind); err != nil {
		return nil, Decision{}, err
	}
	if decision.Outcome() != mci.Pass {
		return nil, decision, nil
	}
	if kind.Declinable && details.PayDeclined == mci.NotSupplied {
		details.PayDeclined = mci.No
	}
	return &Proposal{*q, details, decision.Findings()}, decision, nil
}

// Association returns the two sides of the claim.
func (p *Proposal) Association() Association { return p.question.association() }

// Details returns the parts that decide nothing.
func (p *Proposal) Details() Details { return p.details }

// Proof returns the proof of execution that the partner had already, or zero.
func (p *Proposal) Proof() Proof { return p.question.Proof.Clone() }

// At returns the instant that was decided for.
func (p *Proposal) At() time.Time { return p.question.At }

// Terms returns the terms that were decided by. They are never nil.
func (p *Proposal) Terms() *Terms { return p.question.Terms }

// Findings returns the finding of every rule, as [Decision.Findings] does.
func (p *Proposal) Findings() []mci.Finding { return append([]mci.Finding{}, p.findings...) }

// String returns "proposal". It hides the customer.
func (p *Proposal) String() string { return "proposal" }

// GoString returns the same text as [Proposal.String].
func (p *Proposal) GoString() string { return p.String() }

// MarshalJSON always fails: keep the question and the details, and decide
// again.
func (Proposal) MarshalJSON() ([]byte, error) {
	return nil, vocabulary.Unwritable("cpor: a Proposal", "keep the question and the details, and propose again")
}

package eligibility

import (
	"fmt"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Nomination is a customer who may be claimed for: an eligible question with
// its decision. It is made by [Nominate] alone and is what a claim opens from.
type Nomination struct {
	question Question
	details  Details
	findings []mci.Finding
}

// Details are what a nomination carries beside the facts that decide.
type Details struct {
	// the friendly name of the claim, 1 to 200 bytes
	ClaimName string `json:"claimName"`
	// the customer's, whom the consent mail goes to
	CustomerContact mci.Contact `json:"customerContact"`
	// the partner's own
	PartnerContact mci.Contact `json:"partnerContact"`
}

const mostClaimNameBytes = 200

// Nominate decides the question and, if every rule passes or is waived, returns
// the nomination. Else the nomination is nil and the decision says why.
// Malformed details and a malformed question ([Question.Check]) are a
// [mci.FieldError]; then there is no decision either.
func Nominate(question Question, details Details) (*Nomination, Decision, error) {
	if err := details.check(); err != nil {
		return nil, Decision{}, err
	}
	if err := question.Check(); err != nil {
		return nil, Decision{}, err
	}
	nomination, decision := nominate(question, details)
	return nomination, decision, nil
}

// nominate is Nominate for what is well formed.
func nominate(question Question, details Details) (*Nomination, Decision) {
	question = question.clone()
	decision := decide(&question)
	if decision.Outcome() != mci.Pass {
		return nil, decision
	}
	return &Nomination{question, details, decision.Findings()}, decision
}

// NominateAll nominates one customer for one or several engagements in one go,
// all or none: there is one question for each, which have the customer's ID,
// the way, the location, the user and the instant in common. An engagement
// whose pay is variable is nominated alone. The decisions are in the order of
// the questions; the nominations too, and there are none unless every decision
// is a pass. What is malformed, and questions that do not go together, are a
// [mci.FieldError]; then there are no decisions either. Source:
// [mci.CustomersPage].
func NominateAll(questions []Question, details Details) ([]*Nomination, []Decision, error) {
	if len(questions) == 0 {
		return nil, nil, mci.Invalid("questions", "", "one question for each engagement, at least one")
	}
	for i := range questions {
		if err := questions[i].Check(); err != nil {
			return nil, nil, mci.At(fmt.Sprintf("questions[%d]", i), err)
		}
	}
	if err := checkTogether(questions); err != nil {
		return nil, nil, err
	}
	if err := details.check(); err != nil {
		return nil, nil, err
	}
	var nominations []*Nomination
	var decisions []Decision
	for _, question := range questions {
		nomination, decision := nominate(question, details)
		decisions = append(decisions, decision)
		if nomination != nil {
			nominations = append(nominations, nomination)
		}
	}
	if len(nominations) < len(questions) {
		return nil, decisions, nil
	}
	return nominations, decisions, nil
}

func (d Details) check() error {
	if err := vocabulary.CheckName("claimName", d.ClaimName, mostClaimNameBytes); err != nil {
		return err
	}
	if err := d.CustomerContact.Check(); err != nil {
		return mci.At("customerContact", err)
	}
	return mci.At("partnerContact", d.PartnerContact.Check())
}

// String hides the customer: fmt would print the fields of a nomination in
// full.
func (n *Nomination) String() string { return "nomination" }

// GoString returns what String returns.
func (n *Nomination) GoString() string { return n.String() }

// Question returns the facts that were decided on, as a copy.
func (n *Nomination) Question() Question { return n.question.clone() }

// Details returns the name and the contacts.
func (n *Nomination) Details() Details { return n.details }

// Findings returns what every rule found when the nomination was made.
func (n *Nomination) Findings() []mci.Finding { return append([]mci.Finding(nil), n.findings...) }

// ProposedPayout calculates what the claim would pay if consent, submission and
// creation were on the day of the nomination. The portal shows it on the review
// step of variable pay.
func (n *Nomination) ProposedPayout() catalog.Payout { return ask(&n.question).proposedPayout() }

func (q asked) proposedPayout() catalog.Payout {
	inputs := q.payInputs()
	inputs.Dates.Consent, inputs.Dates.Submission = q.day, q.day
	return q.Engagement.Payout(inputs)
}

// MarshalJSON refuses: a nomination decides that a claim may be opened, and a
// stored one would decide by facts of another day. Store a [Draft] between two
// pages, and [Resume] it.
func (n *Nomination) MarshalJSON() ([]byte, error) {
	return nil, unwritable("a Nomination", "store a Draft and resume it")
}

// UnmarshalJSON refuses, as [Nomination.MarshalJSON] does.
func (n *Nomination) UnmarshalJSON([]byte) error {
	return unwritable("a Nomination", "store a Draft and resume it")
}

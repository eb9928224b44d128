package eligibility

import (
	"fmt"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Nomination is a customer for whom a claim may be opened: an eligible
// question with its decision. Only [Nominate] and [NominateAll] make one, and a
// claim opens only from one.
type Nomination struct {
	question Question
	details  Details
	findings []mci.Finding
}

// Details are the parts of a nomination that decide nothing: a name and two
// contacts.
type Details struct {
	// ClaimName is the friendly name of the claim, 1 to 200 bytes.
	ClaimName string `json:"claimName"`
	// CustomerContact is the customer's contact, to whom the consent mail goes.
	CustomerContact mci.Contact `json:"customerContact"`
	// PartnerContact is the partner's own contact.
	PartnerContact mci.Contact `json:"partnerContact"`
}

const mostClaimNameBytes = 200

// Nominate decides the question. If every rule passes or is waived, it returns
// the nomination. Otherwise the nomination is nil, and the decision says why.
// If the details or the question are malformed ([Question.Check]), it returns a
// [mci.FieldError] and no decision.
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

// nominate is Nominate for well-formed arguments.
func nominate(question Question, details Details) (*Nomination, Decision) {
	question = question.Clone()
	decision := decide(&question)
	if decision.Outcome() != mci.Pass {
		return nil, decision
	}
	return &Nomination{question, details, decision.Findings()}, decision
}

// NominateAll nominates one customer for one or several engagements in one go,
// all or none. There is one question for each engagement. The questions have
// the customer's ID, the way, the location, the user and the instant in common.
// An engagement with variable pay is nominated alone.
//
// The decisions are in the order of the questions, and so are the nominations.
// Unless every decision is a pass, there are no nominations. If a question or
// the details are malformed, or if the questions do not go together, it returns
// a [mci.FieldError] and no decisions. Source: [mci.CustomersPage].
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

// String hides the customer, because fmt would print all fields of a
// nomination.
func (n *Nomination) String() string { return "nomination" }

// GoString returns the same text as String.
func (n *Nomination) GoString() string { return n.String() }

// Question returns a copy of the facts that the decision rests on.
func (n *Nomination) Question() Question { return n.question.Clone() }

// Details returns the name and the contacts.
func (n *Nomination) Details() Details { return n.details }

// Findings returns the finding of every rule at the time of the nomination.
func (n *Nomination) Findings() []mci.Finding { return append([]mci.Finding(nil), n.findings...) }

// ProposedPayout calculates the payout of the claim if consent, submission and
// creation were all on the day of the nomination. The portal shows it on the
// review step of variable pay.
func (n *Nomination) ProposedPayout() catalog.Payout { return n.question.ProposedPayout() }

// ProposedPayout calculates the payout of a claim whose consent, submission and
// creation were all on the day of the question. Without an engagement it
// returns the zero payout, which is unknown.
func (q *Question) ProposedPayout() catalog.Payout {
	if q.Engagement == nil {
		return catalog.Payout{}
	}
	inputs := asked{q}.payInputs()
	inputs.Dates.Consent, inputs.Dates.Submission = inputs.Dates.Nomination, inputs.Dates.Nomination
	return q.Engagement.Payout(inputs)
}

// MarshalJSON always fails. A nomination decides that a claim may be opened,
// and a stored one would decide by the facts of another day. Store a [Draft]
// between two pages, and [Resume] it.
func (n *Nomination) MarshalJSON() ([]byte, error) {
	return nil, unwritable("a Nomination", "store a Draft and resume it")
}

// UnmarshalJSON always fails, as [Nomination.MarshalJSON] does.
func (n *Nomination) UnmarshalJSON([]byte) error {
	return unwritable("a Nomination", "store a Draft and resume it")
}

package customers

import (
	"cmp"
	"errors"
	"fmt"
	"iter"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Tab is a part of an engagement's Customers page. The zero Tab is Undecided.
// Source: [mci.CustomersPage].
type Tab uint8

// The tabs. The portal has the last three. If a fact about a customer is
// missing, the customer is Undecided and on none of those.
const (
	Undecided Tab = iota
	Eligible
	Ineligible
	Complete // claims in a terminal state
)

var tabNames = vocabulary.Names[Tab]{What: "tab", Texts: []string{"Undecided", "Eligible", "Ineligible", "Complete"}}

// String returns the tab's name in the portal.
func (t Tab) String() string { return tabNames.Text(t) }

// MarshalText returns the tab's name in the portal. If the value is not
// declared, it returns a [mci.FieldError].
func (t Tab) MarshalText() ([]byte, error) { return tabNames.Marshal(t) }

// UnmarshalText reads a tab's name in the portal. If the text is anything else,
// it returns a [mci.FieldError].
func (t *Tab) UnmarshalText(text []byte) error { return tabNames.Unmarshal(t, text) }

// An Entry is a customer who may appear on an engagement's Customers page.
type Entry struct {
	// Name is the customer's name.
	Name string `json:"name"`
	// Question holds the engagement, the instant and the facts about the
	// customer under one ID. The user, the location and the way are not read,
	// except for the location's country if the edition's markets go by it.
	Question eligibility.Question `json:"question"`
	// Open holds the partner's own open claims for this engagement under the
	// question's ID.
	Open []OpenClaim `json:"open,omitempty"`
	// Closed holds the partner's terminal claims for this engagement.
	Closed []ClosedClaim `json:"closed,omitempty"`
}

// A Line is one line of a Customers page: a customer on one of the first three
// tabs, or a terminal claim on the Complete tab.
type Line struct {
	// Name is the name of the entry.
	Name string `json:"name"`
	// ID is the customer's ID.
	ID mci.CustomerID `json:"id"`
	// Tab is the tab that the line is on.
	Tab Tab `json:"tab"`
	// Reasons are the reasons for the Ineligible tab, each once; nil on the
	// other tabs, and for an engagement that shows no detail.
	Reasons []eligibility.Reason `json:"reasons,omitempty"`
	// Findings are the findings of the rules that stand in the way of a new
	// claim. If the customer has an open claim, the line is on the Eligible tab
	// in spite of them.
	Findings []mci.Finding `json:"findings,omitempty"`
	// Open are the partner's own open claims. Only lines of the Eligible tab
	// have any.
	Open []OpenClaim `json:"open,omitempty"`
	// Actions are the entries of the Action column, each once:
	// ClaimKnownCustomer if a new claim is possible, and the actions of the
	// open claims.
	Actions []CustomerAction `json:"actions,omitempty"`
	// Claim is the terminal claim of a line on the Complete tab.
	Claim ClosedClaim `json:"claim,omitzero"`
	// Problem is the first malformed field of the entry, with its path in it,
	// such as "question.customer.country"; nil if there is none. The malformed
	// field counts as not supplied, so it decides nothing. The lines of other
	// entries go on.
	Problem *mci.FieldError `json:"problem,omitempty"`
}

// Page yields the lines of one engagement's Customers page, in the order of the
// entries. A customer is on the page if the customer consented to an earlier
// claim of the partner, or has an open claim. If a newly added customer
// declines, or lets the consent window pass, the customer leaves the page,
// while the claim stays on the Complete tab.
//
// If a customer has an open claim of the partner's own, the customer is on the
// Eligible tab, with that claim and its actions, even when no further claim is
// possible: the Ineligible tab is for customers without one. Source for the
// lines that offer Submit claim and the consent mails: [mci.WorkshopClaims] and
// [mci.CustomersPage]. Source for the open claim deciding before the rules:
// [mci.LibraryReading].
//
// Only rules about the customer count, not the user or the location. If an
// engagement nominates by MSX opportunity ID alone, its Ineligible tab shows no
// detail.
func Page(entries iter.Seq[Entry]) iter.Seq[Line] {
	return func(yield func(Line) bool) {
		for entry := range entries {
			for line := range entry.lines() {
				if !yield(line) {
					return
				}
			}
		}
	}
}

func (e *Entry) lines() iter.Seq[Line] {
	return func(yield func(Line) bool) {
		if e.listed() != mci.No && !yield(e.line()) {
			return
		}
		for k, claim := range e.Closed {
			problem := problemOf(mci.At(fmt.Sprintf("closed[%d]", k), checkClaim(claim.ID, claim.Status)))
			if !yield(Line{Name: e.Name, ID: e.Question.Customer.ID, Tab: Complete, Claim: claim, Problem: problem}) {
				return
			}
		}
	}
}

// problemOf returns the malformed field that an error names, or nil.
func problemOf(err error) *mci.FieldError {
	var field *mci.FieldError
	errors.As(err, &field)
	return field
}

// listed answers whether the customer is on the page at all.
func (e *Entry) listed() mci.Fact {
	if len(e.Open) > 0 {
		return mci.Yes
	}
	if known := e.Question.Customer.ConsentedBefore; known <= mci.No {
		return known
	}
	return mci.NotSupplied
}

// examined returns the question to decide on, without its malformed fields, and
// the first malformed field of the entry.
func (e *Entry) examined() (*eligibility.Question, *mci.FieldError) {
	if e.Question.Engagement == nil {
		return nil, mci.Invalid("question.engagement", "", "an engagement of a catalog")
	}
	mended, malformed := e.Question.Mended()
	problem := problemOf(cmp.Or(checkName("name", e.Name), checkOpen(e.Open)))
	if problem == nil && malformed != nil {
		problem = problemOf(mci.At("question", malformed))
	}
	return &mended, problem
}

func (e *Entry) line() Line {
	question, problem := e.examined()
	var decision eligibility.Decision
	if question != nil {
		decision, _ = eligibility.Decide(question) // which is not malformed any more
		decision = decision.AboutCustomer()
	}
	line := Line{Name: e.Name, ID: e.Question.Customer.ID, Findings: decision.Reasons(), Open: cloneOpen(e.Open), Problem: problem}
	outcome := decision.Outcome()
	line.Actions = actionsOf(outcome == mci.Pass && e.Question.Customer.ConsentedBefore == mci.Yes, e.Open)
	switch {
	case len(e.Open) > 0:
		line.Tab = Eligible
	case outcome == mci.Unknown || e.listed() == mci.NotSupplied:
		line.Tab = Undecided
	case outcome == mci.Pass:
		line.Tab = Eligible
	default:
		line.Tab = Ineligible
		line.Reasons = reasonsOf(line.Findings)
		if e.Question.Engagement.PayKind() == catalog.VariablePay {
			line.Reasons, line.Findings = nil, nil
		}
	}
	return line
}

// reasonsOf returns the reasons of the rules that failed, each once.
func reasonsOf(findings []mci.Finding) []eligibility.Reason {
	var failed []eligibility.Reason
	for _, f := range findings {
		if f.Outcome == mci.Fail {
			failed = append(failed, eligibility.ReasonOf(f.Rule))
		}
	}
	return onceEach(failed)
}

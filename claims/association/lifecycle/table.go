package lifecycle

import (
	"errors"
	"slices"
	"strings"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
)

// A Transition is one row of the table that defines the machine. A row that
// leads back to the same state records something without moving the claim.
type Transition struct {
	// Row is the number of the row, such as "A5". A row that only records has
	// another letter, such as "E1".
	Row string `json:"row,omitzero"`
	// From is the state that the row leaves. It is zero if the row opens a
	// claim.
	From State `json:"from,omitzero"`
	// Event leads along the row.
	Event Event `json:"event,omitzero"`
	// To is the state that the row leads into.
	To State `json:"to,omitzero"`
	// Actor is the only actor that can do this.
	Actor claims.Actor `json:"actor,omitzero"`
	// Guards must hold in addition to the state, the actor and the window.
	Guards []Guard `json:"guards,omitzero"`
	// Rule is the ID of the row's rule, such as "cporclaim.submit.first".
	Rule mci.RuleID `json:"rule,omitzero"`
	// Source is the document that the row is from.
	Source mci.Document `json:"source,omitzero"`
	// Inferred reports whether the source only implies the row and does not
	// state it.
	Inferred bool `json:"inferred,omitzero"`
}

// transitions is the machine. An association has no expiry: an approved claim
// lasts as long as its subscription.
var transitions = []Transition{
	{
		Row:   "A1",
		Event: ClaimCreated, To: in(recognition.Draft),
		Actor: claims.Partner,
		Rule:  "cporclaim.create", Source: mci.CreateAssociation,
	},
	{
		Row:  "A2",
		From: in(recognition.Draft), Event: PartnerSubmits, To: in(recognition.Submitted),
		Actor: claims.Partner, Guards: []Guard{ProofComplete},
		Rule: "cporclaim.submit.first", Source: mci.CreateAssociation,
	},
	{
		Row:  "A3",
		From: in(recognition.Submitted), Event: ReviewBegins, To: in(recognition.UnderReview),
		Actor: claims.Microsoft,
		Rule:  "cporclaim.review.begin", Source: mci.ManageAssociations,
	},
	{
		Row:  "A4",
		From: in(recognition.UnderReview), Event: ReviewerAsks, To: in(recognition.PartnerActionRequired),
		Actor: claims.Microsoft,
		Rule:  "cporclaim.review.request", Source: mci.ManageAssociations,
	},
	{
		Row:  "A5",
		From: in(recognition.PartnerActionRequired), Event: PartnerSubmits, To: in(recognition.Submitted),
		Actor: claims.Partner, Guards: []Guard{RequestAnswered, ProofComplete},
		Rule: "cporclaim.submit.again", Source: mci.ManageAssociations,
	},
	{
		Row:  "A6",
		From: in(recognition.PartnerActionRequired), Event: WindowEnds, To: in(recognition.Rejected),
		Actor: claims.System,
		Rule:  "cporclaim.review.unanswered", Source: mci.ManageAssociations,
	},
	{
		Row:  "A7",
		From: in(recognition.UnderReview), Event: ReviewerApproves, To: in(recognition.Approved),
		Actor: claims.Microsoft,
		Rule:  "cporclaim.review.approve", Source: mci.ManageAssociations,
	},
	{
		Row:  "A8",
		From: in(recognition.UnderReview), Event: ReviewerRejects, To: in(recognition.Rejected),
		Actor: claims.Microsoft,
		Rule:  "cporclaim.review.reject", Source: mci.ManageAssociations,
	},

	{
		Row:  "A9",
		From: in(recognition.Rejected), Event: PartnerDisputes, To: in(recognition.Dispute),
		Actor: claims.Partner, Guards: []Guard{DisputeGrounds},
		Rule: "cporclaim.dispute.open", Source: mci.ManageAssociations,
	},
	{
		Row:  "A10",
		From: in(recognition.Rejected), Event: WindowEnds, To: ended(recognition.Rejected, Undisputed),
		Actor: claims.System,
		Rule:  "cporclaim.dispute.expire", Source: mci.LibraryReading,
	},
	{
		Row:  "A11",
		From: in(recognition.Dispute), Event: ReviewerApproves, To: in(recognition.Approved),
		Actor: claims.Microsoft,
		Rule:  "cporclaim.dispute.approve", Source: mci.ManageAssociations, Inferred: true,
	},
	{
		Row:  "A12",
		From: in(recognition.Dispute), Event: ReviewerRejects, To: ended(recognition.RejectedFinal, LostDispute),
		Actor: claims.Microsoft,
		Rule:  "cporclaim.dispute.reject", Source: mci.ManageAssociations,
	},

	{
		Row:  "A13",
		From: in(recognition.Approved), Event: CustomerOptsOut, To: ended(recognition.Rejected, OptedOut),
		Actor: claims.Customer,
		Rule:  "cporclaim.opt-out", Source: mci.ManageAssociations,
	},
	{
		Row:  "A14",
		From: in(recognition.Approved), Event: PartnerDisassociates, To: ended(recognition.RejectedFinal, Disassociated),
		Actor: claims.Partner,
		Rule:  "cporclaim.disassociate", Source: mci.ManageAssociations,
	},

	{
		Row:  "E1",
		From: in(recognition.Draft), Event: ProofGiven, To: in(recognition.Draft),
		Actor: claims.Partner,
		Rule:  "cporclaim.proof", Source: mci.CreateAssociation,
	},
	{
		Row:  "E2",
		From: in(recognition.PartnerActionRequired), Event: ProofGiven, To: in(recognition.PartnerActionRequired),
		Actor: claims.Partner,
		Rule:  "cporclaim.proof", Source: mci.ManageAssociations,
	},
	{
		Row:  "E3",
		From: in(recognition.PartnerActionRequired), Event: ClaimEdited, To: in(recognition.PartnerActionRequired),
		Actor: claims.Partner, Guards: []Guard{SameSubscription},
		Rule: "cporclaim.edit", Source: mci.ManageAssociations,
	},

	{
		Row:  "N1",
		From: in(recognition.Draft), Event: PartnerComments, To: in(recognition.Draft),
		Actor: claims.Partner,
		Rule:  "cporclaim.comment", Source: mci.CreateAssociation,
	},
	{
		Row:  "N2",
		From: in(recognition.PartnerActionRequired), Event: PartnerComments, To: in(recognition.PartnerActionRequired),
		Actor: claims.Partner,
		Rule:  "cporclaim.comment", Source: mci.ManageAssociations,
	},

	{
		Row:  "K1",
		From: in(recognition.UnderReview), Event: CompetitorFound, To: in(recognition.UnderReview),
		Actor: claims.Microsoft,
		Rule:  "cporclaim.compete", Source: mci.AssociationIssues,
	},
	{
		Row:  "K2",
		From: in(recognition.Approved), Event: CompetitorFound, To: in(recognition.Approved),
		Actor: claims.Microsoft,
		Rule:  "cporclaim.compete", Source: mci.AssociationIssues,
	},

	{
		Row:  "S1",
		From: in(recognition.Approved), Event: SubscriptionEnds, To: in(recognition.Approved),
		Actor: claims.Partner, Guards: []Guard{HasSubscription},
		Rule: "cporclaim.subscription-end", Source: mci.AssociationIssues, Inferred: true,
	},
}

// Transitions returns the rows that define the machine. The slice is a copy.
func Transitions() []Transition {
	rows := slices.Clone(transitions)
	for i := range rows {
		rows[i].Guards = slices.Clone(rows[i].Guards)
	}
	return rows
}

// String returns the row without its guards, such as "A3 begin review:
// Submitted to Under review".
func (t *Transition) String() string {
	var text strings.Builder
	text.WriteString(t.Row + " " + t.Event.String() + ": ")
	if t.From != t.To {
		text.WriteString(t.From.String() + " to ")
	}
	text.WriteString(t.To.String())
	return text.String()
}

// check returns an error if the transition is incomplete. The machine checks
// the states that it connects.
func (t *Transition) check() error {
	switch {
	case t.Actor == 0 || t.Actor > claims.System:
		return errors.New("the actor is not declared")
	case t.From != (State{}) && t.From.index() == 0: // the compiler checks the others
		return errors.New("a status or an event is not declared")
	case t.Rule == "" || t.Source == 0:
		return errors.New("it has no rule or no source")
	case slices.ContainsFunc(t.Guards, func(guard Guard) bool { return guard == 0 || int(guard) >= len(guardNames.Texts) }):
		return errors.New("a guard is not declared")
	default:
		return nil
	}
}

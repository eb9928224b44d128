package association

import (
	"slices"
	"time"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Command is a request to change a claim. Each command is one small struct of
// this package.
type Command interface {
	// Event returns the event that the command asks for.
	Event() lifecycle.Event
	// check returns an error if a field is malformed.
	check() error
	// apply writes the fields of the command into the next value of the claim.
	// That value has its new state, instants and marks already, and is not
	// shared yet.
	apply(next *Claim, at time.Time)
}

// isCommand reports whether a command is one of the structs of this package
// itself.
func isCommand(command Command) bool {
	for i := range events {
		if is := events[i].command.Is; is != nil && is(command) {
			return true
		}
	}
	return false
}

// cloned returns a command that shares nothing with the caller's, so that a
// history never changes.
func cloned(command Command) Command {
	switch c := command.(type) {
	case GiveProof:
		c.Proof = c.Proof.Clone()
		return c
	case Edit:
		c.Workloads = slices.Clone(c.Workloads)
		return c
	case RequestAction:
		c.Faults = slices.Clone(c.Faults)
		return c
	case Reject:
		c.Faults = slices.Clone(c.Faults)
		return c
	case Dispute:
		c.Proof = c.Proof.Clone()
		return c
	case RecordFacts:
		c.Workloads = slices.Clone(c.Workloads)
		return c
	default:
		return command
	}
}

// Limits of the texts of a claim, in bytes.
const (
	mostIDBytes      = 200
	mostNameBytes    = 200
	mostCommentBytes = 4000
)

// GiveProof adds or replaces the proof of execution.
type GiveProof struct {
	Proof cpor.Proof `json:"proof"` // with a reference
}

// Edit changes a claim of which a reviewer wants more. A field that is zero
// stays as it is. Proof and comments have commands of their own. Every other
// part of a claim stays as it was created.
type Edit struct {
	// Location is the partner location that is associated.
	Location mci.LocationID `json:"location,omitempty"`
	// Workloads replace the workloads or products. Reviewers ask to remove
	// those that the proof does not show.
	Workloads []cpor.Workload `json:"workloads,omitempty"`
	// CustomerContact and CustomerTitle replace the customer's contact.
	CustomerContact mci.Contact `json:"customerContact,omitzero"`
	// title of the customer's contact
	CustomerTitle string `json:"customerTitle,omitempty"`
	// PartnerContact replaces the partner's own contact.
	PartnerContact mci.Contact `json:"partnerContact,omitzero"`
	// Subscription repeats the claim's subscription. Another one is refused,
	// since a new subscription takes a new claim.
	Subscription cpor.SubscriptionID `json:"subscription,omitempty"`
}

// AddComment leaves a comment for the reviewer, which stays in the history. It
// answers the reviewer's request.
type AddComment struct {
	Comment string `json:"comment"` // 1 to 4000 bytes
}

// Submit puts the claim into review, for the first time or after a reviewer's
// request. Microsoft then tells the customer of the association; see
// [cpor.TermsOptions].
type Submit struct {
	// at most 4000 bytes, or empty; it answers a request
	Comment string `json:"comment,omitempty"`
}

// BeginReview says that a reviewer checks the proof.
type BeginReview struct{}

// FindCompetitor says that another partner claims the same workload or
// subscription, or has it. Microsoft then compares the proofs of both, and can
// ask both for more. The review can take longer than its window.
type FindCompetitor struct {
	Comment string `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

// RequestAction says that the reviewer needs more information.
type RequestAction struct {
	Faults  []cpor.Fault `json:"faults,omitempty"`  // each at most once
	Comment string       `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

// Approve says that the partner is associated. It does not say that anything is
// paid.
type Approve struct{}

// Reject says that the claim failed the review. After a dispute this is final.
type Reject struct {
	Faults  []cpor.Fault `json:"faults,omitempty"`  // each at most once
	Comment string       `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

// Dispute disputes a rejection, once.
type Dispute struct {
	// at most 4000 bytes; empty only with a proof
	Justification string `json:"justification,omitempty"`
	// replaces the proof, unless it is zero
	Proof cpor.Proof `json:"proof,omitzero"`
}

// OptOut is the customer's refusal of the association.
type OptOut struct {
	Comment string `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

// Disassociate gives up an approved association.
type Disassociate struct {
	Reason string `json:"reason"` // 1 to 4000 bytes
}

// EndSubscription records the last day of the claim's subscription. The claim
// keeps its status, since no status says that an association is over.
type EndSubscription struct {
	LastDay mci.Date `json:"lastDay"` // can be in the future; replaces an earlier one
}

// Expire applies the end of a window: it rejects a claim whose request was not
// answered, and closes a rejected one that was not disputed. It is refused
// before that instant. The claim is rejected or closed as of the end of the
// window, however late the command is given; Entry.Due has that instant.
type Expire struct{}

// Event returns [lifecycle.ProofGiven].
func (GiveProof) Event() lifecycle.Event { return lifecycle.ProofGiven }

// Event returns [lifecycle.ClaimEdited].
func (Edit) Event() lifecycle.Event { return lifecycle.ClaimEdited }

// Event returns [lifecycle.PartnerComments].
func (AddComment) Event() lifecycle.Event { return lifecycle.PartnerComments }

// Event returns [lifecycle.PartnerSubmits].
func (Submit) Event() lifecycle.Event { return lifecycle.PartnerSubmits }

// Event returns [lifecycle.ReviewBegins].
func (BeginReview) Event() lifecycle.Event { return lifecycle.ReviewBegins }

// Event returns [lifecycle.CompetitorFound].
func (FindCompetitor) Event() lifecycle.Event { return lifecycle.CompetitorFound }

// Event returns [lifecycle.ReviewerAsks].
func (RequestAction) Event() lifecycle.Event { return lifecycle.ReviewerAsks }

// Event returns [lifecycle.ReviewerApproves].
func (Approve) Event() lifecycle.Event { return lifecycle.ReviewerApproves }

// Event returns [lifecycle.ReviewerRejects].
func (Reject) Event() lifecycle.Event { return lifecycle.ReviewerRejects }

// Event returns [lifecycle.PartnerDisputes].
func (Dispute) Event() lifecycle.Event { return lifecycle.PartnerDisputes }

// Event returns [lifecycle.CustomerOptsOut].
func (OptOut) Event() lifecycle.Event { return lifecycle.CustomerOptsOut }

// Event returns [lifecycle.PartnerDisassociates].
func (Disassociate) Event() lifecycle.Event { return lifecycle.PartnerDisassociates }

// Event returns [lifecycle.SubscriptionEnds].
func (EndSubscription) Event() lifecycle.Event { return lifecycle.SubscriptionEnds }

// Event returns [lifecycle.WindowEnds].
func (Expire) Event() lifecycle.Event { return lifecycle.WindowEnds }

// checkFaults returns an error if a fault is not declared or named twice.
func checkFaults(faults []cpor.Fault) error {
	for i, fault := range faults {
		if !slices.Contains(cpor.Faults(), fault) || slices.Contains(faults[:i], fault) {
			return mci.Invalid(vocabulary.ItemPath("faults", i), fault.String(), "a fault that is declared and named once")
		}
	}
	return nil
}

func checkComment(comment string) error {
	return form.Optional(vocabulary.CheckText, "comment", comment, mostCommentBytes)
}

func (c GiveProof) check() error {
	if c.Proof.IsZero() {
		return mci.Invalid("proof.reference", "", "a reference to the document, of 1 to 500 bytes")
	}
	return mci.At("proof", c.Proof.Check())
}

func (c GiveProof) apply(next *Claim, _ time.Time) { next.record.Proof = c.Proof.Clone() }

func (c Edit) check() error {
	if c.Location == "" && c.Workloads == nil && c.CustomerContact.IsZero() && c.CustomerTitle == "" && c.PartnerContact.IsZero() && c.Subscription == "" {
		return mci.Invalid("", "nothing", "a field to change")
	}
	if c.Workloads != nil && len(c.Workloads) == 0 {
		return mci.Invalid("workloads", "", "at least one workload or product")
	}
	claimed := cpor.Association{Location: c.Location, Workloads: c.Workloads, Subscription: c.Subscription}
	if err := claimed.Check(); err != nil {
		return err
	}
	people := cpor.Details{CustomerContact: c.CustomerContact, CustomerTitle: c.CustomerTitle, PartnerContact: c.PartnerContact}
	return people.Check()
}

func (c Edit) apply(next *Claim, _ time.Time) {
	r := &next.record
	if c.Location != "" {
		r.Location = c.Location
	}
	if c.Workloads != nil {
		r.Workloads = slices.Clone(c.Workloads)
	}
	if !c.CustomerContact.IsZero() {
		r.CustomerContact = c.CustomerContact
	}
	if c.CustomerTitle != "" {
		r.CustomerTitle = c.CustomerTitle
	}
	if !c.PartnerContact.IsZero() {
		r.PartnerContact = c.PartnerContact
	}
}

func (c AddComment) check() error {
	return vocabulary.CheckText("comment", c.Comment, mostCommentBytes)
}

func (AddComment) apply(*Claim, time.Time) {}

func (c Submit) check() error { return checkComment(c.Comment) }

func (Submit) apply(*Claim, time.Time) {}

func (BeginReview) check() error { return nil }

func (BeginReview) apply(*Claim, time.Time) {}

func (c FindCompetitor) check() error { return checkComment(c.Comment) }

func (FindCompetitor) apply(*Claim, time.Time) {}

func (c RequestAction) check() error {
	if err := checkFaults(c.Faults); err != nil {
		return err
	}
	return checkComment(c.Comment)
}

func (RequestAction) apply(*Claim, time.Time) {}

func (Approve) check() error { return nil }

func (Approve) apply(*Claim, time.Time) {}

func (c Reject) check() error {
	if err := checkFaults(c.Faults); err != nil {
		return err
	}
	return checkComment(c.Comment)
}

func (Reject) apply(*Claim, time.Time) {}

func (c Dispute) check() error {
	if err := mci.At("proof", c.Proof.Check()); err != nil {
		return err
	}
	return form.Optional(vocabulary.CheckText, "justification", c.Justification, mostCommentBytes)
}

func (c Dispute) apply(next *Claim, _ time.Time) {
	if !c.Proof.IsZero() {
		next.record.Proof = c.Proof.Clone()
	}
}

func (c OptOut) check() error { return checkComment(c.Comment) }

func (OptOut) apply(*Claim, time.Time) {}

func (c Disassociate) check() error {
	return vocabulary.CheckText("reason", c.Reason, mostCommentBytes)
}

func (Disassociate) apply(*Claim, time.Time) {}

func (c EndSubscription) check() error {
	if c.LastDay.IsZero() {
		return mci.Invalid("lastDay", "", "the last day of the subscription")
	}
	return nil
}

func (c EndSubscription) apply(next *Claim, _ time.Time) { next.record.SubscriptionEnds = c.LastDay }

func (Expire) check() error { return nil }

func (Expire) apply(*Claim, time.Time) {}

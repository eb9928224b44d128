package association

import (
	"slices"
	"time"

	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/internal/bound"
	"github.com/mci-go/incentives/claims/internal/form"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// GiveProof adds or replaces the proof of execution.
type GiveProof struct {
	Proof cpor.Proof `json:"proof"` // with a reference
}

// Event returns [lifecycle.ProofGiven].
func (GiveProof) Event() lifecycle.Event { return lifecycle.ProofGiven }

func (c GiveProof) clone() Command {
	c.Proof = c.Proof.Clone()
	return c
}

func (c *GiveProof) bind(o document.Object) { c.Proof = boundProof(o.Field("proof")) }

func (c GiveProof) check() error {
	if c.Proof.IsZero() {
		return mci.Invalid("proof.reference", "", "a reference to the document, of 1 to 500 bytes")
	}
	return mci.At("proof", c.Proof.Check())
}

func (c GiveProof) apply(next *Claim, _ time.Time) { next.record.prove(c.Proof) }

// prove records a proof.
func (r *Record) prove(proof cpor.Proof) {
	r.Proof = proof.Clone()
	r.known(assumedProof)
}

// Edit changes a claim if a reviewer asks for more. If a field is zero, it
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
	// Subscription repeats the claim's subscription. Another subscription is
	// refused, because it needs a new claim.
	Subscription cpor.SubscriptionID `json:"subscription,omitempty"`
}

// Event returns [lifecycle.ClaimEdited].
func (Edit) Event() lifecycle.Event { return lifecycle.ClaimEdited }

func (c Edit) clone() Command {
	c.Workloads = slices.Clone(c.Workloads)
	return c
}

func (c *Edit) bind(o document.Object) {
	c.Location = mci.LocationID(o.Optional("location").Text(bound.Text))
	c.Workloads = boundWorkloads(o.Optional("workloads"))
	o.Optional("customerContact").Object(func(o document.Object) { c.CustomerContact = bound.Contact(o) })
	c.CustomerTitle = o.Optional("customerTitle").Text(bound.Text)
	o.Optional("partnerContact").Object(func(o document.Object) { c.PartnerContact = bound.Contact(o) })
	c.Subscription = cpor.SubscriptionID(o.Optional("subscription").Text(bound.Text))
}

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
	r.associate(c.Location, c.Workloads)
	if !c.CustomerContact.IsZero() {
		r.CustomerContact = c.CustomerContact
		r.known(assumedCustomerContact)
	}
	if c.CustomerTitle != "" {
		r.CustomerTitle = c.CustomerTitle
	}
	if !c.PartnerContact.IsZero() {
		r.PartnerContact = c.PartnerContact
		r.known(assumedPartnerContact)
	}
}

// associate records the location and the workloads that are given.
func (r *Record) associate(location mci.LocationID, workloads []cpor.Workload) {
	if location != "" {
		r.Location = location
		r.known(assumedLocation)
	}
	if len(workloads) > 0 {
		r.Workloads = slices.Clone(workloads)
		r.known(assumedWorkloads)
	}
}

// AddComment leaves a comment for the reviewer, which stays in the history. It
// answers the reviewer's request.
type AddComment struct {
	Comment string `json:"comment"` // 1 to 4000 bytes
}

// Event returns [lifecycle.PartnerComments].
func (AddComment) Event() lifecycle.Event { return lifecycle.PartnerComments }

func (c *AddComment) bind(o document.Object) { c.Comment = o.Field("comment").Text(bound.Text) }

func (c AddComment) check() error {
	return vocabulary.CheckText("comment", c.Comment, mostCommentBytes)
}

func (AddComment) apply(*Claim, time.Time) {}

// Submit puts the claim into review, for the first time or after a reviewer's
// request. Microsoft then tells the customer of the association; see
// [cpor.TermsOptions].
type Submit struct {
	// at most 4000 bytes, or empty; it answers a request
	Comment string `json:"comment,omitempty"`
}

// Event returns [lifecycle.PartnerSubmits].
func (Submit) Event() lifecycle.Event { return lifecycle.PartnerSubmits }

func (c *Submit) bind(o document.Object) { c.Comment = boundComment(o) }

func (c Submit) check() error { return checkComment(c.Comment) }

func (Submit) apply(*Claim, time.Time) {}

// Dispute disputes a rejection, once.
type Dispute struct {
	// at most 4000 bytes; empty only with a proof
	Justification string `json:"justification,omitempty"`
	// replaces the proof, unless it is zero
	Proof cpor.Proof `json:"proof,omitzero"`
}

// Event returns [lifecycle.PartnerDisputes].
func (Dispute) Event() lifecycle.Event { return lifecycle.PartnerDisputes }

func (c Dispute) clone() Command {
	c.Proof = c.Proof.Clone()
	return c
}

func (c *Dispute) bind(o document.Object) {
	c.Justification = o.Optional("justification").Text(bound.Text)
	c.Proof = boundProof(o.Optional("proof"))
}

func (c Dispute) check() error {
	if err := mci.At("proof", c.Proof.Check()); err != nil {
		return err
	}
	return form.Optional(vocabulary.CheckText, "justification", c.Justification, mostCommentBytes)
}

func (c Dispute) apply(next *Claim, _ time.Time) {
	if !c.Proof.IsZero() {
		next.record.prove(c.Proof)
	}
}

// Disassociate gives up an approved association.
type Disassociate struct {
	Reason string `json:"reason"` // 1 to 4000 bytes
}

// Event returns [lifecycle.PartnerDisassociates].
func (Disassociate) Event() lifecycle.Event { return lifecycle.PartnerDisassociates }

func (c *Disassociate) bind(o document.Object) { c.Reason = o.Field("reason").Text(bound.Text) }

func (c Disassociate) check() error {
	return vocabulary.CheckText("reason", c.Reason, mostCommentBytes)
}

func (Disassociate) apply(*Claim, time.Time) {}

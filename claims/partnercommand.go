package claims

import (
	"slices"
	"time"

	"github.com/mci-go/incentives/claims/internal/bound"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// Cancel withdraws the claim before its first submission.
type Cancel struct {
	Comment string `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

// Event returns [PartnerCancels].
func (Cancel) Event() Event { return PartnerCancels }

func (c *Cancel) bind(o document.Object) { c.Comment = boundComment(o) }

func (c Cancel) check() error {
	return checkOptional(vocabulary.CheckText, "comment", c.Comment, mostCommentBytes)
}

func (Cancel) apply(*Claim, time.Time) error { return nil }

// GiveEvidence adds or replaces a part of the submission. Parts can be given in
// any order, and are reviewed when the claim is submitted. A survey mail can be
// sent again if the state still allows evidence. This is so even after the
// window for the first submission, since a reviewer can ask for the survey
// then. Source: [mci.LibraryReading].
type GiveEvidence struct {
	// Part is the part of the submission.
	Part mci.EvidencePart `json:"part"`
	// SurveySent reports, for a survey, that its link was sent. If it is false,
	// the survey was completed.
	SurveySent bool `json:"surveySent,omitempty"`
	// Template is the publication date of the POE template that was used. Only
	// a proof of execution has one.
	Template mci.Date `json:"template,omitzero"`
	// Reference is the host's own reference to the document, at most 500 bytes,
	// or empty.
	Reference string `json:"reference,omitempty"`
}

// Event returns [EvidenceGiven].
func (GiveEvidence) Event() Event { return EvidenceGiven }

func (c *GiveEvidence) bind(o document.Object) {
	o.Field("part").Into(&c.Part)
	c.SurveySent = o.Optional("surveySent").Bool()
	o.Optional("template").Into(&c.Template)
	c.Reference = o.Optional("reference").Text(mostStoredText)
}

func (c GiveEvidence) check() error {
	if !slices.Contains(mci.EvidenceParts(), c.Part) {
		return mci.Invalid("part", c.Part.String(), "invoice, proof of execution, customer survey or partner survey")
	}
	if c.SurveySent && c.Part != mci.CustomerSurvey && c.Part != mci.PartnerSurvey {
		return mci.Invalid("surveySent", "true", "a survey; a "+c.Part.String()+" is not sent")
	}
	if !c.Template.IsZero() && c.Part != mci.ProofOfExecution {
		return mci.Invalid("template", c.Template.String(), "a template only for the proof of execution")
	}
	return checkOptional(vocabulary.CheckName, "reference", c.Reference, mostReferenceBytes)
}

func (c GiveEvidence) apply(next *Claim, at time.Time) error { //nolint:unparam // because Command has the result
	state := EvidenceDone
	if c.SurveySent {
		state = SurveySent
	}
	next.record.setEvidence(Evidence{Part: c.Part, State: state, Template: c.Template, Reference: c.Reference, Updated: at})
	next.record.AnswerPending = false
	if !next.unrecorded() {
		next.record.known(assumedEvidence)
	}
	return nil
}

// A Side is one of the two sides of a claim, each with its own contact.
type Side string

// The sides.
const (
	CustomerSide Side = "customer"
	PartnerSide  Side = "partner"
)

// survey returns the survey whose link goes to the side.
func (s Side) survey() mci.EvidencePart {
	if s == CustomerSide {
		return mci.CustomerSurvey
	}
	return mci.PartnerSurvey
}

// UpdateContact replaces a contact. If this side has not completed its survey,
// the link of the survey dies and must be sent again. When the customer has
// completed the survey, the customer's contact is locked.
//
// If the customer's mail address changes while consent is awaited, a new
// generation of the consent begins. The links in earlier mails are dead, a mail
// to the new address is due, and the window stays as it is. See
// [consent.Consent.Readdress].
type UpdateContact struct {
	Side    Side        `json:"side"`    // whose contact it is
	Contact mci.Contact `json:"contact"` // the new contact
}

// Event returns [ContactUpdated].
func (UpdateContact) Event() Event { return ContactUpdated }

func (c *UpdateContact) bind(o document.Object) {
	c.Side = Side(o.Field("side").Text(mostStoredText))
	o.Field("contact").Object(func(o document.Object) { c.Contact = bound.Contact(o) })
}

func (c UpdateContact) check() error {
	if c.Side != CustomerSide && c.Side != PartnerSide {
		return mci.Invalid("side", string(c.Side), "customer or partner")
	}
	return mci.At("contact", c.Contact.Check())
}

func (c UpdateContact) apply(next *Claim, at time.Time) (err error) {
	r := &next.record
	if c.Side == CustomerSide {
		if r.Status == AwaitingConsent && r.CustomerContact.Email != c.Contact.Email {
			if r.Consent, err = r.Consent.Readdress(); err != nil {
				return err
			}
		}
	}
	r.contact(c.Side, c.Contact)
	if survey := r.evidence(c.Side.survey()); survey.State == SurveySent {
		survey.State, survey.Updated = SurveyVoid, at
		r.setEvidence(survey)
	}
	return nil
}

// contact records the contact of a side.
func (r *Record) contact(side Side, contact mci.Contact) {
	if side == CustomerSide {
		r.CustomerContact = contact
		r.known(assumedCustomerContact)
	} else {
		r.PartnerContact = contact
		r.known(assumedPartnerContact)
	}
}

// AddComment leaves a comment for the reviewer, which stays in the history.
// Like new evidence, it answers the reviewer's request.
type AddComment struct {
	Comment string `json:"comment"` // 1 to 4000 bytes
}

// Event returns [PartnerComments].
func (AddComment) Event() Event { return PartnerComments }

func (c *AddComment) bind(o document.Object) { c.Comment = o.Field("comment").Text(mostStoredText) }

func (c AddComment) check() error {
	return vocabulary.CheckText("comment", c.Comment, mostCommentBytes)
}

func (AddComment) apply(next *Claim, _ time.Time) error { //nolint:unparam // because Command has the result
	next.record.AnswerPending = false
	return nil
}

// Submit puts the claim into review: for the first time, after a reviewer's
// request, or as a dispute.
type Submit struct {
	// Requested is the amount that the partner asks for, above zero. None means
	// the calculated amount.
	Requested mci.Money `json:"requested,omitzero"`
	// Comment is at most 4000 bytes, or empty. It answers a reviewer's request.
	Comment string `json:"comment,omitempty"`
}

// Event returns [PartnerSubmits].
func (Submit) Event() Event { return PartnerSubmits }

func (c *Submit) bind(o document.Object) {
	c.Requested = o.Optional("requested").Money()
	c.Comment = boundComment(o)
}

func (c Submit) check() error {
	if err := checkAmount("requested", c.Requested); err != nil {
		return err
	}
	return checkOptional(vocabulary.CheckText, "comment", c.Comment, mostCommentBytes)
}

func (c Submit) apply(next *Claim, at time.Time) error {
	r := &next.record
	if r.FirstSubmitted.IsZero() {
		r.FirstSubmitted = at
	}
	if r.Disputed && r.DisputeSubmitted.IsZero() {
		r.DisputeSubmitted = at
	}
	if !c.Requested.IsNone() || r.Amounts.Requested.Money.IsNone() {
		r.Amounts.Requested = next.orCalculated(c.Requested, at)
	}
	r.AnswerPending = false
	return nil
}

// Dispute reopens a rejected claim, once. It does not stop the clock.
// Submitting the dispute stops it.
type Dispute struct {
	Comment string `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

// Event returns [PartnerDisputes].
func (Dispute) Event() Event { return PartnerDisputes }

func (c *Dispute) bind(o document.Object) { c.Comment = boundComment(o) }

func (c Dispute) check() error {
	return checkOptional(vocabulary.CheckText, "comment", c.Comment, mostCommentBytes)
}

func (c Dispute) apply(next *Claim, _ time.Time) error { //nolint:unparam // because Command has the result
	next.record.AnswerPending = c.Comment == ""
	return nil
}

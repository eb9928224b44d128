package claims

import (
	"slices"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Command is a request to change a claim. Each command is one small struct of
// this package.
type Command interface {
	// Event returns the event that the command asks for.
	Event() Event
	// check returns an error if a field is malformed.
	check() error
	// apply writes the command into the next value of the claim. That value has
	// its new status already and is not shared yet. The machine, the window and
	// the guards have permitted the command.
	apply(next *Claim, at time.Time) error
}

// isCommand reports whether a command is one of the structs of this package
// itself. A pointer to one, or a struct that embeds one, has the same methods
// but would bypass the guards.
func isCommand(command Command) bool {
	for i := range events {
		if is := events[i].command.Is; is != nil && is(command) {
			return true
		}
	}
	return false
}

// Limits of a text that a person writes, in bytes.
const (
	mostCommentBytes   = 4000
	mostReferenceBytes = 500
)

// SendConsent asks the customer for consent and freezes the deal size. If it
// has contacts, they replace the claim's contacts first.
type SendConsent struct {
	// DealSize is the deal size in USD; see consent.Request.
	DealSize mci.Money `json:"dealSize,omitzero"`
	// CustomerContact replaces the customer's contact, unless it is zero.
	CustomerContact mci.Contact `json:"customerContact,omitzero"`
	// PartnerContact replaces the partner's contact, unless it is zero.
	PartnerContact mci.Contact `json:"partnerContact,omitzero"`
	// Language is the language of the mails.
	Language consent.Language `json:"language,omitempty"`
}

// ResendConsent reminds the customer. It does not restart the window.
type ResendConsent struct{}

// Accept is the customer's consent. It starts the clocks of submission and
// review, and its date is the anchor of the public rate card.
type Accept struct{}

// Decline is the customer's refusal. It ends the claim.
type Decline struct{}

// Cancel withdraws the claim before its first submission.
type Cancel struct {
	Comment string `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

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

// A Side is one of the two sides of a claim, each with its own contact.
type Side string

// The sides.
const (
	CustomerSide Side = "customer"
	PartnerSide  Side = "partner"
)

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

// AddComment leaves a comment for the reviewer, which stays in the history.
// Like new evidence, it answers the reviewer's request.
type AddComment struct {
	Comment string `json:"comment"` // 1 to 4000 bytes
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

// BeginReview says that a reviewer works on the claim.
type BeginReview struct{}

// RequestAction says that the reviewer asks the partner for more.
type RequestAction struct {
	Comment string `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

// Approve says that the claim passed the review.
type Approve struct {
	Amount mci.Money `json:"amount,omitzero"` // above zero; none means as calculated
}

// Reject says that the claim failed the review. After a dispute this is final.
type Reject struct {
	Comment string `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

// Dispute reopens a rejected claim, once. It does not stop the clock.
// Submitting the dispute stops it.
type Dispute struct {
	Comment string `json:"comment,omitempty"` // at most 4000 bytes, or empty
}

// Expire ends a claim whose window is over. It is refused before that instant.
type Expire struct{}

// Event returns [ConsentSent].
func (SendConsent) Event() Event { return ConsentSent }

// Event returns [ConsentResent].
func (ResendConsent) Event() Event { return ConsentResent }

// Event returns [CustomerAccepts].
func (Accept) Event() Event { return CustomerAccepts }

// Event returns [CustomerDeclines].
func (Decline) Event() Event { return CustomerDeclines }

// Event returns [PartnerCancels].
func (Cancel) Event() Event { return PartnerCancels }

// Event returns [EvidenceGiven].
func (GiveEvidence) Event() Event { return EvidenceGiven }

// Event returns [ContactUpdated].
func (UpdateContact) Event() Event { return ContactUpdated }

// Event returns [PartnerComments].
func (AddComment) Event() Event { return PartnerComments }

// Event returns [PartnerSubmits].
func (Submit) Event() Event { return PartnerSubmits }

// Event returns [ReviewBegins].
func (BeginReview) Event() Event { return ReviewBegins }

// Event returns [ReviewerAsks].
func (RequestAction) Event() Event { return ReviewerAsks }

// Event returns [ReviewerApproves].
func (Approve) Event() Event { return ReviewerApproves }

// Event returns [ReviewerRejects].
func (Reject) Event() Event { return ReviewerRejects }

// Event returns [PartnerDisputes].
func (Dispute) Event() Event { return PartnerDisputes }

// Event returns [WindowEnds].
func (Expire) Event() Event { return WindowEnds }

func (c SendConsent) check() error {
	for _, side := range []struct {
		path    string
		contact mci.Contact
	}{{"customerContact", c.CustomerContact}, {"partnerContact", c.PartnerContact}} {
		if !side.contact.IsZero() {
			if err := side.contact.Check(); err != nil {
				return mci.At(side.path, err)
			}
		}
	}
	if err := c.Language.Check(); err != nil {
		return mci.At("language", err)
	}
	return nil
}

func (c SendConsent) apply(next *Claim, at time.Time) (err error) {
	r := &next.record
	request := consent.Request{Customer: c.CustomerContact, Partner: c.PartnerContact, DealSize: c.DealSize, Language: c.Language}
	r.Consent, err = r.Consent.Ask(request, next.dealSizeRule(c.DealSize, at), at)
	if !c.CustomerContact.IsZero() {
		r.CustomerContact = c.CustomerContact
	}
	if !c.PartnerContact.IsZero() {
		r.PartnerContact = c.PartnerContact
	}
	return err
}

// dealSizeRule returns the edition's rule for a deal size that was sent at an
// instant. If the request was only observed and its deal size is not known, the
// deal size is optional. If the catalog does not have the claim's terms any
// more, the rule permits the deal size, which they have judged.
func (c *Claim) dealSizeRule(sent mci.Money, at time.Time) mci.DealSizeRule {
	switch changed := c.TermsChanged(); {
	case sent.IsNone() && (changed || c.assumes(assumedDealSize)):
		return mci.DealSizeOptional
	case changed:
		return mci.DealSizeMayBeZero
	default:
		rule, _ := c.engagement.Edition().DealSize(c.day(at))
		return rule
	}
}

func (ResendConsent) check() error { return nil }

func (ResendConsent) apply(next *Claim, _ time.Time) (err error) {
	next.record.Consent, err = next.record.Consent.Resend()
	return err
}

func (Accept) check() error { return nil }

func (Accept) apply(next *Claim, at time.Time) (err error) {
	next.record.Consent, err = next.record.Consent.Accept(at)
	return err
}

func (Decline) check() error { return nil }

func (Decline) apply(next *Claim, at time.Time) (err error) {
	next.record.Consent, err = next.record.Consent.Decline(at)
	return err
}

func (c Cancel) check() error {
	return checkOptional(vocabulary.CheckText, "comment", c.Comment, mostCommentBytes)
}

func (Cancel) apply(*Claim, time.Time) error { return nil }

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

func (c GiveEvidence) apply(next *Claim, at time.Time) error {
	state := EvidenceDone
	if c.SurveySent {
		state = SurveySent
	}
	next.record.setEvidence(Evidence{Part: c.Part, State: state, Template: c.Template, Reference: c.Reference, Updated: at})
	next.record.AnswerPending = false
	return nil
}

// survey returns the survey whose link goes to the side.
func (s Side) survey() mci.EvidencePart {
	if s == CustomerSide {
		return mci.CustomerSurvey
	}
	return mci.PartnerSurvey
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
		r.CustomerContact = c.Contact
	} else {
		r.PartnerContact = c.Contact
	}
	if survey := r.evidence(c.Side.survey()); survey.State == SurveySent {
		survey.State, survey.Updated = SurveyVoid, at
		r.setEvidence(survey)
	}
	return nil
}

func (c AddComment) check() error {
	return vocabulary.CheckText("comment", c.Comment, mostCommentBytes)
}

func (AddComment) apply(next *Claim, _ time.Time) error {
	next.record.AnswerPending = false
	return nil
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

func (BeginReview) check() error { return nil }

func (BeginReview) apply(*Claim, time.Time) error { return nil }

func (c RequestAction) check() error {
	return checkOptional(vocabulary.CheckText, "comment", c.Comment, mostCommentBytes)
}

func (RequestAction) apply(next *Claim, _ time.Time) error {
	next.record.AnswerPending = true
	return nil
}

func (c Approve) check() error { return checkAmount("amount", c.Amount) }

func (c Approve) apply(next *Claim, at time.Time) error {
	next.record.ApprovedAt = at
	next.record.Amounts.Approved = next.orCalculated(c.Amount, at)
	return nil
}

func (c Reject) check() error {
	return checkOptional(vocabulary.CheckText, "comment", c.Comment, mostCommentBytes)
}

func (Reject) apply(next *Claim, at time.Time) error {
	if !next.record.Disputed {
		next.record.RejectedAt = at
	}
	return nil
}

func (c Dispute) check() error {
	return checkOptional(vocabulary.CheckText, "comment", c.Comment, mostCommentBytes)
}

func (c Dispute) apply(next *Claim, _ time.Time) error {
	next.record.AnswerPending = c.Comment == ""
	return nil
}

func (Expire) check() error { return nil }

func (Expire) apply(*Claim, time.Time) error { return nil }

// orCalculated returns the given amount. If there is none, it returns the
// amount that the claim calculates for the approval, or no amount if that is
// unknown.
func (c *Claim) orCalculated(given mci.Money, at time.Time) Amount {
	if given.IsNone() {
		given = c.Payout().OnApproval
	}
	if given.IsNone() {
		return Amount{}
	}
	return Amount{Money: given, At: at}
}

func checkAmount(path string, amount mci.Money) error {
	if !amount.IsNone() && amount.Sign() <= 0 {
		return mci.Invalid(path, amount.String(), "an amount above zero")
	}
	return nil
}

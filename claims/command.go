package claims

import (
	"errors"
	"slices"
	"time"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Command is something that somebody wants to do with a claim. Each is one
// small struct of this package.
type Command interface {
	// Event returns what the command asks of the machine.
	Event() Event
	// check reports malformed fields.
	check() error
	// apply writes the command into the claim that is to come, which nobody
	// else sees yet and which has its new status already. The machine, the
	// window and the guards have let it pass.
	apply(next *Claim, at time.Time) error
}

// isCommand reports whether a command is one of the structs of this package
// itself. A pointer to one, or a struct that embeds one, has the same methods
// and would slip past the guards.
func isCommand(command Command) bool {
	for i := range events {
		if is := events[i].command.is; is != nil && is(command) {
			return true
		}
	}
	return false
}

// Bounds of a text that a person writes, in bytes.
const (
	mostCommentBytes   = 4000
	mostReferenceBytes = 500
)

// SendConsent asks the customer for consent and freezes the deal size. Contacts
// that are given replace those of the claim first.
type SendConsent struct {
	DealSize        mci.Money        `json:"dealSize,omitzero"` // see consent.Request
	CustomerContact mci.Contact      `json:"customerContact,omitzero"`
	PartnerContact  mci.Contact      `json:"partnerContact,omitzero"`
	Language        consent.Language `json:"language,omitempty"` // of the mails
}

// ResendConsent reminds the customer. It does not restart the window.
type ResendConsent struct{}

// Accept is the customer's yes. It starts the clocks of submission and review,
// and its date is the anchor of the public rate card.
type Accept struct{}

// Decline is the customer's no. It ends the claim.
type Decline struct{}

// Cancel withdraws the claim before its first submission.
type Cancel struct {
	Comment string `json:"comment,omitempty"`
}

// GiveEvidence adds or replaces a part of the submission. Parts are given in
// any order, and reviewed once the claim is submitted. A survey mail may be
// sent again as long as the state takes evidence; that this holds after the
// window for the first submission too is [mci.LibraryReading], since a reviewer
// can ask for the survey then.
type GiveEvidence struct {
	Part mci.EvidencePart `json:"part"`
	// for a survey: its link was sent; else it was completed
	SurveySent bool `json:"surveySent,omitempty"`
	// publication date of the POE template used
	Template mci.Date `json:"template,omitzero"`
	// where the host keeps the document
	Reference string `json:"reference,omitempty"`
}

// A Side is the side of a claim that a contact is on.
type Side string

// The sides.
const (
	CustomerSide Side = "customer"
	PartnerSide  Side = "partner"
)

// UpdateContact replaces a contact. The link of a survey that this side has not
// completed dies and must be sent again; once the customer has completed the
// survey, the customer's contact is locked.
//
// While consent is awaited, another mail address of the customer begins a new
// generation of the consent: the links of the mails before are dead, a mail to
// the new address is due, and the window stays as it is. See
// [consent.Consent.Readdress].
type UpdateContact struct {
	Side    Side        `json:"side"`
	Contact mci.Contact `json:"contact"`
}

// AddComment leaves a comment for the reviewer, which stays in the history. It
// is an answer to the reviewer's request, as new evidence is.
type AddComment struct {
	Comment string `json:"comment"` // 1 to 4000 bytes
}

// Submit puts the claim into review: for the first time, after a reviewer's
// request, or as a dispute.
type Submit struct {
	// what the partner asks for; none means as calculated
	Requested mci.Money `json:"requested,omitzero"`
	Comment   string    `json:"comment,omitempty"`
}

// BeginReview says that a reviewer works on the claim.
type BeginReview struct{}

// RequestAction says that the reviewer wants more.
type RequestAction struct {
	Comment string `json:"comment,omitempty"`
}

// Approve says that the review found everything in order.
type Approve struct {
	Amount mci.Money `json:"amount,omitzero"` // none means as calculated
}

// Reject says that the claim fails the review; after a dispute this is final.
type Reject struct {
	Comment string `json:"comment,omitempty"`
}

// Dispute reopens a rejected claim, once. It does not stop the clock;
// submitting the dispute does.
type Dispute struct {
	Comment string `json:"comment,omitempty"`
}

// Expire ends a claim whose window is over. It is refused before that instant.
type Expire struct{}

// RecordPayment records a payment for an approved claim.
type RecordPayment struct {
	Amount    mci.Money `json:"amount"`
	Reference string    `json:"reference,omitempty"` // payment ID
}

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

// Event returns [PaymentRecorded].
func (RecordPayment) Event() Event { return PaymentRecorded }

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
	r.Consent, err = r.Consent.Ask(request, next.dealSizeRule(), at)
	if !c.CustomerContact.IsZero() {
		r.CustomerContact = c.CustomerContact
	}
	if !c.PartnerContact.IsZero() {
		r.PartnerContact = c.PartnerContact
	}
	return err
}

// dealSizeRule returns what the edition asks for with the request; nothing of a
// request that was only observed.
func (c *Claim) dealSizeRule() mci.DealSizeRule {
	if c.assumes(assumedDealSize) && c.record.Consent.DealSize.IsNone() {
		return mci.DealSizeOptional
	}
	return c.engagement.Edition().DealSize()
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

func (c RecordPayment) check() error {
	if c.Amount.IsNone() {
		return mci.Invalid("amount", "", "the amount that was paid")
	}
	return errors.Join(checkAmount("amount", c.Amount), checkOptional(vocabulary.CheckName, "reference", c.Reference, mostReferenceBytes))
}

func (c RecordPayment) apply(next *Claim, at time.Time) error {
	amounts := &next.record.Amounts
	amounts.Payments = append(slices.Clip(amounts.Payments), Amount{c.Amount, at, c.Reference})
	return nil
}

// orCalculated returns the amount that was given, or what the approval pays by
// the claim's own calculation; no amount if that is unknown.
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

// checkOptional holds a text to a check of package mci, unless it is left out.
func checkOptional(check func(path, text string, most int) error, path, text string, most int) error {
	if text == "" {
		return nil
	}
	return check(path, text, most)
}

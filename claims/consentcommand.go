package claims

import (
	"time"

	"github.com/mci-go/incentives/claims/internal/bound"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/document"
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

// Event returns [ConsentSent].
func (SendConsent) Event() Event { return ConsentSent }

func (c *SendConsent) bind(o document.Object) {
	c.DealSize = o.Optional("dealSize").Money()
	o.Optional("customerContact").Object(func(o document.Object) { c.CustomerContact = bound.Contact(o) })
	o.Optional("partnerContact").Object(func(o document.Object) { c.PartnerContact = bound.Contact(o) })
	c.Language = boundLanguage(o)
}

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
		r.contact(CustomerSide, c.CustomerContact)
	}
	if !c.PartnerContact.IsZero() {
		r.contact(PartnerSide, c.PartnerContact)
	}
	r.known(assumedDealSize)
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

// ResendConsent reminds the customer. It does not restart the window.
type ResendConsent struct{}

// Event returns [ConsentResent].
func (ResendConsent) Event() Event { return ConsentResent }

func (*ResendConsent) bind(document.Object) {}

func (ResendConsent) check() error { return nil }

func (ResendConsent) apply(next *Claim, _ time.Time) (err error) {
	next.record.Consent, err = next.record.Consent.Resend()
	return err
}

// Accept is the customer's consent. It starts the clocks of submission and
// review, and its date is the anchor of the public rate card.
type Accept struct{}

// Event returns [CustomerAccepts].
func (Accept) Event() Event { return CustomerAccepts }

func (*Accept) bind(document.Object) {}

func (Accept) check() error { return nil }

func (Accept) apply(next *Claim, at time.Time) (err error) {
	next.record.Consent, err = next.record.Consent.Accept(at)
	return err
}

// Decline is the customer's refusal. It ends the claim.
type Decline struct{}

// Event returns [CustomerDeclines].
func (Decline) Event() Event { return CustomerDeclines }

func (*Decline) bind(document.Object) {}

func (Decline) check() error { return nil }

func (Decline) apply(next *Claim, at time.Time) (err error) {
	next.record.Consent, err = next.record.Consent.Decline(at)
	return err
}

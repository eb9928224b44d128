package consent

import (
	"fmt"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Draft holds the facts that the host adds to a consent for a mail to the
// customer. When it is printed, its links and people are left out.
type Draft struct {
	// Claim is the ID of the claim, 1 to 200 bytes.
	Claim string
	// Engagement is the name of the engagement as the customer is to read it;
	// one line of 1 to 200 bytes.
	Engagement string
	// Company is the partner's name; one line of 1 to 200 bytes.
	Company string
	// Customer is the contact who is asked.
	Customer mci.Contact
	// Partner is the contact who asks.
	Partner mci.Contact
	// Window is the claim's consent window.
	Window mci.Window
	// Zone is the customer's time zone; nil means UTC.
	Zone *time.Location
	// URLs are the addresses of the two links that Consent.Links returns.
	URLs URLs
}

// URLs are the addresses of the two links of a mail. Package link makes them.
// When they are printed, the addresses are left out, because anyone who has one
// can answer with it.
type URLs struct {
	// Accept is the address of the page that asks for the yes; an https URL of
	// at most 1600 bytes.
	Accept string `json:"accept,omitempty"`
	// Decline is the address of the page that asks for the no; an https URL of
	// at most 1600 bytes.
	Decline string `json:"decline,omitempty"`
}

// mostURLBytes leaves room for the longest page and the longest token of
// package link.
const mostURLBytes = 1600

// Check reports an address that is not an https URL of 9 to 1600 visible ASCII
// characters, or two equal addresses. The error is a [mci.FieldError] with the
// path "accept" or "decline".
func (u URLs) Check() error {
	for _, url := range []struct{ path, text string }{{"accept", u.Accept}, {"decline", u.Decline}} {
		if !isURL(url.text) {
			return mci.Invalid(url.path, fmt.Sprintf("%d bytes", len(url.text)), "an https URL of at most 1600 bytes")
		}
	}
	if u.Accept == u.Decline {
		return mci.Invalid("decline", "the address of accept", "an address of its own")
	}
	return nil
}

func isURL(text string) bool {
	const scheme = "https://"
	return len(text) > len(scheme) && len(text) <= mostURLBytes && strings.EqualFold(text[:len(scheme)], scheme) &&
		!strings.ContainsFunc(text, notVisible)
}

// notVisible reports whether r is not allowed in an address: a blank, a
// control, a quote, an angle bracket or another character that a URL must
// escape, or a character outside ASCII.
func notVisible(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"<>\\^`{|}", r) }

// String returns "consent links".
func (u URLs) String() string { return "consent links" }

// GoString returns the text of [URLs.String].
func (u URLs) GoString() string { return u.String() }

// A Mail is the content of one mail to the customer, as data: the host renders
// and sends it. When it is printed, its links and people are left out, because
// anyone who has a link can answer with it.
//
// The host gave the texts, and they are unchanged. None holds a line break, so
// each of them is safe in a mail header. For HTML the host must escape them, as
// html/template does.
type Mail struct {
	// ID is unique to the mail. If the same mail of the same claim is made
	// again, it has the same ID.
	ID string `json:"id,omitempty"`
	// Reminder is 0 for the first mail to an address, else the number of the
	// reminder.
	Reminder int `json:"reminder"`
	// Language is the language in which the customer was first written to.
	Language Language `json:"language,omitzero"`
	// To is the customer's contact.
	To mci.Contact `json:"to,omitzero"`
	// From is the partner's contact.
	From mci.Contact `json:"from,omitzero"`
	// Company is the partner's name.
	Company string `json:"company,omitempty"`
	// Engagement is the name of the engagement.
	Engagement string `json:"engagement,omitempty"`
	// Subject is the subject in English. For another language, the host makes
	// one from the other fields.
	Subject string `json:"subject,omitempty"`
	// Accept is the address of the page that asks for the yes.
	Accept string `json:"accept,omitempty"`
	// Decline is the address of the page that asks for the no.
	Decline string `json:"decline,omitempty"`
	// Before is the first instant at which an answer is too late, in the
	// customer's time zone.
	Before time.Time `json:"before,omitzero"`
}

// Mail returns the mail that is due in this state: the first mail after
// [Consent.Ask] and after each [Consent.Readdress], and a reminder after each
// [Consent.Resend]. The mail does not contain the deal size, because that is
// the partner's figure. The error is [ErrNotAsked] if consent has not been
// asked for, [ErrAnswered] if the customer has answered, a [LinkError] with
// [ErrExpired] if the window has ended, or a [mci.FieldError] with the path of
// a malformed field.
func (c Consent) Mail(draft Draft, at time.Time) (Mail, error) {
	if err := c.awaiting(); err != nil {
		return Mail{}, err
	}
	if err := draft.check(); err != nil {
		return Mail{}, err
	}
	links := Link{Claim: draft.Claim, Generation: c.Generation, Ends: draft.Window.End}
	if err := links.CheckOpen(at); err != nil {
		return Mail{}, err
	}
	reminder := c.Resent - int(c.Earlier)
	return Mail{
		ID: fmt.Sprintf("consent/%d/%d/%s", c.Generation, c.Resent, draft.Claim), Reminder: reminder, Language: c.Language,
		To: draft.Customer, From: draft.Partner, Company: draft.Company, Engagement: draft.Engagement,
		Subject: draft.subject(reminder > 0), Before: draft.Window.End.In(draft.zone()),
		Accept: draft.URLs.Accept, Decline: draft.URLs.Decline,
	}, nil
}

// String returns "consent mail" and the ID.
func (m Mail) String() string { return "consent mail " + m.ID }

// GoString returns the text of [Mail.String].
func (m Mail) GoString() string { return m.String() }

// String returns "consent draft" and the claim.
func (d Draft) String() string { return "consent draft of claim " + d.Claim }

// GoString returns the text of [Draft.String].
func (d Draft) GoString() string { return d.String() }

func (d *Draft) check() error {
	if err := vocabulary.CheckText("claim", d.Claim, mostClaimBytes); err != nil {
		return err
	}
	if err := checkInstant("window.end", d.Window.End); err != nil {
		return err
	}
	if err := d.URLs.Check(); err != nil {
		return mci.At("urls", err)
	}
	for _, line := range []struct{ path, text string }{{"engagement", d.Engagement}, {"company", d.Company}} {
		if strings.ContainsAny(line.text, "\n\t") {
			return mci.Invalid(line.path, line.text, "a text on one line")
		}
		if err := vocabulary.CheckText(line.path, line.text, mostLineBytes); err != nil {
			return err
		}
	}
	if err := d.Customer.Check(); err != nil {
		return mci.At("customer", err)
	}
	return mci.At("partner", d.Partner.Check())
}

const mostLineBytes = 200

func (d *Draft) zone() *time.Location {
	if d.Zone == nil {
		return time.UTC
	}
	return d.Zone
}

func (d *Draft) subject(reminder bool) string {
	subject := d.Company + " asks for your consent: " + d.Engagement
	if reminder {
		return "Reminder: " + subject
	}
	return subject
}

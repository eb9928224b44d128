package consent

import (
	"fmt"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
)

// A Draft is what the host adds to a consent for a mail to the customer.
type Draft struct {
	Claim      string         // the claim's ID
	Engagement string         // its name, as the customer is to read it; one line of 1 to 200 bytes
	Company    string         // the partner's name; one line of 1 to 200 bytes
	Customer   mci.Contact    // who is asked
	Partner    mci.Contact    // who asks
	Window     mci.Window     // the claim's consent window
	Zone       *time.Location // the customer's; nil means UTC
	Nonce      string         // of this mail's links: see Link.Nonce
}

// A Mail is the content of one mail to the customer, as data: the host renders and sends it. It prints without its
// links, by which whoever has them can answer, and without the people.
//
// The texts are as the host gave them. None holds a line break, so that each may stand in a header of a mail;
// for HTML the host escapes them, as html/template does.
type Mail struct {
	ID         string      // the same for the same mail of the same claim, and for no other
	Reminder   int         // 0 for the first mail, else which reminder it is
	Language   Language    // in which the customer was first written to
	To         mci.Contact // the customer
	From       mci.Contact // the partner's contact
	Company    string      // the partner's name
	Engagement string      // its name
	Subject    string      // in English; for another language the host makes one of the fields
	Accept     string      // the link that says yes
	Decline    string      // the link that says no
	Before     time.Time   // the first instant at which an answer is too late, in the customer's zone
}

// Mail returns the mail that is due in this state: the first one after [Consent.Ask], a reminder after each
// [Consent.Resend]. The deal size is not in it: it is the partner's figure. The error is [ErrNotAsked],
// [ErrAnswered], a [LinkError] with [ErrExpired] once the window has ended, or a [mci.FieldError] with the path
// of a field.
func (c Consent) Mail(draft Draft, links Links, at time.Time) (Mail, error) {
	if err := c.awaiting(); err != nil {
		return Mail{}, err
	}
	if err := draft.check(); err != nil {
		return Mail{}, err
	}
	mail := Mail{
		ID: fmt.Sprintf("consent/%d/%s", c.Resent, draft.Claim), Reminder: c.Resent, Language: c.Language,
		To: draft.Customer, From: draft.Partner, Company: draft.Company, Engagement: draft.Engagement,
		Subject: draft.subject(c.Resent > 0), Before: draft.Window.End.In(draft.zone()),
	}
	for _, to := range []struct {
		answer Answer
		url    *string
	}{{Accepted, &mail.Accept}, {Declined, &mail.Decline}} {
		link := Link{Claim: draft.Claim, Answer: to.answer, Ends: draft.Window.End, Nonce: draft.Nonce}
		url, err := links.URL(link)
		if err != nil {
			return Mail{}, err
		}
		if !link.open(at) {
			return Mail{}, &LinkError{Err: ErrExpired, Link: link, At: at}
		}
		*to.url = url
	}
	return mail, nil
}

// String returns "consent mail" and the ID.
func (m Mail) String() string { return "consent mail " + m.ID }

// GoString returns what [Mail.String] returns.
func (m Mail) GoString() string { return m.String() }

func (d *Draft) check() error {
	for _, line := range []struct{ path, text string }{{"engagement", d.Engagement}, {"company", d.Company}} {
		if strings.ContainsAny(line.text, "\n\t") {
			return mci.Invalid(line.path, line.text, "a text on one line")
		}
		if err := mci.CheckText(line.path, line.text, mostLineBytes); err != nil {
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

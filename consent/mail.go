package consent

import (
	"fmt"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Draft is what the host adds to a consent for a mail to the customer. It
// prints without its links and without the people.
type Draft struct {
	// ID of the claim, 1 to 200 bytes
	Claim string
	// name of the engagement, as the customer is to read it; one line of 1 to
	// 200 bytes
	Engagement string
	// the partner's name; one line of 1 to 200 bytes
	Company string
	// who is asked
	Customer mci.Contact
	// who asks
	Partner mci.Contact
	// the claim's consent window
	Window mci.Window
	// the customer's; nil means UTC
	Zone *time.Location
	// addresses of the two links: see Consent.Links
	URLs URLs
}

// URLs are the addresses of the two links of a mail, which package link makes.
// They print without their text, since whoever has one can answer by it.
type URLs struct {
	// leads to the page that asks for the yes; an https URL of at most 1600
	// bytes
	Accept string
	// leads to the page that asks for the no; likewise
	Decline string
}

// mostURLBytes has room for the longest page and the longest token of package
// link.
const mostURLBytes = 1600

// Check reports an address that is no https URL of 9 to 1600 visible ASCII
// characters, or two that are the same: a [mci.FieldError] with the path
// "accept" or "decline".
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
	rest, ok := strings.CutPrefix(strings.ToLower(text[:min(len(text), 8)]), "https://")
	return ok && rest == "" && len(text) > 8 && len(text) <= mostURLBytes && !strings.ContainsFunc(text, notVisible)
}

// notVisible reports whether r may not stand in an address: blanks, controls,
// quotes and angle brackets, and everything outside ASCII.
func notVisible(r rune) bool { return r <= ' ' || r >= 0x7f || strings.ContainsRune("\"<>\\^`{|}", r) }

// String returns "consent links".
func (u URLs) String() string { return "consent links" }

// GoString returns what [URLs.String] returns.
func (u URLs) GoString() string { return u.String() }

// A Mail is the content of one mail to the customer, as data: the host renders
// and sends it. It prints without its links, by which whoever has them can
// answer, and without the people.
//
// The texts are as the host gave them. None holds a line break, so that each
// may stand in a header of a mail; for HTML the host escapes them, as
// html/template does.
type Mail struct {
	// the same for the same mail of the same claim, and for no other
	ID string
	// 0 for the first mail to an address, else the number of the reminder
	Reminder int
	// in which the customer was first written to
	Language Language
	// the customer
	To mci.Contact
	// the partner's contact
	From mci.Contact
	// the partner's name
	Company string
	// name of the engagement
	Engagement string
	// in English; for another language the host makes one of the fields
	Subject string
	// address of the page that asks for the yes
	Accept string
	// address of the page that asks for the no
	Decline string
	// the first instant at which an answer is too late, in the customer's zone
	Before time.Time
}

// Mail returns the mail that is due in this state: the first one after
// [Consent.Ask] and after each [Consent.Readdress], a reminder after each
// [Consent.Resend]. The deal size is not in it: it is the partner's figure. The
// error is [ErrNotAsked], [ErrAnswered], a [LinkError] with [ErrExpired] once
// the window has ended, or a [mci.FieldError] with the path of a field.
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

// GoString returns what [Mail.String] returns.
func (m Mail) GoString() string { return m.String() }

// String returns "consent draft" and the claim.
func (d Draft) String() string { return "consent draft of claim " + d.Claim }

// GoString returns what [Draft.String] returns.
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

package mci

import (
	"log/slog"
	"strings"
	"unicode/utf8"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Contact is a person on the customer's or the partner's side of a claim. The
// zero Contact is no contact.
type Contact struct {
	// Name is the person's name, of 1 to 200 bytes.
	Name string `json:"name"`
	// Email is the person's mail address, without a display name.
	Email string `json:"email"`
}

// Limits in bytes for a name and for the part of an address before the @.
const (
	mostNameBytes  = 200
	mostLocalBytes = 64
)

// Check reports the first malformed field. The name must have 1 to 200 bytes
// and pass [vocabulary.CheckName]. The mail address must be a plain address
// with a valid domain. The error is a [FieldError] with the path "name" or
// "email". It shows no whole address.
func (c Contact) Check() error {
	if err := vocabulary.CheckName("name", c.Name, mostNameBytes); err != nil {
		return err
	}
	local, domain, ok := strings.Cut(c.Email, "@")
	if !ok || len(local) > mostLocalBytes || !isDotAtom(local) || !isASCII(domain) || canonicalDomain(domain) == "" {
		return Invalid("email", c.shortened(), "one mail address such as alex@contoso.com, without a display name")
	}
	return nil
}

// shortened returns the mail address with only the first letter of its local
// part. In an address a blank does not begin another word, as it does in a text
// of several words.
func (c Contact) shortened() string {
	before, after, found := strings.Cut(c.Email, "@")
	start := strings.LastIndexAny(before, "<,;") + 1
	local := strings.TrimLeft(before[start:], " \t\r\n\"([")
	if !found || local == "" {
		return c.Email
	}
	_, first := utf8.DecodeRuneInString(local)
	return before[:start] + local[:first] + "…@" + after
}

// MailDomain returns the domain of the mail address as a [CustomerID]. If the
// address has no valid domain, it returns the zero ID.
func (c Contact) MailDomain() CustomerID {
	_, domain, _ := strings.Cut(c.Email, "@")
	id, err := ParseCustomerID(DomainName, domain)
	if err != nil {
		return CustomerID{}
	}
	return id
}

// IsZero reports whether c is the zero Contact.
func (c Contact) IsZero() bool { return c == Contact{} }

// String hides the person: it returns "contact", without the name and the
// address.
func (c Contact) String() string { return "contact" }

// LogValue hides the person in structured logs, as [Contact.String] does. A log
// shows the person all the same if it writes a value that contains a contact,
// such as a slice.
func (c Contact) LogValue() slog.Value { return slog.StringValue(c.String()) }

// GoString returns the same text as [Contact.String].
func (c Contact) GoString() string { return c.String() }

// isDotAtom reports whether s is a dot-atom of RFC 5322, the plain form of the
// part of a mail address before the @.
func isDotAtom(s string) bool {
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" {
			return false
		}
		for i := range len(atom) {
			if c := atom[i]; c <= ' ' || c >= 0x7f || strings.IndexByte(`<>()[]\,;:"@`, c) >= 0 {
				return false
			}
		}
	}
	return true
}

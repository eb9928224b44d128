package mci

import (
	"log/slog"
	"strings"

	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Contact is a person on the customer's or the partner's side of a claim. The
// zero Contact is none.
type Contact struct {
	Name  string `json:"name"`
	Email string `json:"email"`
}

// Bounds of a name and of the part of an address before the @, in bytes.
const (
	mostNameBytes  = 200
	mostLocalBytes = 64
)

// Check reports what is malformed: the name must have 1 to 200 bytes and pass
// [vocabulary.CheckName], and the mail address must be a plain one with a valid
// domain. The error is a [FieldError] with the path "name" or "email"; it shows
// no whole address.
func (c Contact) Check() error {
	if err := vocabulary.CheckName("name", c.Name, mostNameBytes); err != nil {
		return err
	}
	local, domain, ok := strings.Cut(c.Email, "@")
	if !ok || len(local) > mostLocalBytes || !isDotAtom(local) || !isASCII(domain) || canonicalDomain(domain) == "" {
		return Invalid("email", c.Email, "one mail address such as alex@contoso.com, without a display name")
	}
	return nil
}

// MailDomain returns the domain of the mail address as a [CustomerID], or the
// zero ID if there is none.
func (c Contact) MailDomain() CustomerID {
	_, domain, _ := strings.Cut(c.Email, "@")
	id, err := ParseCustomerID(DomainName, domain)
	if err != nil {
		return CustomerID{}
	}
	return id
}

// IsZero reports whether c is nobody.
func (c Contact) IsZero() bool { return c == Contact{} }

// String hides the person: it returns "contact" and nothing of the name or the
// address.
func (c Contact) String() string { return "contact" }

// LogValue hides the person in structured logs, as [Contact.String] does. A log
// that writes a value in which a contact lies, such as a slice, shows it all
// the same.
func (c Contact) LogValue() slog.Value { return slog.StringValue(c.String()) }

// GoString returns what [Contact.String] returns.
func (c Contact) GoString() string { return c.String() }

// isDotAtom reports whether s is the part of a mail address before the @ in its
// plain form of RFC 5322.
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

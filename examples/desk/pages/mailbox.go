package pages

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/consent/link"
	"github.com/mci-go/incentives/mci"
)

// A mailbox is the folder into which the consent mails are written, with the
// keys that sign their links.
type mailbox struct {
	folder string
	public *url.URL // the address of the site for people, such as http://127.0.0.1:8080
	ring   link.KeyRing
	// sender sends the mails. It is nil if they are only written.
	sender *sender
}

// keyFile returns the file that holds the key of the links.
func (o *order) keyFile() string {
	return cmp.Or(o.keys, filepath.Join(o.folder(), "link.key"))
}

// ringOf returns the keys of the links, made from their secret.
func ringOf(secret []byte) (link.KeyRing, error) {
	key, err := link.NewKey("desk", secret)
	if err != nil {
		return link.KeyRing{}, err
	}
	return link.NewKeyRing(key)
}

// makeKey reads the key of the links. If there is none, it makes one.
func (b *mailbox) makeKey(o *order) error {
	secret, err := readOrMake(o.keyFile(), func() []byte {
		secret := make([]byte, 32)
		_, _ = rand.Read(secret) // it never fails
		return secret
	})
	if err == nil {
		b.ring, err = ringOf(secret)
	}
	return err
}

// readMailbox reads the settings for writing and sending mails. It reads the
// key of the links if there is one, and never makes one.
func readMailbox(o *order) (mailbox, error) {
	var ring link.KeyRing
	secret, err := os.ReadFile(o.keyFile())
	if err == nil {
		ring, err = ringOf(secret)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return mailbox{}, err
	}
	public := &url.URL{Scheme: "http", Host: o.listen}
	if o.public != "" {
		if public, err = url.Parse(o.public); err != nil {
			return mailbox{}, err
		}
	}
	by, err := o.delivery.sender()
	return mailbox{folder: o.folder(), public: public, ring: ring, sender: by}, err
}

// mailOf returns the mail that is due to the customer of a claim.
func (b *mailbox) mailOf(claim *claims.Claim, company string, now time.Time) (consent.Mail, error) {
	record, state := claim.Record(), claim.Consent()
	window := claim.Engagement().Window(mci.ConsentClock, record.Created)
	links, err := state.Links(string(record.ID), window, nonceOf(&record), now)
	if err != nil {
		return consent.Mail{}, err
	}
	draft := consent.Draft{
		Claim: string(record.ID), Engagement: claim.Engagement().Title(), Company: company, Customer: record.CustomerContact,
		Partner: record.PartnerContact, Window: window,
	}
	page, err := link.NewPage(b.ring, "https://"+b.public.Host+"/consent")
	if err != nil {
		return consent.Mail{}, err
	}
	if draft.URLs, err = page.URLs(links); err != nil {
		return consent.Mail{}, err
	}
	m, err := state.Mail(draft, now)
	if b.public.Scheme == "http" {
		m.Accept, m.Decline = plain(m.Accept), plain(m.Decline)
	}
	return m, err
}

// plain returns an address without TLS. Package link only makes addresses with
// TLS, which the loopback interface does not serve.
func plain(address string) string { return strings.Replace(address, "https://", "http://", 1) }

// nonceOf returns the nonce that distinguishes the links of a mail from those
// of all other mails of a claim. It is the same each time for the same mail. It
// is no secret.
func nonceOf(r *claims.Record) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s/%d/%d", r.ID, r.Consent.Generation, r.Consent.Resent))
	return hex.EncodeToString(sum[:16])
}

// write writes a mail into the folder, in the format that mail programs open.
// If the same mail is written again, it goes into the same file.
func (b *mailbox) write(m *consent.Mail, now time.Time) (file string, err error) {
	file = filepath.Join(b.folder, fileOfMail(m)+".eml")
	var text bytes.Buffer
	header := func(name, value string) { text.WriteString(name + ": " + value + "\r\n") }
	header("From", addressOf(m.From))
	header("To", addressOf(m.To))
	header("Subject", mime.QEncoding.Encode("utf-8", m.Subject))
	header("Date", now.Format(time.RFC1123Z))
	header("Message-ID", "<"+messageID(m)+">")
	header("MIME-Version", "1.0")
	header("Content-Language", mailLanguage)
	header("Content-Type", "text/plain; charset=utf-8")
	header("Content-Transfer-Encoding", "quoted-printable")
	text.WriteString("\r\n")
	body := quotedprintable.NewWriter(&text)
	_, err = body.Write([]byte(textOf(m)))
	if err = errors.Join(err, body.Close(), os.MkdirAll(b.folder, 0o700)); err != nil {
		return "", err
	}
	return file, writeFile(file, text.Bytes())
}

// fileOfMail returns the name of a mail's file, without its extension.
func fileOfMail(m *consent.Mail) string {
	sum := sha256.Sum256([]byte(m.ID))
	return hex.EncodeToString(sum[:8])
}

// messageID returns the message ID of a mail. It is the same each time for the
// same mail.
func messageID(m *consent.Mail) string {
	sum := sha256.Sum256([]byte(m.ID))
	return hex.EncodeToString(sum[:]) + "@desk.invalid"
}

func addressOf(c mci.Contact) string { return (&mail.Address{Name: c.Name, Address: c.Email}).String() }

// mailLanguage is the only language of the texts, because the library writes
// the subject in English. So no form offers another one.
const mailLanguage = "en"

// inMailLanguage reports whether a claim asks for the language of the mails, or
// for no language.
func inMailLanguage(l consent.Language) bool {
	primary, _, _ := strings.Cut(strings.ToLower(string(l)), "-")
	return primary == "" || primary == mailLanguage
}

// textOf returns the text of a mail, in English.
func textOf(m *consent.Mail) string {
	greeting := ""
	if m.Reminder > 0 {
		greeting = "This is a reminder.\n\n"
	}
	return strings.ReplaceAll(fmt.Sprintf(`Dear %s,

%s%s asks for your consent to the engagement %s.

Yes, we agree:
%s

No, we do not agree:
%s

Both links lead to a page that asks you once more. They end on %s.

%s
%s
`, m.To.Name, greeting, m.Company, m.Engagement, m.Accept, m.Decline, instant(m.Before), m.From.Name, m.Company), "\n", "\r\n")
}

package pages

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/wneessen/go-mail"

	"github.com/mci-go/incentives/consent"
	"github.com/mci-go/incentives/mci"
)

// A delivery holds the settings for sending consent mails. The zero delivery
// only writes them into the folder.
type delivery struct {
	server, from, user, passwordFile string
}

// passwordVariable is the environment variable that holds the password.
const passwordVariable = "DESK_SMTP_PASSWORD"

// flags declares the flags of the settings.
func (d *delivery) flags(flags *flag.FlagSet) {
	flags.StringVar(&d.server, "smtp", "", "send the consent mails by the server at `HOST:PORT`: with TLS at once at port 465, and by STARTTLS at others")
	flags.StringVar(&d.from, "smtp-from", "", "send from `ADDRESS`; answers go to the partner's contact")
	flags.StringVar(&d.user, "smtp-user", "", "sign in at the server as `NAME`")
	flags.StringVar(&d.passwordFile, "smtp-password-file", "", "read the password from `FILE` (default the variable "+passwordVariable+")")
}

// check returns an error for the first setting that is malformed or contradicts
// another one.
func (d *delivery) check(o *order) error {
	if d.server == "" {
		for _, one := range []struct{ name, value string }{{"smtp-from", d.from}, {"smtp-user", d.user}, {"smtp-password-file", d.passwordFile}} {
			if one.value != "" {
				return mci.Invalid(one.name, one.value, "nothing without -smtp")
			}
		}
		return nil
	}
	_, port, err := net.SplitHostPort(d.server)
	if n, malformed := strconv.ParseUint(port, 10, 16); err != nil || malformed != nil || n == 0 {
		return mci.Invalid("smtp", d.server, "a host and a port, such as mail.example:587")
	}
	if err := (mci.Contact{Name: "desk", Email: d.from}).Check(); err != nil {
		return mci.Invalid("smtp-from", d.from, "a mail address")
	}
	switch {
	case o.issuer == "":
		return mci.Invalid("smtp", d.server, "nothing without -issuer, because the links of the mails would lead to the loopback interface")
	case o.demo:
		return mci.Invalid("smtp", d.server, "nothing beside -demo, whose customers are made up")
	case d.passwordFile != "" && d.user == "":
		return mci.Invalid("smtp-user", "", "a name, together with -smtp-password-file")
	default:
		return nil
	}
}

// A sender sends mails by SMTP. It is safe for concurrent use.
type sender struct {
	host                 string
	port                 int
	from, user, password string
	// trusted are the certificate authorities. If it is nil, those of the
	// machine are used.
	trusted *x509.CertPool
}

// sender returns the sender that the settings ask for. It is nil if mails are
// only written.
func (d *delivery) sender() (*sender, error) {
	if d.server == "" {
		return nil, nil //nolint:nilnil // because there is none
	}
	host, text, err := net.SplitHostPort(d.server)
	if err != nil {
		return nil, err
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		return nil, err
	}
	s := &sender{host: host, port: port, from: d.from, user: d.user, password: strings.TrimSpace(os.Getenv(passwordVariable))}
	if d.passwordFile != "" {
		s.password, err = secretIn(d.passwordFile)
	}
	return s, err
}

// mostSending is the longest time that sending a mail may take.
const mostSending = 15 * time.Second

// implicitTLS is the port at which TLS begins with the connection.
const implicitTLS = 465

// client returns a client for the server. TLS is required, except that a server
// on the same machine may go without it.
//
// The connection is opened by dial.
func (s *sender) client(dial mail.DialContextFunc) (*mail.Client, error) {
	options := []mail.Option{
		mail.WithPort(s.port), mail.WithTimeout(mostSending), mail.WithHELO("localhost"), mail.WithTLSConfig(s.encryption()),
	}
	if s.port != implicitTLS { // at that port the client makes the TLS connection itself
		options = append(options, mail.WithDialContextFunc(dial))
	}
	switch {
	case s.port == implicitTLS:
		options = append(options, mail.WithSSL())
	case isLoopback(s.host):
		options = append(options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	default:
		options = append(options, mail.WithTLSPolicy(mail.TLSMandatory))
	}
	if s.user != "" {
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(s.user), mail.WithPassword(s.password))
	}
	return mail.NewClient(s.host, options...)
}

// encryption returns the TLS settings for the server.
func (s *sender) encryption() *tls.Config {
	return &tls.Config{ServerName: s.host, MinVersion: tls.VersionTLS12, RootCAs: s.trusted}
}

// dialing returns two functions. The first opens the connection to the server,
// and the second closes it, because the client leaves it open if the server
// refuses to continue.
func dialing() (dial mail.DialContextFunc, end func()) {
	var opened net.Conn
	dial = func(ctx context.Context, network, address string) (connection net.Conn, err error) {
		if connection, err = (&net.Dialer{}).DialContext(ctx, network, address); err == nil {
			opened = connection
		}
		return connection, err
	}
	return dial, func() {
		if opened != nil {
			_ = opened.Close() // the client may have closed it
		}
	}
}

// send sends a mail.
func (s *sender) send(ctx context.Context, m *consent.Mail, now time.Time) error {
	message := mail.NewMsg(mail.WithNoDefaultUserAgent())
	message.FromMailAddress(&netmail.Address{Name: m.From.Name, Address: s.from})
	message.ToMailAddress(&netmail.Address{Name: m.To.Name, Address: m.To.Email})
	if err := message.ReplyTo(addressOf(m.From)); err != nil {
		return err
	}
	message.Subject(m.Subject)
	message.SetDateWithValue(now)
	message.SetMessageIDWithValue(messageID(m))
	message.SetBodyString(mail.TypeTextPlain, textOf(m))
	dial, end := dialing()
	defer end()
	client, err := s.client(dial)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, mostSending)
	defer cancel()
	return client.DialAndSendWithContext(ctx, message)
}

// An unsent is the error of a mail that was written into the folder but could
// not be sent. Its text never contains the server's answer, because servers
// repeat the customer's address in it.
type unsent struct{ cause error }

// Error returns the reason without the server's answer.
func (u unsent) Error() string {
	var refused *mail.SendError
	if errors.As(u.cause, &refused) {
		return fmt.Sprintf("the mail was not sent: %s (code %d)", refused.Reason, refused.ErrorCode())
	}
	var dial *net.OpError
	if errors.As(u.cause, &dial) {
		return "the mail was not sent: " + dial.Error()
	}
	return "the mail was not sent: the server did not take it"
}

// LogValue returns the same text, for structured logs.
func (u unsent) LogValue() slog.Value { return slog.StringValue(u.Error()) }

// deliver writes a mail into the folder and, if there is a sender, sends it. If
// the mail was sent, it is moved to the folder sent. If it cannot be sent, it
// stays in the folder, and the error is an [unsent]. If it was sent as often as
// the desk allows, the error is a [plenty].
func (b *mailbox) deliver(ctx context.Context, m *consent.Mail, now time.Time) (outcome string, err error) {
	file, err := b.write(m, now)
	if err != nil {
		return "failed", err
	}
	if b.sender == nil {
		return "written", nil
	}
	if enough := b.copied(m); enough != nil {
		return "unsent", errors.Join(enough, removed(file))
	}
	if err := b.sender.send(ctx, m, now); err != nil {
		return "unsent", unsent{err}
	}
	sent := filepath.Join(b.folder, "sent")
	if err = os.MkdirAll(sent, 0o700); err == nil {
		name := fileOfMail(m)
		if n := len(b.copies(m)); n > 0 { // each copy is numbered
			name += "-" + strconv.Itoa(n+1)
		}
		err = os.Rename(file, filepath.Join(sent, name+".eml"))
	}
	return "sent", err
}

package pages

import (
	"bufio"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	gomail "github.com/wneessen/go-mail"
)

// A mailServer plays a server of SMTP on the loopback interface.
type mailServer struct {
	address string

	mu    sync.Mutex
	mails []string // the content, as it was sent
	to    []string
	auth  []string // the credentials of clients
	// certificate lets it speak TLS.
	certificate *tls.Certificate
	// refuse is the answer to a recipient, or empty to take all.
	refuse string
	// cut ends the connection instead of an answer to the content.
	cut bool
}

func newMailServer(t *testing.T) *mailServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &mailServer{address: listener.Addr().String()}
	var group sync.WaitGroup
	group.Go(func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			group.Go(func() { s.talk(connection) })
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		group.Wait()
	})
	return s
}

// talk answers one client until it quits.
func (s *mailServer) talk(connection net.Conn) {
	defer connection.Close()
	in, secure := bufio.NewScanner(connection), false
	say := func(text string) { _, _ = fmt.Fprint(connection, text+"\r\n") }
	say("220 test ESMTP")
	for in.Scan() {
		line := in.Text()
		verb := strings.ToUpper(line)
		s.mu.Lock()
		refuse, cut := s.refuse, s.cut
		s.mu.Unlock()
		switch {
		case strings.HasPrefix(verb, "EHLO"):
			say("250-test")
			if s.certificate != nil && !secure {
				say("250-STARTTLS")
			}
			say("250 AUTH PLAIN LOGIN")
		case verb == "STARTTLS":
			say("220 go on")
			connection, secure = tls.Server(connection, &tls.Config{Certificates: []tls.Certificate{*s.certificate}, MinVersion: tls.VersionTLS12}), true
			in = bufio.NewScanner(connection)
		case strings.HasPrefix(verb, "AUTH"):
			s.mu.Lock()
			s.auth = append(s.auth, line)
			s.mu.Unlock()
			say("235 welcome")
		case strings.HasPrefix(verb, "RCPT TO") && refuse != "":
			say(refuse)
		case strings.HasPrefix(verb, "RCPT TO"):
			s.mu.Lock()
			s.to = append(s.to, line)
			s.mu.Unlock()
			say("250 fine")
		case verb == "DATA":
			say("354 go on")
			var content strings.Builder
			for in.Scan() && in.Text() != "." {
				content.WriteString(in.Text() + "\r\n")
			}
			if cut {
				_ = connection.Close()
				return
			}
			s.mu.Lock()
			s.mails = append(s.mails, content.String())
			s.mu.Unlock()
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 fine")
		}
	}
}

// sends lets a fixture send mails by the server.
func (s *mailServer) sends(t *testing.T, f *fixture, user string) {
	t.Helper()
	t.Setenv(passwordVariable, "pass word\n")
	by, err := (&delivery{server: s.address, from: "desk@fabrikam.example", user: user}).sender()
	if err != nil {
		t.Fatal(err)
	}
	f.mail.sender = by
}

// inFolder returns the numbers of mails that were left and that were sent.
func (f *fixture) inFolder(t *testing.T) (left, sent int) {
	t.Helper()
	for pattern, n := range map[string]*int{"*.eml": &left, "sent/*.eml": &sent} {
		files, err := filepath.Glob(filepath.Join(f.mail.folder, filepath.FromSlash(pattern)))
		if err != nil {
			t.Fatal(err)
		}
		*n = len(files)
	}
	return left, sent
}

func TestAMailIsSentOnceTheCustomerIsAsked(t *testing.T) {
	f, s := newFixture(t, nil), newMailServer(t)
	s.sends(t, f, "desk")
	folder := t.TempDir()
	certificate, key := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	trusting, ok := writeCertificate(t, certificate, key).Transport.(*http.Transport)
	if !ok {
		t.Fatal("no transport")
	}
	f.mail.sender.trusted = trusting.TLSClientConfig.RootCAs
	pair, err := tls.LoadX509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	s.certificate = &pair
	w := f.post(t, "/claims/lucerne-apps/send-consent", f.values(t, "/claims/lucerne-apps", "/claims/lucerne-apps/send-consent", "dealSize.amount", "1000"))
	if w.Code != http.StatusSeeOther || len(s.mails) != 1 {
		t.Fatalf("%d %v, %d mails; logged: %s", w.Code, w.Header(), len(s.mails), f.logged)
	}
	message, err := mail.ReadMessage(strings.NewReader(s.mails[0]))
	if err != nil {
		t.Fatal(err)
	}
	from, err := message.Header.AddressList("From")
	if err != nil || from[0].Address != "desk@fabrikam.example" || from[0].Name != "Pat Meier" {
		t.Errorf("from %v %v", from, err)
	}
	if reply, err := message.Header.AddressList("Reply-To"); err != nil || reply[0].Address != "pat@fabrikam.example" {
		t.Errorf("reply to %v %v", reply, err)
	}
	if len(s.to) != 1 || !strings.Contains(s.to[0], "leo@lucernepublishing.example") || len(s.auth) == 0 {
		t.Errorf("to %v, signed in with %v", s.to, s.auth)
	}
	if !strings.Contains(s.mails[0], "/consent?") || message.Header.Get("Message-Id") == "" || strings.Contains(s.mails[0], "User-Agent") {
		t.Errorf("the mail is\n%s", s.mails[0])
	}
	if left, sent := f.inFolder(t); left != 0 || sent != 1 {
		t.Errorf("%d left, %d sent", left, sent)
	}
	if body := f.get(t, w.Header().Get("Location")).Body.String(); strings.Contains(body, "could not be sent") {
		t.Error("the page says that it was not sent")
	}
	body := f.done(t, "/claims/lucerne-apps/mail", nil).Body.String()
	if !strings.Contains(body, "The mail to the customer was sent") || !strings.Contains(body, "Send it again") || len(s.mails) != 2 {
		t.Errorf("again: the page does not say it, or %d mails", len(s.mails))
	}
}

// Whatever fails, the claim stands, the mail stays in the folder, the page says
// so, and the log does not name the customer.
func TestAMailThatCannotBeSentStaysAndIsSaid(t *testing.T) {
	for name, fail := range map[string]func(*mailServer, *fixture){
		"a refused recipient":     func(s *mailServer, _ *fixture) { s.refuse = "550 5.1.1 <leo@lucernepublishing.example> is unknown" },
		"a cut connection":        func(s *mailServer, _ *fixture) { s.cut = true },
		"no server":               func(_ *mailServer, f *fixture) { f.mail.sender.port = 1 },
		"no TLS for the password": func(_ *mailServer, f *fixture) { f.mail.sender.user = "desk" },
		"no TLS outside":          func(_ *mailServer, f *fixture) { f.mail.sender.host = "0.0.0.0" }, // this machine by an address that is not its loopback
	} {
		f, s := newFixture(t, nil), newMailServer(t)
		s.sends(t, f, "")
		fail(s, f)
		w := f.post(t, "/claims/lucerne-apps/send-consent", f.values(t, "/claims/lucerne-apps", "/claims/lucerne-apps/send-consent", "dealSize.amount", "1000"))
		if w.Code != http.StatusSeeOther {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
		if body := f.get(t, w.Header().Get("Location")).Body.String(); !strings.Contains(body, "could not be sent. It stays in the folder") {
			t.Errorf("%s: the page does not say it", name)
		}
		if body := f.done(t, "/claims/lucerne-apps/mail", nil).Body.String(); !strings.Contains(body, "could not be sent. It stays in the folder") {
			t.Errorf("%s: again: the page does not say it", name)
		}
		if left, sent := f.inFolder(t); left != 1 || sent != 0 || len(s.mails) != 0 {
			t.Errorf("%s: %d left, %d sent", name, left, sent)
		}
		if text := f.logged.String(); !strings.Contains(text, "not sent") || strings.Contains(text, "leo") || strings.Contains(text, "pass word") {
			t.Errorf("%s: logged: %s", name, text)
		}
		if !strings.Contains(f.figures(t), `desk_mails_total{outcome="unsent"} 2`) {
			t.Errorf("%s: it is not counted", name)
		}
	}
}

func TestAMailIsNotSentWithoutTLSToAnotherMachine(t *testing.T) {
	for server, policy := range map[string]string{"mail.example:587": gomail.TLSMandatory.String(), "127.0.0.1:25": gomail.TLSOpportunistic.String(), "localhost:2525": gomail.TLSOpportunistic.String()} {
		s, err := (&delivery{server: server, from: "desk@fabrikam.example"}).sender()
		if err != nil {
			t.Fatal(err)
		}
		dial, end := dialing()
		end()
		client, err := s.client(dial)
		if err != nil || client.TLSPolicy() != policy || client.ServerAddr() != server {
			t.Errorf("%s: %s %v", server, client.TLSPolicy(), err)
		}
	}
	s := &sender{host: "mail.example", port: implicitTLS}
	if client, err := s.client(nil); err != nil || client.ServerAddr() != "mail.example:465" {
		t.Errorf("%v", err)
	}
}

func TestTheErrorOfAMailNamesNobody(t *testing.T) {
	secret := errors.New("550 <noa@contoso.example> is unknown")
	if text := (unsent{secret}).Error(); strings.Contains(text, "noa") || (unsent{secret}).LogValue().String() != text {
		t.Error(text)
	}
}

func TestThePasswordComesFromTheEnvironmentOrAFile(t *testing.T) {
	t.Setenv(passwordVariable, " one ")
	d := &delivery{server: "mail.example:587", from: "desk@fabrikam.example", user: "desk"}
	if s, err := d.sender(); err != nil || s.password != "one" {
		t.Errorf("%v", err)
	}
	d.passwordFile = filepath.Join(t.TempDir(), "password")
	if _, err := d.sender(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(d.passwordFile, []byte("two\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := d.sender(); err != nil || s.password != "two" {
		t.Errorf("%v", err)
	}
	for _, server := range []string{"mail.example", "mail.example:x"} {
		if _, err := (&delivery{server: server}).sender(); err == nil {
			t.Errorf("%s is taken", server)
		}
	}
}

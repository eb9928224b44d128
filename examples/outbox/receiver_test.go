package outbox_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/cloudevents/sdk-go/v2/event"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/examples/outbox/outboxtest"
)

// one returns the first event of a claim.
func one(t *testing.T) outbox.Event {
	t.Helper()
	for e, err := range source(t, filled(t, 1, 1)).Events(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	t.Fatal("no event")
	return outbox.Event{}
}

// send sends an event to a server at an address.
func send(t *testing.T, address string, options outbox.HTTPOptions, e outbox.Event) error {
	t.Helper()
	r, err := outbox.NewHTTP(address, options)
	if err != nil {
		t.Fatal(err)
	}
	return r.Send(t.Context(), &e)
}

func wantVerdict(t *testing.T, name string, err error, want outbox.Verdict, reason string) {
	t.Helper()
	var failure *outbox.SendError
	if !errors.As(err, &failure) || failure.Verdict != want || !strings.Contains(failure.Reason, reason) || strings.Contains(failure.Reason, "secret") {
		t.Errorf("%s: got %+v, want verdict %d with %q", name, err, want, reason)
	}
}

// reset closes the connection of a request so that the other side sees it
// reset.
func reset(w http.ResponseWriter) {
	connection, _, _ := http.NewResponseController(w).Hijack()
	if tcp, ok := connection.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0)
	}
	_ = connection.Close()
}

func TestFaultsOfTheNetworkHaveTheirVerdict(t *testing.T) {
	e := one(t)
	release := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/reset":
			reset(w)
		case "/nonsense":
			connection, _, _ := http.NewResponseController(w).Hijack()
			_, _ = connection.Write([]byte("nonsense\r\n\r\n"))
			_ = connection.Close()
		case "/hangs":
			<-release
		case "/moved":
			http.Redirect(w, r, "/taken", http.StatusTemporaryRedirect)
		case "/long":
			w.WriteHeader(http.StatusAccepted)
			_, _ = w.Write(make([]byte, 1<<20))
		}
	}))
	defer server.Close()
	defer close(release)
	for _, c := range []struct {
		path    string
		verdict outbox.Verdict
		reason  string
	}{
		{"/reset?secret", outbox.Failed, "no answer"},
		{"/nonsense?secret", outbox.Failed, "no answer"},
		{"/hangs?secret", outbox.Failed, "no answer"},
		{"/moved?secret", outbox.Busy, "307"},
	} {
		wantVerdict(t, c.path, send(t, server.URL+c.path, outbox.HTTPOptions{Timeout: 100 * time.Millisecond}, e), c.verdict, c.reason)
	}
	for _, path := range []string{"/taken", "/long"} {
		if err := send(t, server.URL+path, outbox.HTTPOptions{}, e); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	wantVerdict(t, "closed", send(t, closed.URL+"/secret", outbox.HTTPOptions{}, e), outbox.Busy, "not reached")
	foreign := httptest.NewTLSServer(http.NotFoundHandler())
	foreign.Config.ErrorLog = log.New(io.Discard, "", 0)
	defer foreign.Close()
	wantVerdict(t, "foreign certificate", send(t, foreign.URL+"/secret", outbox.HTTPOptions{}, e), outbox.Busy, "certificate")
}

// As long as no connection to the receiver is made, its outage says nothing
// about the event. A firewall that drops packets, a proxy that is down and a
// handshake of TLS that fails are outages like a port that is closed.
func TestAReceiverThatIsNotReachedKeepsEventsWaiting(t *testing.T) {
	e := one(t)
	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	strict := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusProxyAuthRequired) }))
	defer strict.Close()
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	for name, c := range map[string]struct {
		address string
		change  func(*http.Transport)
	}{
		"packets are dropped": {"http://127.0.0.1:1/secret", func(t *http.Transport) {
			t.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
				<-ctx.Done()
				return nil, ctx.Err()
			}
		}},
		"a proxy that is down":       {"https://receiver.example/secret", through(closed.URL)},
		"a proxy that refuses":       {"https://receiver.example/secret", through(strict.URL)},
		"no TLS":                     {strings.Replace(strict.URL, "http", "https", 1) + "/secret", func(*http.Transport) {}},
		"TLS that does not answer":   {"https://" + silent.Addr().String() + "/secret", func(*http.Transport) {}},
		"no certificate, in TLS 1.2": {demanding(t, tls.VersionTLS12), trusting},
		"no certificate, in TLS 1.3": {demanding(t, tls.VersionTLS13), trusting},
	} {
		transport := http.DefaultTransport.(*http.Transport).Clone()
		c.change(transport)
		err := send(t, c.address, outbox.HTTPOptions{Transport: transport, Timeout: 300 * time.Millisecond}, e)
		wantVerdict(t, name, err, outbox.Busy, "not reached")
	}
}

// through makes a transport use a proxy.
func through(proxy string) func(*http.Transport) {
	return func(t *http.Transport) {
		t.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy) }
	}
}

func trusting(t *http.Transport) {
	t.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} //nolint:gosec // because the test is about the other side's trust
}

// demanding starts a receiver that demands a certificate of its clients, and
// returns its address. After a refusal it reads the bytes that the client has
// written, so that the client sees the refusal and not a broken connection.
func demanding(t *testing.T, version uint16) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	plain := httptest.NewTLSServer(http.NotFoundHandler())
	plain.Close()
	config := &tls.Config{
		Certificates: plain.TLS.Certificates,
		ClientAuth:   tls.RequireAnyClientCert,
		MinVersion:   version,
		MaxVersion:   version,
	}
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer connection.Close()
				if tls.Server(connection, config).HandshakeContext(t.Context()) != nil {
					_, _ = io.Copy(io.Discard, connection)
				}
			}()
		}
	}()
	return "https://" + listener.Addr().String() + "/secret"
}

func TestACanceledDeliveryIsNoVerdict(t *testing.T) {
	e := one(t)
	ctx, cancel := context.WithCancel(t.Context())
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { cancel() }))
	defer server.Close()
	r, err := outbox.NewHTTP(server.URL, outbox.HTTPOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Send(ctx, &e); err != nil && !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := r.Send(ctx, &e); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestATokenIsSentAndReadAnewForEachRequest(t *testing.T) {
	e := one(t)
	var got []string
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = append(got, r.Header.Get("Authorization"))
	}))
	defer server.Close()
	tokens := []string{"first", "second"}
	options := outbox.HTTPOptions{Token: func(context.Context) (string, error) {
		if len(tokens) == 0 {
			return "", errors.New("no more tokens")
		}
		next := tokens[0]
		tokens = tokens[1:]
		return next, nil
	}}
	for range 2 {
		if err := send(t, server.URL, options, e); err != nil {
			t.Error(err)
		}
	}
	wantVerdict(t, "without a token", send(t, server.URL, options, e), outbox.Busy, "no more tokens")
	for _, token := range []string{"two\nsecret", "secret\x00", "secrét", "secret\x7f"} {
		tokens = []string{token}
		wantVerdict(t, "a token that no header carries", send(t, server.URL, options, e), outbox.Busy, "no token")
	}
	if len(got) != 2 || got[0] != "Bearer first" || got[1] != "Bearer second" {
		t.Errorf("got %q", got)
	}
}

// The SDK of CloudEvents reads the attributes of a request in binary mode,
// decoded as the binding says, as those of the same event in structured mode.
func TestBothModesCarryTheSameEvent(t *testing.T) {
	e := one(t)
	e.Body = []byte(strings.Replace(string(e.Body), system, "/fabrikam/%22incentives%22", 1))
	r := &outboxtest.Receiver{}
	var header http.Header
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		header = request.Header.Clone()
		r.ServeHTTP(w, request)
	}))
	defer server.Close()
	if err := send(t, server.URL, outbox.HTTPOptions{Mode: outbox.Binary}, e); err != nil {
		t.Fatal(err)
	}
	if header.Get("Ce-Id") != "claim%200/1" || header.Get("Ce-Source") != "/fabrikam/%2522incentives%2522" || header.Get("Ce-Specversion") != "1.0" ||
		header.Get("Content-Type") != "application/json" || header.Get("Ce-Datacontenttype") != "" || header.Get("Ce-Data") != "" {
		t.Errorf("got %v", header)
	}
	var want claims.CloudEvent
	if err := json.Unmarshal(e.Body, &want); err != nil {
		t.Fatal(err)
	}
	var sdk event.Event
	if err := json.Unmarshal(e.Body, &sdk); err != nil || sdk.Validate() != nil || sdk.ID() != want.ID() {
		t.Errorf("the SDK reads %s, %v", sdk, err)
	}
	if err := send(t, server.URL, outbox.HTTPOptions{}, e); err != nil || header.Get("Content-Type") != event.ApplicationCloudEventsJSON {
		t.Errorf("got %v, %v", header, err)
	}
	if ids := r.Events(); len(ids) != 2 || ids[0] != ids[1] {
		t.Errorf("got %q", ids)
	}
}

func TestAnEventThatIsNoneIsRefused(t *testing.T) {
	for _, body := range []string{"", "[]", `{"id": 1}`} {
		wantVerdict(t, body, send(t, "http://127.0.0.1:1", outbox.HTTPOptions{Mode: outbox.Binary}, outbox.Event{Body: []byte(body)}), outbox.Refused, "no event")
	}
}

// A receiver cannot make a relay wait for longer than a day.
func FuzzRetryAfterIsBounded(f *testing.F) {
	for _, text := range []string{"", "0", "120", "-1", "1e9", "Fri, 31 Dec 1999 23:59:59 GMT", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := outbox.NewHTTP("https://receiver.example", outbox.HTTPOptions{Transport: direct{http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header()["Retry-After"] = []string{text}
			w.WriteHeader(http.StatusServiceUnavailable)
		})}})
		if err != nil {
			t.Fatal(err)
		}
		var failure *outbox.SendError
		if err := r.Send(t.Context(), &outbox.Event{Body: []byte("{}")}); !errors.As(err, &failure) || failure.After < 0 || failure.After > 24*time.Hour {
			t.Errorf("%q: %+v", text, err)
		}
	})
}

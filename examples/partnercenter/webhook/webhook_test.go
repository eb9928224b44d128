package webhook_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/examples/partnercenter/webhook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/event"
)

const (
	delivered = `{"EventName": "referral-updated", "ResourceUri": "https://api.partnercenter.microsoft.com/engagements/v1/referrals/R-1",
		"ResourceName": "referral", "AuditUri": null, "ResourceChangeUtcDate": "2026-02-17T00:05:39.5485487+00:00"}`
	certificateURL = "https://" + webhook.DefaultHost + "/cert/pcnotifications-dispatch.microsoft.com.cer"
)

var now = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// An authority issues certificates.
type authority struct {
	key         *rsa.PrivateKey
	certificate *x509.Certificate
}

func newAuthority() authority {
	key := must(rsa.GenerateKey(rand.Reader, 2048))
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "root of the test"}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(1, 0, 0), KeyUsage: x509.KeyUsageCertSign,
	}
	der := must(x509.CreateCertificate(rand.Reader, template, template, key.Public(), key))
	return authority{key, must(x509.ParseCertificate(der))}
}

// issue returns a certificate in DER for an organization and a key.
func (a authority) issue(organization string, key crypto.PublicKey, until time.Time) []byte {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{Organization: []string{organization}},
		NotBefore: now.AddDate(0, -1, 0), NotAfter: until,
	}
	return must(x509.CreateCertificate(rand.Reader, template, a.certificate, key, a.key))
}

var (
	root     = newAuthority()
	stranger = newAuthority()
	signer   = must(rsa.GenerateKey(rand.Reader, 2048))
	good     = root.issue("Microsoft Corporation", signer.Public(), now.AddDate(0, 1, 0))
)

// A library is the host of the certificates.
type library struct {
	data   []byte
	status int
	err    error
	loaded int
}

func (l *library) RoundTrip(request *http.Request) (*http.Response, error) {
	l.loaded++
	if l.err != nil {
		return nil, l.err
	}
	return &http.Response{
		StatusCode: max(l.status, 200), Header: http.Header{"Location": {"https://elsewhere.example/"}},
		Body: io.NopCloser(bytes.NewReader(l.data)), Request: request,
	}, nil
}

// A stand is a receiver with its surroundings.
type stand struct {
	library  library
	at       time.Time
	handled  []string
	during   func()
	fails    error
	receiver *webhook.Receiver
}

func newStand(t *testing.T, data []byte) *stand {
	t.Helper()
	s := &stand{library: library{data: data}, at: now, during: func() {}}
	roots := x509.NewCertPool()
	roots.AddCert(root.certificate)
	receiver, err := webhook.New(webhook.Options{
		Handle: func(_ context.Context, e event.Event) error {
			s.handled = append(s.handled, e.Referral())
			s.during()
			return s.fails
		},
		Now: func() time.Time { return s.at }, Roots: roots, Transport: &s.library, Intermediates: x509.NewCertPool(),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.receiver = receiver
	return s
}

func sign(body string) string {
	hash := sha256.Sum256([]byte(body))
	return base64.StdEncoding.EncodeToString(must(rsa.SignPKCS1v15(rand.Reader, signer, crypto.SHA256, hash[:])))
}

// request returns a request as Partner Center sends it.
func request(body string) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/webhook", strings.NewReader(body))
	r.Header.Set("Authorization", "Signature "+sign(body))
	r.Header.Set("X-MS-Certificate-Url", certificateURL)
	r.Header.Set("X-MS-Signature-Algorithm", "rsa-sha256")
	return r
}

func (s *stand) answer(r *http.Request) int {
	w := httptest.NewRecorder()
	s.receiver.ServeHTTP(w, r)
	return w.Code
}

func TestASignedEventIsHandledOnceHoweverOftenItIsDelivered(t *testing.T) {
	s := newStand(t, good)
	for range 10 {
		if got := s.answer(request(delivered)); got != http.StatusOK {
			t.Fatal(got)
		}
	}
	if len(s.handled) != 1 || s.handled[0] != "R-1" || s.library.loaded != 1 {
		t.Errorf("handled %v, loaded %d certificates", s.handled, s.library.loaded)
	}
	later := strings.ReplaceAll(delivered, "39.54", "40.54")
	moved := request(later)
	moved.Header.Del("Authorization")
	moved.Header.Set("x-ms-signature", sign(later))
	if got := s.answer(moved); got != http.StatusOK || len(s.handled) != 2 {
		t.Errorf("in the other header: %d, %v", got, s.handled)
	}
	if got := s.answer(request(strings.ReplaceAll(delivered, "referral-updated", "test-created"))); got != http.StatusOK || len(s.handled) != 2 {
		t.Errorf("about something else: %d, %v", got, s.handled)
	}
}

func TestAnEventThatCouldNotBeHandledIsAcceptedAgain(t *testing.T) {
	s := newStand(t, good)
	s.fails = errors.New("the queue is full")
	if got := s.answer(request(delivered)); got != http.StatusInternalServerError {
		t.Error(got)
	}
	s.fails = nil
	if got := s.answer(request(delivered)); got != http.StatusOK || len(s.handled) != 2 {
		t.Errorf("%d, %v", got, s.handled)
	}
}

func TestWhatPartnerCenterDidNotSignIsRefused(t *testing.T) {
	curve := must(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))
	for name, c := range map[string]struct {
		data []byte
		edit func(*stand, *http.Request)
		want int
	}{
		"another body":              {good, func(_ *stand, r *http.Request) { r.Header.Set("Authorization", "Signature "+sign("{}")) }, 401},
		"no signature":              {good, func(_ *stand, r *http.Request) { r.Header.Del("Authorization") }, 401},
		"a token":                   {good, func(_ *stand, r *http.Request) { r.Header.Set("Authorization", "Bearer x") }, 401},
		"no base64":                 {good, func(_ *stand, r *http.Request) { r.Header.Set("Authorization", "Signature %") }, 401},
		"another algorithm":         {good, func(_ *stand, r *http.Request) { r.Header.Set("X-MS-Signature-Algorithm", "none") }, 401},
		"another host":              {good, from("https://elsewhere.example/c.cer"), 401},
		"a host with a suffix":      {good, from("https://" + webhook.DefaultHost + ".example/c.cer"), 401},
		"a host behind a user":      {good, from("https://" + webhook.DefaultHost + "@elsewhere.example/c.cer"), 401},
		"a user":                    {good, from("https://x@" + webhook.DefaultHost + "/c.cer"), 401},
		"another port":              {good, from("https://" + webhook.DefaultHost + ":8443/c.cer"), 401},
		"plain http":                {good, from("http://" + webhook.DefaultHost + "/c.cer"), 401},
		"no address":                {good, from("://"), 401},
		"another root":              {stranger.issue("Microsoft Corporation", signer.Public(), now.AddDate(0, 1, 0)), nil, 401},
		"another organization":      {root.issue("Contoso", signer.Public(), now.AddDate(0, 1, 0)), nil, 401},
		"a certificate that ended":  {root.issue("Microsoft Corporation", signer.Public(), now.AddDate(0, 0, -1)), nil, 401},
		"another key":               {root.issue("Microsoft Corporation", root.key.Public(), now.AddDate(0, 1, 0)), nil, 401},
		"no RSA key":                {root.issue("Microsoft Corporation", curve.Public(), now.AddDate(0, 1, 0)), nil, 401},
		"no certificate":            {[]byte("nothing"), nil, 401},
		"an empty certificate":      {nil, nil, 401},
		"a redirect":                {good, func(s *stand, _ *http.Request) { s.library.status = 302 }, 503},
		"a certificate of 65 kB":    {make([]byte, 64<<10+1), nil, 503},
		"a host that is out of use": {good, func(s *stand, _ *http.Request) { s.library.err = errors.New("no route") }, 503},
	} {
		s := newStand(t, c.data)
		r := request(delivered)
		if c.edit != nil {
			c.edit(s, r)
		}
		if got := s.answer(r); got != c.want || len(s.handled) != 0 {
			t.Errorf("%s: %d, want %d; handled %v", name, got, c.want, s.handled)
		}
	}
}

func from(address string) func(*stand, *http.Request) {
	return func(_ *stand, r *http.Request) { r.Header.Set("X-MS-Certificate-Url", address) }
}

func TestARequestThatIsNoEventIsRefused(t *testing.T) {
	s := newStand(t, good)
	for body, want := range map[string]int{"[]": 400, "{}": 400, strings.Repeat(" ", 64<<10+1): 413} {
		if got := s.answer(request(body)); got != want {
			t.Errorf("%.10q: %d, want %d", body, got, want)
		}
	}
	get := request(delivered)
	get.Method = http.MethodGet
	cut := request(delivered)
	cut.Body = io.NopCloser(io.MultiReader(strings.NewReader("{"), broken{}))
	if s.answer(get) != http.StatusMethodNotAllowed || s.answer(cut) != http.StatusBadRequest || s.handled != nil {
		t.Error("a GET or half an event was accepted")
	}
	for _, options := range []webhook.Options{{Now: time.Now}, {Handle: func(context.Context, event.Event) error { return nil }}} {
		if _, err := webhook.New(options); !errors.Is(err, mci.ErrInvalid) {
			t.Error(err)
		}
	}
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("cut off") }

func TestACertificateIsLoadedAgainOnceItEndedAndAFewAreKept(t *testing.T) {
	s := newStand(t, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: good}))
	s.library.data = append(s.library.data, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.certificate.Raw})...)
	s.answer(request(delivered))
	s.at = now.AddDate(0, 2, 0)
	s.library.data = root.issue("Microsoft Corporation", signer.Public(), now.AddDate(0, 6, 0))
	if got := s.answer(request(strings.ReplaceAll(delivered, "39.54", "41.54"))); got != http.StatusOK || s.library.loaded != 2 {
		t.Errorf("%d after %d certificates", got, s.library.loaded)
	}
	for i := range 20 {
		r := request(delivered)
		r.Header.Set("X-MS-Certificate-Url", certificateURL+"?"+strings.Repeat("x", i))
		if got := s.answer(r); got != http.StatusOK {
			t.Error(got)
		}
	}
}

// The events of the fake come repeatedly, late and in any order. Each is
// handled once, and leads to the referral as it is now.
func TestTheEventsOfAFakePartnerCenterAreHandledOnceEach(t *testing.T) {
	center := &fake.Server{Token: "t", Repeats: 3, Delayed: true}
	send := func(method, path, body string) {
		r := httptest.NewRequest(method, fake.Path+path, strings.NewReader(body))
		r.Header.Set("Authorization", "Bearer t")
		w := httptest.NewRecorder()
		if center.ServeHTTP(w, r); w.Code >= 300 {
			t.Fatal(w.Code, w.Body)
		}
	}
	send(http.MethodPost, "", `{"type":"Independent","customerProfile":{"name":"Contoso"},"consent":{"consentToContact":false},"details":{"notes":"n"}}`)
	for range 3 {
		send(http.MethodPatch, "/00000000-0000-0000-0000-000000000001", `[{"op":"add","path":"/salesStage","value":"40"}]`)
	}
	s := newStand(t, good)
	for range 2 {
		for _, body := range center.Deliveries() {
			if got := s.answer(request(body)); got != http.StatusOK {
				t.Errorf("%s: %d", body, got)
			}
		}
	}
	if len(s.handled) != 4 {
		t.Errorf("handled %v, want four events", s.handled)
	}
}

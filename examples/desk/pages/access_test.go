package pages

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writeCertificate writes a certificate of 127.0.0.1 and its key into files, and
// returns a client that trusts it and follows no redirect.
func writeCertificate(t *testing.T, certificate, key string) *http.Client {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotAfter: time.Now().Add(time.Hour)}
	public, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	for file, block := range map[string]*pem.Block{certificate: {Type: "CERTIFICATE", Bytes: public}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		text := pem.EncodeToMemory(block)
		pool.AppendCertsFromPEM(text)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return &http.Client{
		Transport:     &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func TestTheProgramServesWithTLSAndSignIn(t *testing.T) {
	t.Chdir(t.TempDir())
	client, i := writeCertificate(t, "cert.pem", "key.pem"), newIssuer(t)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("secret.txt", []byte(clientSecret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	printed := &transcript{ever: make(chan struct{}, 1)}
	ended := make(chan int, 1)
	go func() {
		ended <- Run(ctx, []string{
			"-demo", "-listen", address, "-public", "https://" + address + "/", "-tls-cert", "cert.pem", "-tls-key", "key.pem",
			"-issuer", i.URL, "-client-id", clientID, "-client-secret-file", "secret.txt",
		}, printed, time.Now)
	}()
	select {
	case <-printed.ever:
	case status := <-ended:
		t.Fatalf("ended with %d: %s", status, printed)
	}
	answer, err := client.Get("https://" + address + "/sign-in")
	if status, body := read(t, answer, err); status != http.StatusSeeOther || !strings.HasPrefix(answer.Header.Get("Location"), i.URL+"/authorize?") {
		t.Errorf("%d %s", status, body)
	}
	to, err := url.Parse(answer.Header.Get("Location"))
	if err != nil || to.Query().Get("redirect_uri") != "https://"+address+callbackPath {
		t.Errorf("%v %v", to, err)
	}
	if set := answer.Header.Get("Set-Cookie"); !strings.HasPrefix(set, "__Host-desk=") || !strings.Contains(set, "; Secure") || answer.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("%v", answer.Header)
	}
	stop()
	if status := <-ended; status != Stopped || strings.Contains(printed.String(), "DEVELOPMENT") {
		t.Errorf("status %d: %s", status, printed)
	}
	mails, err := filepath.Glob(filepath.Join("mails", "*.eml"))
	if err != nil || len(mails) > 0 {
		t.Errorf("%v %v", mails, err)
	}
}

func TestOnlyThePublicNameIsServed(t *testing.T) {
	public := &url.URL{Scheme: "https", Host: "Desk.example"}
	handler := atPublic(public, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }))
	for address, status := range map[string]int{
		"https://desk.example/claims": 204, "https://desk.example:443/claims": 204, "https://desk.example:8443/claims": 421, "https://127.0.0.1/claims": 421,
		"https://evil.example/claims": 421, "https://127.0.0.1/healthz": 204, "https://127.0.0.1/readyz": 204,
	} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, http.NoBody))
		if w.Code != status {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}

func TestTheLinksOfAMailLeadToThePublicAddress(t *testing.T) {
	f, i := newFixture(t, nil), newIssuer(t)
	i.signedSite(t, f)
	f.mail.public = &url.URL{Scheme: "https", Host: "desk.example"}
	m, err := f.mail.mailOf(f.claim(t, "fourth-frontline"), "Fabrikam", demoStart)
	if err != nil || !strings.HasPrefix(m.Accept, "https://desk.example/consent?") {
		t.Errorf("%s %v", m.Accept, err)
	}
}

func TestTheSecretComesFromTheEnvironmentOrAFile(t *testing.T) {
	t.Setenv(secretVariable, " from the environment\n")
	a := access{issuer: "https://issuer.example", public: "https://desk.example/"}
	g, err := a.signIn(time.Now)
	if err != nil || g.secret != "from the environment" || g.public.String() != "https://desk.example" || !g.sessions.Cookie.Secure {
		t.Errorf("%+v %v", g, err)
	}
	a.secretFile = filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(a.secretFile, []byte("from a file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if g, err = a.signIn(time.Now); err != nil || g.secret != "from a file" {
		t.Errorf("%v", err)
	}
}

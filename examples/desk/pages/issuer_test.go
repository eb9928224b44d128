package pages

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
)

// An issuer plays an issuer of OpenID Connect: it signs everybody in as one
// person at once, and signs real tokens.
type issuer struct {
	*httptest.Server
	key jose.SigningKey
	// published is the key that it publishes, if it is another one.
	published *jose.SigningKey
	// alter changes the claims of the next tokens.
	alter func(claims map[string]any)
	// down lets every answer fail.
	down bool

	mu    sync.Mutex
	codes map[string]url.Values // the requests by their code
}

const (
	clientID     = "desk-of-the-test"
	clientSecret = "s3cret"
)

// newIssuer starts an issuer.
func newIssuer(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{key: newSigningKey(t), codes: map[string]url.Values{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		i.write(w, map[string]any{
			"issuer": i.URL, "authorization_endpoint": i.URL + "/authorize", "token_endpoint": i.URL + "/token", "jwks_uri": i.URL + "/keys",
			"end_session_endpoint": i.URL + "/end", "id_token_signing_alg_values_supported": []string{"RS256"},
		})
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, _ *http.Request) {
		key := i.key
		if i.published != nil {
			key = *i.published
		}
		jwk := key.Key.(jose.JSONWebKey)
		i.write(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{jwk.Public()}})
	})
	mux.HandleFunc("GET /authorize", i.authorize)
	mux.HandleFunc("POST /token", i.token)
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if i.down {
			http.Error(w, "down", http.StatusBadGateway)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(i.Close)
	return i
}

func newSigningKey(t *testing.T) jose.SigningKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "one", Algorithm: "RS256", Use: "sig"}}
}

func (i *issuer) write(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(value)
}

// authorize sends the person back at once, with a code.
func (i *issuer) authorize(w http.ResponseWriter, r *http.Request) {
	asked := r.URL.Query()
	back, err := url.Parse(asked.Get("redirect_uri"))
	if err != nil || asked.Get("response_type") != "code" || asked.Get("client_id") != clientID || asked.Get("code_challenge_method") != "S256" {
		http.Error(w, "malformed", http.StatusBadRequest)
		return
	}
	code := rand.Text()
	i.mu.Lock()
	i.codes[code] = asked
	i.mu.Unlock()
	back.RawQuery = url.Values{"code": {code}, "state": {asked.Get("state")}, "iss": {i.URL}}.Encode()
	http.Redirect(w, r, back.String(), http.StatusSeeOther)
}

// token gives a token for a code, once, to the client that has the verifier.
func (i *issuer) token(w http.ResponseWriter, r *http.Request) {
	id, secret, _ := r.BasicAuth()
	i.mu.Lock()
	asked := i.codes[r.FormValue("code")]
	delete(i.codes, r.FormValue("code"))
	i.mu.Unlock()
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	if asked == nil || id != clientID || secret != clientSecret || asked.Get("redirect_uri") != r.FormValue("redirect_uri") ||
		asked.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) {
		w.WriteHeader(http.StatusBadRequest)
		i.write(w, map[string]string{"error": "invalid_grant", "error_description": "noa@contoso.example has no grant"})
		return
	}
	claims := map[string]any{
		"iss": i.URL, "sub": "pat", "aud": clientID, "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(), "nonce": asked.Get("nonce"),
		"name": "Pat Meier", "email": "pat@fabrikam.example", "email_verified": true, "oid": "00000000-0000-0000-0000-000000000001",
	}
	if i.alter != nil {
		i.alter(claims)
	}
	signer, err := jose.NewSigner(i.key, nil)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	text, _ := json.Marshal(claims)
	signed, err := signer.Sign(text)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	raw, _ := signed.CompactSerialize()
	i.write(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": raw})
}

// A browser keeps cookies and follows redirects, as a person's does.
type browser struct {
	*http.Client
	site string // the address of the site
	// passed are the addresses that it was sent to.
	passed []string
}

// signedSite serves a fixture on which people sign in.
func (i *issuer) signedSite(t *testing.T, f *fixture) *httptest.Server {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	public := &url.URL{Scheme: "http", Host: server.Listener.Addr().String()}
	f.signIn = &signIn{
		issuer: i.URL, clientID: clientID, secret: clientSecret, public: public, by: bySubject, from: fromFile, rolesClaim: "roles",
		sessions: newSessions(false), client: issuerClient(), now: time.Now,
	}
	f.mail.public = public
	server.Config.Handler = f.reached()
	server.Start()
	t.Cleanup(server.Close)
	return server
}

func newBrowser(t *testing.T, server *httptest.Server) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{Client: &http.Client{Jar: jar}, site: server.URL}
	b.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		b.passed = append(b.passed, r.URL.String())
		return nil
	}
	return b
}

// get opens an address of the site, and returns the status and the text.
func (b *browser) get(t *testing.T, address string) (int, string) {
	t.Helper()
	answer, err := b.Get(b.site + address)
	return read(t, answer, err)
}

// post sends a form.
func (b *browser) post(t *testing.T, address string, values url.Values) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.site+address, strings.NewReader(values.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	answer, err := b.Do(r)
	return read(t, answer, err)
}

func read(t *testing.T, answer *http.Response, err error) (int, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(answer.Body)
	if err = errors.Join(err, answer.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// cookie returns the session's cookie.
func (b *browser) cookie(t *testing.T) string {
	t.Helper()
	at, err := url.Parse(b.site)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range b.Jar.Cookies(at) {
		if c.Name == "desk" {
			return c.Value
		}
	}
	return ""
}

package pages

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"
)

// The times of a session.
const (
	// signInTime is the time within which a person has to sign in at the
	// issuer.
	signInTime = 10 * time.Minute
	// idleTime is the time after which an unused session ends.
	idleTime = time.Hour
	// sessionTime is the time after which a session ends even if it is used.
	sessionTime = 12 * time.Hour
)

// The values of a session.
const (
	visitorKey  = "visitor"
	stateKey    = "state"
	nonceKey    = "nonce"
	verifierKey = "verifier"
	targetKey   = "target"
)

// callbackPath is the address to which the issuer redirects after the sign-in.
const callbackPath = "/sign-in/callback"

// Errors of signing in.
var (
	errSignIn   = errors.New("nobody is signed in")
	errIssuer   = errors.New("the service that signs people in cannot be reached")
	errReplayed = errors.New("this is not the sign-in that was begun in this browser, or it was finished or left for too long")
	errDenied   = errors.New("the service that signs people in did not confirm who you are")
	errSession  = errors.New("the session cannot be read")
	errStranger = errors.New("the person who signed in is not known here")
)

// A signIn lets people sign in at an issuer of OpenID Connect, by the
// authorization code flow with PKCE. It is safe for concurrent use.
type signIn struct {
	issuer, clientID, secret string
	// public is the address of the site, such as https://desk.example.
	public *url.URL
	by     identify
	from   rolesFrom
	// rolesClaim is the claim of the token that holds the roles.
	rolesClaim string
	sessions   *scs.SessionManager
	client     *http.Client
	// now returns the real time, even if the site shows another one.
	now func() time.Time

	asking singleflight.Group
	known  atomic.Pointer[oidc.Provider]
}

// newSessions returns the manager of the sessions. The cookie is only sent with
// requests of this site, and no script can read it. It is never sent without
// TLS, unless the site is served without TLS on the loopback interface.
func newSessions(secure bool) *scs.SessionManager {
	name := "desk"
	if secure {
		name = "__Host-desk" // no other host can set a cookie of this name
	}
	return &scs.SessionManager{
		IdleTimeout: idleTime, Lifetime: sessionTime, Store: &sessionStore{}, Codec: scs.GobCodec{},
		ErrorFunc: func(w http.ResponseWriter, r *http.Request, _ error) { problemOf(errSession).brief(w, r) },
		Cookie:    scs.SessionCookie{Name: name, HttpOnly: true, Path: "/", Persist: true, SameSite: http.SameSiteLaxMode, Secure: secure},
	}
}

// mostIssued is the largest size of an issuer's answer in bytes.
const mostIssued = 1 << 20

// issuerClient returns the client for requests to the issuer. It waits ten
// seconds at most, and limits the size of answers.
func issuerClient() *http.Client {
	return &http.Client{Timeout: 10 * time.Second, Transport: shortAnswers{http.DefaultTransport}}
}

// shortAnswers limits the answers of another transport.
type shortAnswers struct{ next http.RoundTripper }

// RoundTrip sends a request, and limits the body of the answer.
func (s shortAnswers) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := s.next.RoundTrip(r)
	if err == nil {
		answer.Body = http.MaxBytesReader(nil, answer.Body, mostIssued)
	}
	return answer, err
}

// provider returns the metadata that the issuer publishes. It is requested when
// somebody signs in, until the issuer has answered once. So the site can start
// while the issuer is down.
func (g *signIn) provider(ctx context.Context) (*oidc.Provider, error) {
	if known := g.known.Load(); known != nil {
		return known, nil
	}
	_, err, _ := g.asking.Do("", func() (any, error) {
		found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), g.client), g.issuer)
		if err == nil {
			g.known.Store(found)
		}
		return nil, err
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errIssuer, err)
	}
	return g.known.Load(), nil
}

// config returns the OAuth client that is registered at the issuer.
func (g *signIn) config(p *oidc.Provider) *oauth2.Config {
	return &oauth2.Config{
		ClientID: g.clientID, ClientSecret: g.secret, Endpoint: p.Endpoint(), RedirectURL: g.public.JoinPath(callbackPath).String(),
		Scopes: []string{oidc.ScopeOpenID, "profile", "email"},
	}
}

// visitor returns the person who is signed in. It reports false if nobody is.
func (g *signIn) visitor(ctx context.Context) (visitor, bool) {
	var v visitor
	data := g.sessions.GetBytes(ctx, visitorKey)
	return v, data != nil && json.Unmarshal(data, &v) == nil
}

// beginSignIn redirects a person to the issuer. When the issuer redirects back,
// the request must have the random state that is made here.
func (s *site) beginSignIn(r *http.Request) (answer, error) {
	g, ctx, target := s.signIn, r.Context(), localTarget(r.URL.Query().Get("to"))
	if _, ok := g.visitor(ctx); ok {
		return redirect(target), nil
	}
	p, err := g.provider(ctx)
	if err != nil {
		return nil, err
	}
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	for key, value := range map[string]string{stateKey: state, nonceKey: nonce, verifierKey: verifier, targetKey: target} {
		g.sessions.Put(ctx, key, value)
	}
	g.sessions.SetDeadline(ctx, time.Now().Add(signInTime).UTC())
	return redirect(g.config(p).AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier))), nil
}

// localTarget returns an address of this site. If the text is none, it returns
// the first page.
func localTarget(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.IsAbs() || u.Host != "" || len(text) > 2000 || !strings.HasPrefix(text, "/") || strings.HasPrefix(text, "//") || strings.Contains(text, `\`) || strings.HasPrefix(text, "/sign-") {
		return "/"
	}
	return text
}

// finishSignIn completes a sign-in when the issuer redirects back. A state can
// be used once. The session gets a new token, so that a person who knew the old
// one is not signed in, too.
func (s *site) finishSignIn(r *http.Request) (answer, error) {
	g, ctx, said := s.signIn, r.Context(), r.URL.Query()
	state, nonce := g.sessions.PopString(ctx, stateKey), g.sessions.PopString(ctx, nonceKey)
	verifier, target := g.sessions.PopString(ctx, verifierKey), localTarget(g.sessions.PopString(ctx, targetKey))
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(said.Get("state"))) != 1 {
		return nil, errReplayed
	}
	if said.Has("error") || said.Get("code") == "" || said.Has("iss") && said.Get("iss") != g.issuer {
		return nil, errDenied
	}
	claims, err := g.exchange(ctx, said.Get("code"), verifier, nonce)
	if err != nil {
		return nil, err
	}
	v, ok := claims.visitor(s.partner, g.by, g.from)
	if !ok {
		return nil, errStranger
	}
	data, err := json.Marshal(&v)
	if err == nil {
		err = s.renewCalendars(&v.User)
	}
	if err == nil {
		err = g.sessions.RenewToken(ctx)
	}
	if err != nil {
		return nil, err
	}
	g.sessions.Put(ctx, visitorKey, data)
	return redirect(target), nil
}

// exchange exchanges the code at the issuer for an ID token, and verifies its
// signature, issuer, audience, time and nonce.
func (g *signIn) exchange(ctx context.Context, code, verifier, nonce string) (*idClaims, error) {
	p, err := g.provider(ctx)
	if err != nil {
		return nil, err
	}
	ctx = oidc.ClientContext(ctx, g.client)
	token, err := g.config(p).Exchange(ctx, code, oauth2.VerifierOption(verifier))
	var refused *oauth2.RetrieveError
	switch {
	case errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError:
		return nil, fmt.Errorf("%w: the code was refused: %s", errDenied, refused.ErrorCode)
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errIssuer, err)
	}
	raw, _ := token.Extra("id_token").(string)
	verified, err := p.VerifierContext(ctx, &oidc.Config{ClientID: g.clientID, Now: g.now}).Verify(ctx, raw)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errDenied, err)
	}
	return g.claimsOf(verified, nonce)
}

// claimsOf returns the claims of a verified token. If the token was made for
// another sign-in or another application, it returns an error.
func (g *signIn) claimsOf(token *oidc.IDToken, nonce string) (*idClaims, error) {
	claims, all := &idClaims{}, map[string]json.RawMessage{}
	if err := errors.Join(token.Claims(claims), token.Claims(&all)); err != nil {
		return nil, fmt.Errorf("%w: %w", errDenied, err)
	}
	switch {
	case nonce == "" || subtle.ConstantTimeCompare([]byte(nonce), []byte(token.Nonce)) != 1:
		return nil, fmt.Errorf("%w: the nonce is another one", errDenied)
	case claims.Party != "" && claims.Party != g.clientID, claims.Party == "" && len(token.Audience) > 1:
		return nil, fmt.Errorf("%w: the token was issued to another application", errDenied)
	}
	claims.readRoles(g.rolesClaim, all)
	return claims, nil
}

// signOut ends the session of the browser. The issuer's own session may
// continue.
func (s *site) signOut(r *http.Request) (answer, error) {
	if err := s.signIn.sessions.Destroy(r.Context()); err != nil {
		return nil, err
	}
	return redirect("/signed-out"), nil
}

// A signedOutModel is the model of the page after signing out.
type signedOutModel struct {
	SignedOut bool `json:"signedOut"`
	// Issuer is the address for ending the issuer's own session. It is empty if
	// the issuer does not publish one.
	Issuer string `json:"issuer,omitempty"`
}

// signedOut shows the page after signing out.
func (s *site) signedOut(*http.Request) (answer, error) {
	m := &signedOutModel{SignedOut: true}
	var more struct {
		End string `json:"end_session_endpoint"`
	}
	if p := s.signIn.known.Load(); p != nil && p.Claims(&more) == nil {
		if end, err := url.Parse(more.End); err == nil && slices.Contains([]string{"https", "http"}, end.Scheme) {
			values := end.Query()
			values.Set("client_id", s.signIn.clientID)
			end.RawQuery = values.Encode()
			m.Issuer = end.String()
		}
	}
	return &page{template: "signedout", title: "Signed out", outside: true, model: m}, nil
}

// signInRoutes are the addresses that only a site with sign-in has.
var signInRoutes = []route{
	{"GET /sign-in", limitedSignIn((*site).beginSignIn)},
	{"GET " + callbackPath, limitedSignIn((*site).finishSignIn)},
	{"POST /sign-out", (*site).signOut},
	{"GET /signed-out", (*site).signedOut},
}

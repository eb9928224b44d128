package pages

import (
	"flag"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/mci-go/incentives/mci"
)

// An access holds the settings for the site's address and for the sign-in.
type access struct {
	listen string
	// public is the address of the site for people, such as
	// https://desk.example. It is empty in development mode.
	public string
	// certificate and key are the files of the TLS certificate.
	certificate, key string
	// proxied says that a proxy in front of the site ends TLS. The client's
	// address is then the last one in the proxy's X-Forwarded-For.
	proxied bool

	issuer, clientID, secretFile string
	identify, roles, rolesClaim  string
}

// flags declares the flags of the settings.
func (a *access) flags(flags *flag.FlagSet) {
	flags.StringVar(&a.listen, "listen", "127.0.0.1:8080", "serve at `ADDRESS`, which must be of the loopback interface as long as nobody signs in")
	flags.StringVar(&a.public, "public", "", "be reached by people at `URL`, such as https://desk.example")
	flags.StringVar(&a.certificate, "tls-cert", "", "serve with the TLS certificate in `FILE`")
	flags.StringVar(&a.key, "tls-key", "", "the key of -tls-cert, in `FILE`")
	flags.BoolVar(&a.proxied, "behind-proxy", false, "serve without TLS, because a proxy in front ends it; the proxy passes Host on, and adds the client's address to X-Forwarded-For")
	flags.StringVar(&a.issuer, "issuer", "", "let people sign in at `URL`, an issuer of OpenID Connect such as https://login.microsoftonline.com/TENANT/v2.0")
	flags.StringVar(&a.clientID, "client-id", "", "be the application with the `ID` at the issuer")
	flags.StringVar(&a.secretFile, "client-secret-file", "", "read the secret of the application from `FILE` (default the variable "+secretVariable+"; an application without a secret has neither)")
	flags.StringVar(&a.identify, "identify", string(bySubject), "know people by a `CLAIM` of the token: subject, object (Entra ID's object ID), or mail (if verified)")
	flags.StringVar(&a.roles, "roles", string(fromFile), "take roles and locations from a `PLACE`: file (the users of the partner's file, by their IDs) or token")
	flags.StringVar(&a.rolesClaim, "roles-claim", "roles", "read the roles of the token from the claim of a `NAME`")
}

// secretVariable is the environment variable that holds the client's secret.
const secretVariable = "DESK_CLIENT_SECRET"

// check returns an error for the first setting that is malformed or contradicts
// another one.
func (a *access) check() error {
	if a.issuer == "" {
		return a.checkDevelopment()
	}
	for _, one := range []struct {
		name, value string
		allowed     []string
	}{
		{"identify", a.identify, []string{string(bySubject), string(byObject), string(byMail)}},
		{"roles", a.roles, []string{string(fromFile), string(fromToken)}},
	} {
		if !slices.Contains(one.allowed, one.value) {
			return mci.Invalid(one.name, one.value, strings.Join(one.allowed, " or "))
		}
	}
	if a.clientID == "" {
		return mci.Invalid("client-id", "", "the ID of this application at the issuer")
	}
	if !isOrigin(a.issuer, true) {
		return mci.Invalid("issuer", a.issuer, "an address that begins with https://, or one of the loopback interface")
	}
	if !isOrigin(a.public, false) {
		return mci.Invalid("public", a.public, "the address of the site for people, such as https://desk.example, without a path; http:// on the loopback interface only")
	}
	return a.checkTLS()
}

// checkDevelopment checks the settings of a site without sign-in.
func (a *access) checkDevelopment() error {
	for _, one := range []struct{ name, value string }{
		{"client-id", a.clientID}, {"client-secret-file", a.secretFile}, {"public", a.public}, {"tls-cert", a.certificate}, {"tls-key", a.key},
	} {
		if one.value != "" {
			return mci.Invalid(one.name, one.value, "nothing without -issuer")
		}
	}
	if a.proxied {
		return mci.Invalid("behind-proxy", "true", "nothing without -issuer, because nobody signs in")
	}
	return loopback(a.listen)
}

// checkTLS returns an error if requests could reach the site without TLS.
func (a *access) checkTLS() error {
	files := a.certificate != "" || a.key != ""
	secure := strings.HasPrefix(a.public, "https://")
	switch {
	case files && (a.certificate == "" || a.key == ""):
		return mci.Invalid("tls-key", a.key, "a file, together with -tls-cert")
	case files && a.proxied:
		return mci.Invalid("behind-proxy", "true", "nothing beside -tls-cert, since one of the two ends TLS")
	case files && !secure:
		return mci.Invalid("public", a.public, "an address that begins with https://, since the site has a certificate")
	case !files && !a.proxied && secure:
		return mci.Invalid("public", a.public, "-tls-cert and -tls-key, or -behind-proxy, if it begins with https://")
	case !files && !a.proxied:
		return loopback(a.listen)
	default:
		return nil
	}
}

// isOrigin reports whether a text is the address of a host by https, or by http
// on the loopback interface. It may have a path only if pathed is set.
func isOrigin(text string, pathed bool) bool {
	u, err := url.Parse(text)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || !pathed && strings.Trim(u.Path, "/") != "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname())
}

func isLoopback(host string) bool { return host == "localhost" || net.ParseIP(host).IsLoopback() }

// loopback returns a [mci.FieldError] unless an address is of the loopback
// interface. If there is no sign-in, everybody who can reach the desk is its
// user.
func loopback(address string) error { return loopbackOf("listen", address) }

// loopbackOf is loopback for the setting with the given name.
func loopbackOf(setting, address string) error {
	host, _, err := net.SplitHostPort(address)
	if err == nil && isLoopback(host) {
		return nil
	}
	return mci.Invalid(setting, address, "a host and a port of the loopback interface, such as 127.0.0.1:8080, because nobody signs in or nothing ends TLS")
}

// signIn returns the sign-in that the settings ask for, or nil in development
// mode.
func (a *access) signIn(now func() time.Time) (*signIn, error) {
	if a.issuer == "" {
		return nil, nil //nolint:nilnil // because there is none
	}
	secret := strings.TrimSpace(os.Getenv(secretVariable))
	if a.secretFile != "" {
		var err error
		if secret, err = secretIn(a.secretFile); err != nil {
			return nil, err
		}
	}
	public, err := url.Parse(strings.TrimRight(a.public, "/"))
	return &signIn{
		issuer: a.issuer, clientID: a.clientID, secret: secret, public: public, by: identify(a.identify), from: rolesFrom(a.roles), rolesClaim: a.rolesClaim,
		sessions: newSessions(public != nil && public.Scheme == "https"), client: issuerClient(), now: now,
	}, err
}

// atHost answers only requests that name a host of the site. If another site
// points its name to this address, its requests name that site, so its pages
// can neither read nor send anything here. Health probes may name any host.
func atHost(named func(host string) bool, advice string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !named(r.Host) && r.URL.Path != "/healthz" && r.URL.Path != "/readyz" {
			const title = "another host"
			(&problem{Type: typeOf(title), Title: title, Status: http.StatusMisdirectedRequest, Detail: advice}).brief(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// atLoopback answers only requests that name a host of the loopback interface.
func atLoopback(next http.Handler) http.Handler {
	named := func(host string) bool {
		if _, _, err := net.SplitHostPort(host); err != nil {
			host = net.JoinHostPort(strings.Trim(host, "[]"), "80")
		}
		return loopback(host) == nil
	}
	return atHost(named, "open the desk by its address of the loopback interface", next)
}

// atPublic answers only requests that name the public address.
func atPublic(public *url.URL, next http.Handler) http.Handler {
	standard := map[string]string{"https": ":443", "http": ":80"}[public.Scheme]
	named := func(host string) bool {
		return strings.EqualFold(strings.TrimSuffix(host, standard), strings.TrimSuffix(public.Host, standard))
	}
	return atHost(named, "open the desk by its public address", next)
}

// encrypted tells browsers to use TLS for the site, for a year.
func encrypted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Strict-Transport-Security", "max-age=31536000")
		next.ServeHTTP(w, r)
	})
}

// reached returns the site's handler behind the checks for requests from
// outside.
func (s *site) reached() http.Handler {
	if s.signIn == nil {
		return atLoopback(s.handler())
	}
	handler := atPublic(s.signIn.public, s.handler())
	if s.signIn.public.Scheme == "https" {
		handler = encrypted(handler)
	}
	return handler
}

// secretIn returns the secret in a file. Blanks around it do not count.
func secretIn(file string) (string, error) {
	opened, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer opened.Close() //nolint:errcheck // because the file was only read
	text, err := io.ReadAll(io.LimitReader(opened, 4<<10))
	return strings.TrimSpace(string(text)), err
}

package pages

import (
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/examples/dealbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// An application serves the pages of one partner over one desk. It is safe for
// concurrent use, because only the ledger changes after it was opened. If the
// catalog changes, there is a new application; see [renewal].
type application struct {
	store   store.Store
	desk    *desk.Desk
	terms   *cpor.Terms // the terms of associations
	catalog *catalog.Catalog
	partner *partner
	demo    bool
	now     func() time.Time
	mail    mailbox
	// deals are the referrals of the demonstration. If it is nil, the referrals
	// are read from the file.
	deals    *dealbook.Book
	dealFile string
	// resolver looks up the tenants of domains. It is nil if there is no source
	// for them.
	resolver eligibility.TenantResolver
	ledger   ledger
	// standings hold the payments of the claims.
	standings standings
	pages     templates
	local     localPages
	log       *slog.Logger
	// placements remember the tabs of the customers.
	placements placements
	// importing guards the choice of an import's instant.
	importing *sync.Mutex
	close     func() error
	// requests is the log of all requests. It is nil if requests are not
	// logged.
	requests *slog.Logger
	// meter holds the metrics for Prometheus.
	meter *meter
	// links limits how often a client follows links, and signIns how often it
	// signs in.
	links, signIns *limiter
	// mailings limits how often the mail of a claim is sent again.
	mailings *limiter
	// reminders is the number of times that a customer is reminded of one
	// request.
	reminders int
	// outcomes are the results of the forms that were sent.
	outcomes *outcomes
	// proxied says that a proxy reports the addresses of the clients.
	proxied bool
	// signIn lets people sign in. It is nil in development mode, which has no
	// sign-in.
	signIn *signIn
	// renewal replaces the application when another catalog is accepted. It is
	// nil if the catalog cannot change.
	renewal *renewal
}

// A site is the application for one user.
type site struct {
	*application
	// user is the user of the request. It is zero if nobody is signed in. In
	// development mode it is the same for every request.
	user mci.User
	// address is the mail address of the user. It is empty if it is unknown.
	address string
	// locale holds the user's conventions for days and numbers. It is nil for
	// the standard ones.
	locale *locale
}

// of returns the site for the user of a request.
func (s *site) of(r *http.Request) *site {
	seen := &site{application: s.present(r.Context()), user: s.user, address: s.address}
	seen.locale = &locales().list[localeOf(r)]
	if s.signIn != nil {
		v, _ := s.signIn.visitor(r.Context())
		seen.user, seen.address = v.User, v.Mail
	}
	return seen
}

// mostForm is the largest size of a form in bytes. The longest text is a
// comment of 4000 bytes, and each byte can become three when it is encoded.
const mostForm = 64 << 10

// A route is one address of the site.
type route struct {
	pattern string
	look    func(*site, *http.Request) (answer, error)
}

// routes are the addresses for the partner's users. The customer has others, at
// /consent.
var routes = []route{
	{"GET /{$}", func(*site, *http.Request) (answer, error) { return redirect("/claims"), nil }},
	{"GET /claims", (*site).claimList},
	{"GET /claims.csv", (*site).claimsCSV},
	{"GET /claims.xlsx", (*site).claimsXLSX},
	{"GET /claims/{id}", (*site).claimPage},
	{"POST /claims/{id}/{event}", (*site).command},
	{"POST /claims/{id}/mail", (*site).writeAgain},
	{"GET /evidence/{sum}", (*site).evidenceFile},
	{"GET /due", (*site).duePage},
	{"POST /due/expire", working((*site).expireAll)},
	{"GET /engagements", (*site).engagementsPage},
	{"GET /engagements/{id}", (*site).engagementPage},
	{"GET /engagements/{id}/customers", (*site).engagementCustomers},
	{"GET /customers", (*site).customersPage},
	{"GET /customers/{name}", (*site).planPage},
	{"GET /nominate", (*site).nominatePage},
	{"GET /nominate/many", shown((*site).manyPage)},
	{"POST /nominate/many", (*site).nominateMany},
	{"POST /nominate", (*site).nominate},
	{"POST /nominate/add", (*site).addCustomer},
	{"GET /associate", (*site).proposalPage},
	{"POST /associate", (*site).propose},
	{"GET /money", (*site).moneyPage},
	{"GET /import", shown((*site).importPage)},
	{"POST /import", working((*site).preview)},
	{"POST /import/confirm", working((*site).confirmImport)},
	{"POST /import/report", working((*site).takeReport)},
	{"POST /import/undo", working((*site).undoImport)},
	{"GET /calendar", shown((*site).calendarPage)},
	{"POST /calendar", (*site).makeCalendar},
	{"POST /calendar/revoke", (*site).dropCalendar},
	{"GET /changes", (*site).changesPage},
	{"POST /changes", working((*site).compareCatalog)},
	{"POST /changes/take", working((*site).takeCatalog)},
	{"GET /referrals", (*site).referralsPage},
	{"GET /money/settlement", (*site).settlementPage},
	{"GET /reports/{sum}", (*site).reportPage},
	{"POST /reports/{sum}/drop", working((*site).dropReportPage)},
}

// handler returns the whole application.
func (s *site) handler() http.Handler {
	mux := http.NewServeMux()
	for _, r := range routes {
		mux.Handle(r.pattern, s.answering(viewing(r.look)))
	}
	mux.Handle("GET /calendar/{file}", s.answering(limitedLink((*site).calendarFeed)))
	if s.signIn != nil {
		for _, r := range signInRoutes {
			mux.Handle(r.pattern, s.answering(r.look))
		}
	}
	mux.Handle("GET /consent", s.answering(limitedLink((*site).question)))
	mux.Handle("POST /consent", s.answering(limitedLink((*site).confirm)))
	mux.HandleFunc("GET /desk.css", serveCSS)
	mux.HandleFunc("GET /openapi.json", serveOpenAPI)
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	mux.Handle("GET /readyz", s.answering((*site).ready))
	mux.Handle("/", s.answering(func(_ *site, r *http.Request) (answer, error) { return noRoute(mux, r) }))
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(s.answering((*site).foreign))
	handler := guard.Handler(mux)
	if s.signIn != nil {
		handler = s.signIn.sessions.LoadAndSave(handler)
	}
	return s.traced(guarded(handler))
}

// noRoute answers a request that matches no route. If the address exists for
// another method, the answer names the methods.
func noRoute(mux *http.ServeMux, r *http.Request) (answer, error) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost} {
		other := &http.Request{Method: method, Host: r.Host, URL: r.URL}
		if _, pattern := mux.Handler(other); pattern != "/" {
			allowed = append(allowed, method)
		}
	}
	if allowed == nil {
		return nil, errNoPage
	}
	return otherMethod{problemOf(errMethod).page(), allowed}, nil
}

// An otherMethod is the page for a method that the address does not have.
type otherMethod struct {
	*page
	allowed []string
}

func (o otherMethod) serve(s *site, w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Allow", strings.Join(o.allowed, ", "))
	o.page.serve(s, w, r)
}

// foreign refuses a form that another site sent. A customer gets the page for
// customers, without the menu of the partner's users.
func (s *site) foreign(r *http.Request) (answer, error) {
	if r.URL.Path == consentPath {
		return s.sorryPage(http.StatusForbidden, "not allowed", "Nothing was recorded, because your browser does not say that the answer came from this page. Please open the link from the mail again, and answer there."), nil
	}
	return nil, errForeign
}

// viewing wraps a function for a page. Only a user who may see claims at one of
// the partner's locations, or at all of them, gets the page. The library
// decides.
func viewing(look func(*site, *http.Request) (answer, error)) func(*site, *http.Request) (answer, error) {
	return func(s *site, r *http.Request) (answer, error) {
		if s.signIn != nil && s.user.ID == "" {
			return nil, errSignIn
		}
		may, err := s.maySee(s.user)
		if err != nil {
			return nil, err
		}
		if !may {
			return nil, errNoRole
		}
		return look(s, r)
	}
}

// working wraps a function for a page. Only a user who may work on the claims
// of all locations gets the page, because its action concerns more than one.
// The check comes before the request is read.
func working(look func(*site, *http.Request) (answer, error)) func(*site, *http.Request) (answer, error) {
	return func(s *site, r *http.Request) (answer, error) {
		if err := s.mayWork(""); err != nil {
			return nil, err
		}
		return look(s, r)
	}
}

// maySee reports whether a user may see claims at one of the partner's
// locations, or at all of them.
func (s *site) maySee(user mci.User) (bool, error) {
	places := []mci.Location{{}}
	for i := range s.partner.Sites {
		places = append(places, s.partner.Sites[i].Location)
	}
	for _, place := range places {
		permission, err := eligibility.May(user, eligibility.ViewPrograms, place)
		if err != nil || permission.Outcome() == mci.Pass {
			return err == nil, err
		}
	}
	return false, nil
}

// policy allows the site's own style sheet, pictures and forms, and nothing
// else. Scripts and inline styles are forbidden.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guarded sets the headers of all answers, and limits the body of a request.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		// not no-referrer: with that, browsers send "Origin: null" with the
		// forms of this site, and older ones send no other sign of its origin
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		most := int64(mostForm)
		if takesFiles(r.URL.Path) {
			most = mostFile(r.URL.Path)
		}
		r.Body = http.MaxBytesReader(w, r.Body, most)
		next.ServeHTTP(w, r)
	})
}

// takesFiles reports whether the form at an address can have a file.
func takesFiles(address string) bool {
	for _, name := range []string{slug(claims.EvidenceGiven), slug(lifecycle.ProofGiven), slug(lifecycle.PartnerDisputes)} {
		if strings.HasSuffix(address, "/"+name) {
			return true
		}
	}
	return address == "/import" || address == "/changes"
}

// mostFile returns the largest size in bytes of a request that may bring a
// file.
func mostFile(address string) int64 {
	if address == "/changes" {
		return mostCatalog + mostForm
	}
	return mostUpload
}

// answering returns a handler that writes the answer of a function. If there is
// an error, it writes the problem.
func (s *site) answering(look func(*site, *http.Request) (answer, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s, t := s.of(r), traceOf(r.Context())
		t.pattern = r.Pattern
		a, err := look(s, r)
		if errors.Is(err, errSignIn) && r.Method == http.MethodGet && !wantsJSON(r) {
			a, err = redirect("/sign-in?"+url.Values{"to": {r.URL.RequestURI()}}.Encode()), nil
		}
		if err != nil {
			a = s.problem(r, err)
		}
		a.serve(s, w, r)
	})
}

// problem returns the page for an error. If the desk itself failed, the error
// is logged.
func (s *site) problem(r *http.Request, err error) *page {
	p, t := problemOf(err), traceOf(r.Context())
	if p.Status >= http.StatusInternalServerError {
		p.Request = t.id
		s.log.ErrorContext(r.Context(), "no answer", "request", t.id, "method", r.Method, "pattern", r.Pattern, "class", p.Title, "error", err)
	}
	return p.page()
}

// ready reports whether the store can be read.
func (s *site) ready(r *http.Request) (answer, error) {
	for _, err := range s.store.List(r.Context(), store.Query{Most: 1}) {
		if err != nil && desk.ClassOf(err) == desk.Unavailable {
			return nil, err
		}
	}
	return yes{}, nil
}

// newKey makes a random idempotency key for one form, so that a form that is
// sent twice counts once.
func newKey() string { return "desk-" + rand.Text() }

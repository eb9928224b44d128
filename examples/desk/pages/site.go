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
// concurrent use, because nothing of it but the ledger changes after it was
// opened. For another catalog there is another application; see [renewal].
type application struct {
	store   store.Store
	desk    *desk.Desk
	terms   *cpor.Terms // of associations
	catalog *catalog.Catalog
	partner *partner
	demo    bool
	now     func() time.Time
	mail    mailbox
	// deals are the referrals of the demonstration, or nil. Otherwise they are
	// in the file.
	deals    *dealbook.Book
	dealFile string
	// resolver looks for the tenants of domains. It is nil if nobody looks.
	resolver eligibility.TenantResolver
	ledger   ledger
	// standings keep what came back of the claims.
	standings standings
	pages     templates
	local     localPages
	log       *slog.Logger
	// placements remember the tabs of the customers.
	placements placements
	// importing guards the choice of the instants of imports.
	importing *sync.Mutex
	close     func() error
	// requests is the log of all requests, or nil for none.
	requests *slog.Logger
	// meter holds the figures for Prometheus.
	meter *meter
	// links and signIns bound how often a client follows links and signs in.
	links, signIns *limiter
	// mailings bounds how often the mail of a claim is sent again.
	mailings *limiter
	// reminders is how often a customer is reminded of one request.
	reminders int
	// outcomes are the pages that say what forms did.
	outcomes *outcomes
	// proxied says that a proxy tells the addresses of the clients.
	proxied bool
	// signIn lets people sign in. It is nil in development mode, in which
	// nobody does.
	signIn *signIn
	// renewal replaces the application when a catalog is taken. It is nil if
	// the catalog stays as it is.
	renewal *renewal
}

// A site is the application as one user sees it.
type site struct {
	*application
	// user is the user of the request, or the zero User if nobody is signed in.
	// In development mode it is the same for every request.
	user mci.User
	// address is the mail address of the user, or empty if it is not known.
	address string
	// locale is how the user writes numbers. The standard one is nil.
	locale *locale
}

// of returns the site as the user of a request sees it.
func (s *site) of(r *http.Request) *site {
	seen := &site{application: s.present(r.Context()), user: s.user, address: s.address}
	seen.locale = &locales().list[localeOf(r)]
	if s.signIn != nil {
		v, _ := s.signIn.visitor(r.Context())
		seen.user, seen.address = v.User, v.Mail
	}
	return seen
}

// mostForm is the most bytes of a form. The largest text is a comment of 4000
// bytes, each of which can take three when it is encoded.
const mostForm = 64 << 10

// A route is one address of the site.
type route struct {
	pattern string
	look    func(*site, *http.Request) (answer, error)
}

// routes are the addresses for the partner's users. Beside them there are those
// of the customer, at /consent.
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

// noRoute answers a request that no route takes. If a route takes the address by
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

// An otherMethod is the page for a method that the address does not take.
type otherMethod struct {
	*page
	allowed []string
}

func (o otherMethod) serve(s *site, w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Allow", strings.Join(o.allowed, ", "))
	o.page.serve(s, w, r)
}

// foreign refuses a form of another site. A customer gets a page of the
// customer's own, without the menu of the partner's users.
func (s *site) foreign(r *http.Request) (answer, error) {
	if r.URL.Path == consentPath {
		return s.sorryPage(http.StatusForbidden, "not allowed", "Nothing was recorded, because your browser does not say that the answer came from this page. Please open the link from the mail again, and answer there."), nil
	}
	return nil, errForeign
}

// viewing lets a function answer only a user who may see claims at one of the
// partner's locations, or at all of them. The library decides.
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

// working lets a function answer only a user who may work on the claims of all
// locations, because what it does is not about one of them. Nothing of the
// request is read before.
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
// else: no script, and no style inside of a page.
const policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guarded sets the headers that every answer has, and bounds the body of a
// request.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		// not no-referrer, by which browsers send "Origin: null" with the
		// forms of this site, and older ones nothing else that tells it from
		// another
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

// takesFiles reports whether the form of an address can have a file.
func takesFiles(address string) bool {
	for _, name := range []string{slug(claims.EvidenceGiven), slug(lifecycle.ProofGiven), slug(lifecycle.PartnerDisputes)} {
		if strings.HasSuffix(address, "/"+name) {
			return true
		}
	}
	return address == "/import" || address == "/changes"
}

// mostFile returns the most bytes of a request that may bring a file.
func mostFile(address string) int64 {
	if address == "/changes" {
		return mostCatalog + mostForm
	}
	return mostUpload
}

// answering returns a handler that writes the answer of a function, or its
// error as a problem.
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

// problem returns the page of an error. It logs one that is the desk's own.
func (s *site) problem(r *http.Request, err error) *page {
	p, t := problemOf(err), traceOf(r.Context())
	if p.Status >= http.StatusInternalServerError {
		p.Request = t.id
		s.log.ErrorContext(r.Context(), "no answer", "request", t.id, "method", r.Method, "pattern", r.Pattern, "class", p.Title, "error", err)
	}
	return p.page()
}

// ready answers whether the store can be read.
func (s *site) ready(r *http.Request) (answer, error) {
	for _, err := range s.store.List(r.Context(), store.Query{Most: 1}) {
		if err != nil && desk.ClassOf(err) == desk.Unavailable {
			return nil, err
		}
	}
	return yes{}, nil
}

// newKey draws an idempotency key for one form, so that a form that is sent
// twice counts once.
func newKey() string { return "desk-" + rand.Text() }

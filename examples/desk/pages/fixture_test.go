package pages

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"html"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci/catalog"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// A fixture is the demonstration in memory, at its first instant.
type fixture struct {
	*site
	handler http.Handler
	logged  *bytes.Buffer
	folder  string
	tb      testing.TB
	checker *checker
	// raw is the page of the latest answer, as it was sent. Several people can
	// ask at once.
	mu  sync.Mutex
	raw string
}

// newFixture returns the demonstration over a store, which is a new one in
// memory if it is nil.
func newFixture(t testing.TB, kept store.Store) *fixture {
	t.Helper()
	if kept == nil {
		kept = &store.Memory{}
	}
	card, err := demoCatalog()
	if err != nil {
		t.Fatal(err)
	}
	shown, err := readDemo()
	if err != nil {
		t.Fatal(err)
	}
	f := &fixture{logged: &bytes.Buffer{}, folder: t.TempDir(), tb: t}
	if f.checker, err = newChecker(); err != nil {
		t.Fatal(err)
	}
	f.site = &site{user: shown.Partner.Users[0], application: &application{
		store: kept, desk: desk.New(kept, card), catalog: card, partner: shown.Partner, demo: true,
		log: slog.New(slog.NewTextHandler(f.logged, nil)), close: func() error { return nil },
		links: linkLimit.fresh(), signIns: signInLimit.fresh(), mailings: mailLimit.fresh(), importing: &sync.Mutex{}, outcomes: &outcomes{}, reminders: standardReminders,
	}}
	f.meter = newMeter(f.application)
	of := &order{mails: filepath.Join(f.folder, "mails"), access: access{listen: "127.0.0.1:8080"}}
	if f.mail, err = readMailbox(of); err != nil {
		t.Fatal(err)
	}
	if err = f.mail.makeKey(of); err != nil {
		t.Fatal(err)
	}
	if f.pages, err = f.readTemplates(); err != nil {
		t.Fatal(err)
	}
	if err := shown.begin(t.Context(), f.site, func() time.Time { return demoStart }); err != nil {
		t.Fatal(err)
	}
	f.site.now = func() time.Time { return demoStart }
	f.renewal = newRenewal(f.application, func() (*catalog.Catalog, error) { return catalogOf(&order{mails: f.mail.folder, demo: true}) })
	f.handler = f.site.handler()
	return f
}

// open opens a desk as the program does, without an address of its own.
func open(ctx context.Context, o *order, now func() time.Time) (*site, error) {
	s, shown, err := prepare(o, now)
	if err != nil {
		return nil, err
	}
	return s, s.begin(ctx, o, shown, now)
}

// get asks for an address, as a browser does or with another Accept.
func (f *fixture) get(t testing.TB, address string, accept ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, http.NoBody)
	for _, one := range accept {
		r.Header.Add("Accept", one)
	}
	return f.serve(r)
}

// post sends a form.
func (f *fixture) post(t testing.TB, address string, values url.Values) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return f.serve(r)
}

// done sends a form, demands that it is done, and returns the page that says so.
func (f *fixture) done(t testing.TB, address string, values url.Values) *httptest.ResponseRecorder {
	t.Helper()
	w := f.post(t, address, values)
	if w.Code != http.StatusSeeOther {
		t.Errorf("%s: %d %s", address, w.Code, errorsIn(w.Body.String()))
		return w
	}
	return f.get(t, w.Header().Get("Location"))
}

// pathOf returns the path that an answer leads to, without its query.
func pathOf(w *httptest.ResponseRecorder) string {
	path, _, _ := strings.Cut(w.Header().Get("Location"), "?")
	return path
}

// serve answers a request. If the answer is JSON, it has to be as the
// description for programs says, and an error is a problem. The elements that
// isolate texts are left out of a page, so that a test finds a sentence as a
// person reads it; raw has them.
func (f *fixture) serve(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	f.handler.ServeHTTP(w, r)
	if err := f.checker.check(r, w.Code, w.Header().Get("Content-Type"), w.Body.Bytes()); err != nil {
		f.tb.Errorf("%s %s: %v", r.Method, r.URL, err)
	}
	kind := w.Header().Get("Content-Type")
	if wantsJSON(r) && w.Code >= http.StatusBadRequest && kind != problemKind {
		f.tb.Errorf("%s %s: %d as %s", r.Method, r.URL, w.Code, kind)
	}
	if strings.HasPrefix(kind, "text/html") {
		raw := w.Body.String()
		f.mu.Lock()
		f.raw = raw
		f.mu.Unlock()
		w.Body = bytes.NewBufferString(strings.NewReplacer("<bdi>", "", "</bdi>", "").Replace(raw))
	}
	return w
}

// claim returns a stored claim.
func (f *fixture) claim(t testing.TB, id claims.ID) *claims.Claim {
	t.Helper()
	c, err := f.site.desk.Claim(t.Context(), id)
	if c == nil {
		t.Fatal(err)
	}
	return c
}

// values returns the hidden fields of a form on a page, together with others.
func (f *fixture) values(t testing.TB, page, action string, more ...string) url.Values {
	t.Helper()
	return valuesIn(t, f.get(t, page).Body.String(), action, more...)
}

// valuesIn returns the hidden fields of a form in the text of a page, together
// with others.
func valuesIn(t testing.TB, page, action string, more ...string) url.Values {
	t.Helper()
	_, form, found := strings.Cut(page, `action="`+action+`"`)
	if !found {
		t.Fatalf("the page has no form for %s", action)
	}
	form, _, _ = strings.Cut(form, "</form>")
	values := url.Values{}
	for _, m := range regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`).FindAllStringSubmatch(form, -1) {
		values.Set(html.UnescapeString(m[1]), html.UnescapeString(m[2]))
	}
	for i := 0; i < len(more); i += 2 {
		values.Set(more[i], more[i+1])
	}
	return values
}

// give gives a command to a claim by the form on its page, and demands success.
func (f *fixture) give(t testing.TB, id, slug string, more ...string) {
	t.Helper()
	w := f.post(t, "/claims/"+id+"/"+slug, f.values(t, "/claims/"+id, "/claims/"+id+"/"+slug, more...))
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%s %s: %d: %s", slug, id, w.Code, errorsIn(w.Body.String()))
	}
}

// errorsIn returns the errors on a page.
func errorsIn(page string) string {
	var all []string
	for _, m := range regexp.MustCompile(`(?s)class="(?:error|notice alert)"[^>]*>(.*?)</(?:p|div)>`).FindAllStringSubmatch(page, -1) {
		all = append(all, m[1])
	}
	return strings.Join(all, "\n")
}

// golden compares the JSON of a page with the file of a name.
func (f *fixture) golden(t *testing.T, address, name string) {
	t.Helper()
	w := f.get(t, address, "application/json")
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/json" {
		t.Errorf("%s: %d %s", address, w.Code, w.Header().Get("Content-Type"))
	}
	if !json.Valid(w.Body.Bytes()) {
		t.Errorf("%s: the JSON is malformed", address)
	}
	file := filepath.Join("testdata", name+".json")
	if *update {
		if err := os.WriteFile(file, w.Body.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), w.Body.String()); diff != "" {
		t.Errorf("%s differs from %s; -update rewrites it:\n%s", address, file, diff)
	}
}

// deskOver returns a desk over another store.
func (f *fixture) deskOver(kept store.Store) *desk.Desk { return desk.New(kept, f.catalog) }

// versionOf returns the version of a claim as a form has it.
func (f *fixture) versionOf(t testing.TB, id string) string {
	t.Helper()
	return strconv.FormatUint(f.claim(t, claims.ID(id)).Version(), 10)
}

// madeUp returns the catalog of the library's tests, which has every shape.
func madeUp(t testing.TB) []byte {
	t.Helper()
	text, err := os.ReadFile("../../../mci/catalog/testdata/made-up.catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func zone(name string) (*time.Location, error) { return time.LoadLocation(name) }

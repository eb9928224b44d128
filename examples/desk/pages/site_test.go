package pages

import (
	"context"
	"errors"
	"flag"
	"io"
	"iter"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// An overtaken store lets another writer save before a change is saved.
type overtaken struct {
	*store.Memory
	before func()
}

func (o *overtaken) Save(ctx context.Context, change store.Change) error {
	if before := o.before; before != nil {
		o.before = nil
		before()
	}
	return o.Memory.Save(ctx, change)
}

// A failing store has a secret in its error.
type failing struct{ store.Store }

var errSecret = errors.New("dial tcp: password=hunter2")

func (failing) Load(context.Context, claims.ID) (store.Envelope, error) {
	return store.Envelope{}, errSecret
}

func (failing) List(context.Context, store.Query) iter.Seq2[store.Envelope, error] {
	return func(yield func(store.Envelope, error) bool) { yield(store.Envelope{}, errSecret) }
}

func TestAFailureOfTheStoreIsLoggedAndNotShown(t *testing.T) {
	f := newFixture(t, nil)
	f.store = failing{}
	f.site.desk = f.deskOver(f.store)
	for _, address := range []string{"/claims", "/claims/contoso-viva", "/readyz"} {
		w := f.get(t, address)
		if w.Code != http.StatusServiceUnavailable || strings.Contains(w.Body.String(), "hunter2") {
			t.Errorf("%s: %d %s", address, w.Code, w.Body)
		}
	}
	if !strings.Contains(f.logged.String(), "class=unavailable") {
		t.Errorf("logged: %s", f.logged)
	}
}

func TestADownloadThatFailsIsCut(t *testing.T) {
	f := newFixture(t, nil)
	f.store = failing{}
	f.site.desk = f.deskOver(f.store)
	server := httptest.NewServer(f.handler)
	defer server.Close()
	for _, name := range []string{"csv", "xlsx"} { // which fail before anything was sent
		answer, err := http.Get(server.URL + "/claims." + name)
		if status, body := read(t, answer, err); status != http.StatusServiceUnavailable || !strings.Contains(body, "Unavailable") || answer.Header.Get("Content-Disposition") != "" {
			t.Errorf("%s: %d %s", name, status, answer.Header)
		}
	}
	half := &download{name: "half.csv", kind: "text/csv", write: func(w io.Writer) error {
		_, err := w.Write(make([]byte, 2*firstBytes))
		return errors.Join(err, io.ErrNoProgress)
	}}
	cut := httptest.NewServer(f.answering(func(*site, *http.Request) (answer, error) { return half, nil }))
	defer cut.Close()
	answer, err := http.Get(cut.URL)
	if err == nil {
		_, err = io.ReadAll(answer.Body)
		_ = answer.Body.Close()
	}
	if err == nil {
		t.Error("a part passes for the whole")
	}
}

func TestEveryAnswerForbidsWhatNoPageNeeds(t *testing.T) {
	f := newFixture(t, nil)
	for _, address := range []string{"/claims", "/desk.css", "/nothing", "/healthz", "/readyz"} {
		h := f.get(t, address).Header()
		if !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "same-origin" {
			t.Errorf("%s: %v", address, h)
		}
	}
	for _, address := range []string{"/claims?show=all", "/claims/contoso-viva"} {
		body := f.get(t, address).Body.String()
		for _, never := range []string{"<script", " style=", "javascript:", " onclick"} {
			if strings.Contains(body, never) {
				t.Errorf("%s has %s", address, never)
			}
		}
	}
}

func TestAFormOfAnotherSiteIsNotTaken(t *testing.T) {
	f := newFixture(t, nil)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/claims/litware-sales/cancel", strings.NewReader("version=1"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	if w := f.serve(r); w.Code != http.StatusForbidden || !strings.Contains(w.Body.String(), "another site") {
		t.Errorf("%d", w.Code)
	}
	if f.claim(t, "litware-sales").State().Status == claims.Canceled {
		t.Error("the claim was canceled")
	}
}

func TestWhoHasNoRoleSeesNothing(t *testing.T) {
	f := newFixture(t, nil)
	f.user.Grants = []mci.Grant{}
	for _, r := range routes {
		method, path, _ := strings.Cut(strings.TrimSuffix(r.pattern, "{$}"), " ")
		for _, name := range []string{"{id}", "{event}", "{name}", "{sum}"} {
			path = strings.ReplaceAll(path, name, "litware-sales")
		}
		w := f.serve(httptest.NewRequestWithContext(t.Context(), method, path, http.NoBody))
		if w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "Litware") {
			t.Errorf("%s: %d", r.pattern, w.Code)
		}
	}
	if w := f.get(t, "/consent"); w.Code != http.StatusBadRequest {
		t.Errorf("the customer's page: %d", w.Code)
	}
	f.user = f.partner.Users[1]
	if w := f.get(t, "/claims"); w.Code != http.StatusOK {
		t.Errorf("a user of one location: %d", w.Code)
	}
}

func TestAFormThatCannotBeReadIsMalformed(t *testing.T) {
	f := newFixture(t, nil)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/claims/litware-sales/cancel", strings.NewReader("version=%zz"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if w := f.serve(r); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", w.Code)
	}
}

func TestTheClientChoosesTheForm(t *testing.T) {
	for accept, want := range map[string]bool{
		"": false, "*/*": false, "text/html": false, "application/json": true, "application/problem+json": true,
		"text/html, application/json;q=0.9": false, "text/html;q=0.5, application/json": true, "application/json;q=0": false,
		"application/json;q=x": false, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8": false, "Application/JSON; charset=utf-8": true,
	} {
		r := httptest.NewRequest(http.MethodGet, "/", http.NoBody)
		r.Header.Set("Accept", accept)
		if wantsJSON(r) != want {
			t.Errorf("%q: JSON is %v", accept, !want)
		}
	}
}

func TestTextsOfOthersAreShownAndNotRun(t *testing.T) {
	f := newFixture(t, nil)
	f.give(t, "litware-sales", "comment", "comment", "<script>alert(1)</script>")
	body := f.get(t, "/claims/litware-sales").Body.String()
	if strings.Contains(body, "<script>") || !strings.Contains(body, "&lt;script&gt;") {
		t.Error("the comment is not escaped")
	}
}

// hostile are values that a browser never sends.
var hostile = []string{"", "\x00", "\xff\xfe", "<b>", "' OR 1=1 --", strings.Repeat("9", 400), "-1", "1e1000000000", "\u202e", "../../etc/passwd", "{{.}}", "\r\nSet-Cookie: a=b", strings.Repeat("é", 2500), "2023-02-30", "NaN"}

func TestAnEntryIsConfirmedOnceItIsMade(t *testing.T) {
	f := newFixture(t, nil)
	const page = "/claims/litware-sales"
	comment := func() string {
		return f.post(t, page+"/comment", f.values(t, page, page+"/comment", "comment", "hello")).Header().Get("Location")
	}
	first, second := comment(), comment()
	version := f.versionOf(t, "litware-sales")
	if body := f.get(t, first).Body.String(); strings.Contains(body, "Recorded as entry") {
		t.Error("an entry of the past is confirmed")
	}
	for look, want := range []bool{true, false} {
		if body := f.get(t, second).Body.String(); strings.Contains(body, "Recorded as entry "+version+": comment") != want {
			t.Errorf("look %d: the page confirms it, or does not", look)
		}
	}
}

func TestWordsForDays(t *testing.T) {
	for days, want := range map[int]string{-2: "2 days over", -1: "1 day over", 0: "last day", 1: "1 day left", 9: "9 days left"} {
		if got := daysLeft(days); got != want {
			t.Errorf("%d: %s", days, got)
		}
	}
}

// claimsWithHostile is the number of claims of which one gets a form with a
// hostile value. If it is 1, each claim does.
var claimsWithHostile = flag.Int("hostile", 4, "send a hostile value to one of `n` claims")

func TestHostileValuesAreAnsweredAndNeverFail(t *testing.T) {
	f := newFixture(t, nil)
	for i := range commandForms {
		c := &commandForms[i]
		for at, id := range []string{"litware-sales", "tailspin-apps", "lucerne-apps", "coho-management", "contoso-viva"} {
			for j, value := range hostile {
				if (i+j+at)%*claimsWithHostile != 0 {
					continue
				}
				values := url.Values{"version": {value}, "key": {value}}
				for _, one := range c.fields {
					values.Set(one.Name, value)
				}
				for _, version := range []string{value, f.versionOf(t, id)} {
					values.Set("version", version)
					if w := f.post(t, "/claims/"+id+"/"+slug(c.event), values); w.Code >= 500 {
						t.Errorf("%s %s %q: %d", slug(c.event), id, value, w.Code)
					}
				}
			}
		}
	}
	for _, name := range []string{"area", "show", "sort", "text", "status", "location", "engagement", "after", "afterKey", "done"} {
		for _, value := range hostile {
			for _, path := range []string{"/claims", "/claims/litware-sales", "/claims/" + url.PathEscape(value)} {
				if w := f.get(t, path+"?"+url.Values{name: {value}}.Encode()); w.Code >= 500 {
					t.Errorf("%s %s %q: %d", path, name, value, w.Code)
				}
			}
		}
	}
	if f.logged.Len() > 0 {
		t.Errorf("logged: %s", f.logged)
	}
}

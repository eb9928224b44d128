package pages

import (
	"encoding/json"
	"html"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/mci"
)

// program sends a request of a method that asks for JSON.
func (f *fixture) program(t testing.TB, method, address string, values url.Values) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, address, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept", "application/json")
	return f.serve(r)
}

// addressOfPattern returns an address that matches a pattern.
func addressOfPattern(pattern string) (method, address string) {
	method, path, _ := strings.Cut(strings.TrimSuffix(pattern, "{$}"), " ")
	return method, strings.NewReplacer("{id}", "litware-sales", "{event}", "cancel", "{name}", "Contoso", "{sum}", strings.Repeat("0", 64), "{file}", "x.ics").Replace(path)
}

func TestAKnownAddressNamesTheMethodsThatItTakes(t *testing.T) {
	f := newFixture(t, nil)
	f.signIn = &signIn{sessions: newSessions(false)}
	f.handler = f.site.handler()
	taken := map[string][]string{} // the methods by address
	for _, one := range patterns(t) {
		_, address := addressOfPattern(one)
		if taken[address] != nil {
			continue
		}
		for _, other := range patterns(t) {
			method, path, _ := strings.Cut(strings.TrimSuffix(other, "{$}"), " ")
			if regexp.MustCompile("^" + regexp.MustCompile(`\{\w+\}`).ReplaceAllString(path, "[^/]+") + "$").MatchString(address) {
				taken[address] = append(taken[address], method)
			}
		}
		if slices.Contains(taken[address], http.MethodGet) {
			taken[address] = append(taken[address], http.MethodHead)
		}
		slices.Sort(taken[address])
		taken[address] = slices.Compact(taken[address])
	}
	for address, methods := range taken {
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions} {
			if slices.Contains(methods, method) {
				continue
			}
			w := f.program(t, method, address, nil)
			allowed := strings.Split(w.Header().Get("Allow"), ", ")
			slices.Sort(allowed)
			if w.Code != http.StatusMethodNotAllowed || !slices.Equal(allowed, methods) {
				t.Errorf("%s %s: %d, allowed are %v, not %v", method, address, w.Code, allowed, methods)
			}
		}
	}
	if w := f.program(t, http.MethodPut, "/nothing", nil); w.Code != http.StatusNotFound || w.Header().Get("Allow") != "" {
		t.Errorf("an unknown address: %d", w.Code)
	}
}

// The fixture demands that each answer with an error is a problem.
func TestAProgramGetsAProblemForWhateverIsWrong(t *testing.T) {
	f := newFixture(t, nil)
	for _, pattern := range patterns(t) {
		method, address := addressOfPattern(pattern)
		for _, values := range []url.Values{nil, {"x": {"\x00"}, "version": {"x"}, "file": {"x"}, "at": {"soon"}, "do": {"x"}, "key": {"x"}, "answer": {"x"}}} {
			f.program(t, method, address, values)
		}
		f.program(t, method, address+"?"+url.Values{"by": {"x"}, "sort": {"x"}, "type": {"x"}, "kind": {"x"}, "edition": {"x"}, "on": {"x"}, "tab": {"x"}, "engagement": {"x"}}.Encode(), nil)
	}
	version := f.versionOf(t, "litware-sales")
	for name, c := range map[string]struct {
		address string
		values  url.Values
		title   string
		has     func(*problem) bool
	}{
		"a refused command":  {"/claims/litware-sales/begin-review", url.Values{"version": {version}}, desk.Refused.String(), func(p *problem) bool { return p.Refusal != nil }},
		"a malformed field":  {"/claims/litware-sales/comment", url.Values{"version": {version}}, desk.Malformed.String(), func(p *problem) bool { return len(p.Problems) > 0 }},
		"another was faster": {"/claims/litware-sales/comment", url.Values{"version": {"1"}, "comment": {"x"}}, desk.Conflicted.String(), func(p *problem) bool { return p.Detail != "" }},
		"no claim":           {"/claims/nobody/comment", url.Values{"version": {"1"}}, desk.NotFound.String(), func(p *problem) bool { return p.Advice != "" }},
		"no page":            {"/claims/litware-sales/dance", url.Values{"version": {"1"}}, "not found", func(p *problem) bool { return p.Advice != "" }},
		"a nomination":       {"/nominate", url.Values{"customer": {"Contoso"}, "engagement": {"fy23-microsoft-viva"}, "claimName": {"x"}, "customerContact.name": {"N"}, "customerContact.email": {"n@contoso.example"}, "partnerContact.name": {"P"}, "partnerContact.email": {"p@fabrikam.example"}}, desk.Refused.String(), func(p *problem) bool { return len(p.Findings) > 0 }},
		"an association":     {"/associate", f.proposing(t, "own", "yes"), desk.Refused.String(), func(p *problem) bool { return len(p.Findings) > 0 }},
		"several nominations": {"/nominate/many", url.Values{"customer": {"Contoso"}, "engagement": {"fy23-microsoft-viva"}}, desk.Refused.String(), func(p *problem) bool {
			return len(p.Findings) > 0
		}},
		"a link":    {"/consent", url.Values{"answer": {"x"}}, "malformed", func(p *problem) bool { return p.Detail != "" }},
		"an import": {"/import", nil, desk.Malformed.String(), func(p *problem) bool { return len(p.Problems) > 0 }},
	} {
		w := f.program(t, http.MethodPost, c.address, c.values)
		var p problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || p.Status != w.Code || p.Title != c.title || p.Type != typeOf(c.title) || !c.has(&p) {
			t.Errorf("%s: %d %v: %s", name, w.Code, err, w.Body)
		}
	}
	f.user = f.partner.Users[1]
	var p problem
	if w := f.program(t, http.MethodPost, "/claims/northwind-crm/comment", url.Values{"version": {"1"}, "comment": {"x"}}); json.Unmarshal(w.Body.Bytes(), &p) != nil || p.Status != http.StatusForbidden || p.Title != "not allowed" || p.Refusal == nil {
		t.Errorf("a missing role: %s", w.Body)
	}
}

// A value that is malformed as a whole has no path, and so no name.
func TestAProblemWithoutAPathBeginsWithWhatWasFound(t *testing.T) {
	f := newFixture(t, nil)
	w := httptest.NewRecorder()
	problemOf(mci.Problems{mci.Invalid("", "x", "a number"), mci.Invalid("file", "y", "a file")}).page().serve(f.site, w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
	body := html.UnescapeString(strings.NewReplacer("<bdi>", "", "</bdi>", "").Replace(w.Body.String()))
	if !strings.Contains(body, `<li>Found "x"; wanted is a number.</li>`) || !strings.Contains(body, `<li><b>The file</b>: found "y"`) {
		t.Errorf("got %s", body)
	}
}

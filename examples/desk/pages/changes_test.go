package pages

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// dropCatalog sends a file by the form of the changes.
func (f *fixture) dropCatalog(t testing.TB, name, content string) *httptest.ResponseRecorder {
	t.Helper()
	return f.send(t, "/changes", name, content)
}

// draftCatalog returns the public catalog with replacements.
func draftCatalog(t testing.TB, pairs ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "mci", "catalog", "public.catalog.json"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.NewReplacer(pairs...).Replace(string(text))
}

// lower pays less in market A.
var lower = []string{`"A": "5000", "B": "3000", "C": "1000"`, `"A": "4000", "B": "3000", "C": "1000"`}

func TestACatalogShowsWhatItWouldChangeBeforeItIsTaken(t *testing.T) {
	f := newFixture(t, nil)
	for name, c := range map[string]struct{ content, says string }{
		"lower.json":   {draftCatalog(t, lower...), "needs acceptance"},
		"without.json": {draftCatalog(t, `"fy23-microsoft-viva"`, `"fy23-viva"`), "unreadable"},
		"same.json":    {draftCatalog(t), "No claim changes."},
	} {
		w := f.dropCatalog(t, name, c.content)
		if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, c.says) || !strings.Contains(body, "Nothing is taken yet") {
			t.Errorf("%s: %d %s", name, w.Code, errorsIn(body))
		}
	}
	body := f.dropCatalog(t, "lower.json", draftCatalog(t, lower...)).Body.String()
	for _, want := range []string{"rate in market A: USD 5,000.00", "USD -1,000.00", "By engagement", "FY23"} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not there", want)
		}
	}
	if w := f.get(t, "/changes"); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "was taken by") {
		t.Errorf("%d: something was taken", w.Code)
	}
}

func TestACatalogIsTakenAtTheNextStart(t *testing.T) {
	f := newFixture(t, nil)
	values := hiddenIn(t, f.dropCatalog(t, "lower.json", draftCatalog(t, lower...)).Body.String(), "/changes/take")
	if w := f.post(t, "/changes/take", values); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	if body := f.get(t, "/changes").Body.String(); !strings.Contains(body, "<b>lower.json</b> was taken by pat") {
		t.Error("it does not wait")
	}
	o := &order{mails: f.mail.folder, db: filepath.Join(f.folder, "x.db"), access: access{listen: "127.0.0.1:8080"}}
	differs := func() bool {
		s, err := open(t.Context(), o, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer s.close()
		body := (&fixture{site: s, handler: s.handler()}).get(t, "/engagements/fy23-microsoft-viva?on=2023-03-15").Body.String()
		return strings.Contains(body, "USD 4,000.00")
	}
	if !differs() {
		t.Error("the next start does not use it")
	}
	if w := f.post(t, "/changes/take", url.Values{"do": {"leave"}}); w.Code != http.StatusSeeOther || differs() {
		t.Errorf("%d: it is not left", w.Code)
	}
	if w := f.post(t, "/changes/take", url.Values{"do": {"leave"}}); w.Code != http.StatusSeeOther {
		t.Errorf("%d", w.Code)
	}
	if err := os.WriteFile(filepath.Join(f.catalogFolder(), "taken.json"), []byte("no JSON"), 0o600); err != nil {
		t.Fatal(err)
	}
	if w := f.get(t, "/changes"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d", w.Code)
	}
	if _, err := open(t.Context(), o, time.Now); err == nil {
		t.Error("the desk starts with it")
	}
}

func TestACatalogThatIsWrongIsSaidFieldByField(t *testing.T) {
	f := newFixture(t, nil)
	for name, c := range map[string]struct {
		content string
		status  int
		says    string
	}{
		"empty.json":   {"", 422, "Choose the file"},
		"no.json":      {"no JSON", 422, "is no catalog that can be taken"},
		"field.json":   {draftCatalog(t, `"editions"`, `"edishuns"`), 422, "edishuns"},
		"no.yaml":      {"a: [", 422, "is no catalog that can be taken"},
		"field.yaml":   {"format: 1\nnamed: x\n", 422, "named"},
		"<script>.yml": {"a: <script>", 422, "is no catalog that can be taken"},
		"large.json":   {strings.Repeat(" ", mostCatalog+1), 422, "8 MiB"},
	} {
		w := f.dropCatalog(t, name, c.content)
		if body := w.Body.String(); w.Code != c.status || !strings.Contains(body, c.says) || strings.Contains(body, "<script>") {
			t.Errorf("%s: %d %s", name, w.Code, errorsIn(body))
		}
	}
	for _, value := range append([]string{strings.Repeat("0", 64)}, hostile...) {
		if w := f.post(t, "/changes/take", url.Values{"file": {value}, "name": {value}, "do": {"take"}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", value, w.Code)
		}
	}
	if w := f.post(t, "/changes", nil); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", w.Code)
	}
	f.user = f.partner.Users[1]
	if w := f.dropCatalog(t, "same.json", "{}"); w.Code != http.StatusForbidden {
		t.Errorf("%d", w.Code)
	}
	if w := f.post(t, "/changes/take", url.Values{"do": {"leave"}}); w.Code != http.StatusForbidden {
		t.Errorf("%d", w.Code)
	}
}

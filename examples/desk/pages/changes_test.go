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

// draftCatalog returns the catalog of the demonstration with replacements in
// the text of the public one.
func draftCatalog(t testing.TB, pairs ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "mci", "catalog", "public.catalog.json"))
	if err != nil {
		t.Fatal(err)
	}
	replaced := strings.NewReplacer(pairs...).Replace(string(text))
	draft, err := asInDemo(replaced)
	if err != nil {
		t.Fatal(err)
	}
	return string(draft)
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
	for _, want := range []string{"rate in market A: USD 5,000.00", "USD -1,000.00", "By engagement", "FY23", "have ended", "USD, approved", "USD, estimated as of today"} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not there", want)
		}
	}
	same := f.dropCatalog(t, "same.json", draftCatalog(t)).Body.String()
	if want := "were asked for consent"; !strings.Contains(body, want) || strings.Contains(same, want) {
		t.Errorf("%q: %t and %t", want, strings.Contains(body, want), strings.Contains(same, want))
	}
	without := f.dropCatalog(t, "without.json", draftCatalog(t, `"fy23-microsoft-viva"`, `"fy23-viva"`)).Body.String()
	if want := "A catalog keeps each edition of which there are claims"; !strings.Contains(without, want) || strings.Contains(body, want) {
		t.Errorf("only a draft that lacks an engagement is told %q", want)
	}
	if w := f.get(t, "/changes"); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "was taken by") {
		t.Errorf("%d: something was taken", w.Code)
	}
}

func TestACatalogIsTakenAtOnceAndByEveryProgram(t *testing.T) {
	f := newFixture(t, nil)
	o := &order{mails: f.mail.folder, db: filepath.Join(f.folder, "x.db"), access: access{listen: "127.0.0.1:8080"}}
	other, err := open(t.Context(), o, time.Now) // another program with the same folder
	if err != nil {
		t.Fatal(err)
	}
	defer other.close()
	second := &fixture{site: other, handler: other.handler(), tb: t, checker: f.checker}
	lowered := func(f *fixture) bool {
		return strings.Contains(f.get(t, "/engagements/fy23-microsoft-viva?on=2023-03-15").Body.String(), "USD 4,000.00")
	}
	if lowered(f) || lowered(second) {
		t.Fatal("the catalog is there before it is taken")
	}
	running := f.site.of(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody))
	values := hiddenIn(t, f.dropCatalog(t, "lower.json", draftCatalog(t, lower...)).Body.String(), "/changes/take")
	if w := f.post(t, "/changes/take", values); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	if body := f.get(t, "/changes").Body.String(); !strings.Contains(body, "<b>lower.json</b> was taken by pat") {
		t.Error("nobody says who took it")
	}
	if !lowered(f) || !lowered(second) {
		t.Error("a program does not use it")
	}
	if running.catalog != f.catalog || running.desk != f.site.desk {
		t.Error("a request in flight sees the new catalog")
	}
	file := filepath.Join(f.catalogFolder(), "taken.json")
	if err := writeFile(file, []byte("no JSON")); err != nil {
		t.Fatal(err)
	}
	if w := f.get(t, "/changes"); w.Code != http.StatusServiceUnavailable || !lowered(f) || !strings.Contains(f.logged.String(), "the present one stays") {
		t.Errorf("%d: a damaged file takes the catalog away, or is not told", w.Code)
	}
	if _, err := open(t.Context(), o, time.Now); err == nil {
		t.Error("the desk starts with it")
	}
	for range 2 {
		if w := f.post(t, "/changes/take", url.Values{"do": {"leave"}}); w.Code != http.StatusSeeOther || lowered(f) || lowered(second) {
			t.Errorf("%d: it is not left", w.Code)
		}
	}
}

func TestTheCatalogOfTheFlagStandsAboveWhatIsTaken(t *testing.T) {
	f := newFixture(t, nil)
	values := hiddenIn(t, f.dropCatalog(t, "same.json", draftCatalog(t)).Body.String(), "/changes/take")
	if w := f.post(t, "/changes/take", values); w.Code != http.StatusSeeOther {
		t.Fatal(w.Code)
	}
	f.renewal = nil
	for name, w := range map[string]*httptest.ResponseRecorder{"the page": f.get(t, "/changes"), "a preview": f.dropCatalog(t, "same.json", draftCatalog(t))} {
		if body := w.Body.String(); w.Code != http.StatusOK || strings.Contains(body, "/changes/take") || !strings.Contains(body, "-catalog") {
			t.Errorf("%s: %d: it offers what is refused, or does not say why not", name, w.Code)
		}
	}
	if w := f.post(t, "/changes/take", url.Values{"do": {"leave"}}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "-catalog") {
		t.Errorf("%d", w.Code)
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
		if body := w.Body.String(); w.Code != c.status || !strings.Contains(body, c.says) || strings.Contains(body, "<script>") || strings.Contains(body, "<code></code>") || strings.Contains(body, " : ") {
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

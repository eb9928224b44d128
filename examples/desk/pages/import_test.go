package pages

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
)

const export = `Claim ID,Claim name,Engagement,Customer ID,Status,Created,Color
litware-sales,,,,Submitted,,red
tailspin-apps,,,,Under review,,
P-4711,Fabrikam workshop,fy23-microsoft-viva,5e4d3c2b-1a09-4f8e-9d7c-6b5a4f3e2d1c,Awaiting customer consent response,2023-03-01,
P-4712,Litware,no such engagement,4711,Approved,2022-12-20,
`

// upload sends a file by the form of the page.
func (f *fixture) upload(t testing.TB, at, content string) *httptest.ResponseRecorder {
	t.Helper()
	return f.send(t, "/import", "../../claims.csv", content, [2]string{"at", at})
}

// send sends a file of a name by a form, with more fields before it.
func (f *fixture) send(t testing.TB, address, name, content string, fields ...[2]string) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for _, field := range fields {
		if err := form.WriteField(field[0], field[1]); err != nil {
			t.Fatal(err)
		}
	}
	file, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = file.Write([]byte(content))
	}
	if err != nil || form.Close() != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, address, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return f.serve(r)
}

// Which of both a date begins with depends on who downloaded the export.
func TestADateWithSlashesIsReadAsTheFormSays(t *testing.T) {
	f := newFixture(t, nil)
	const rows = "Claim ID,Claim name,Engagement,Customer ID,Status,Created\nCLM-77,Adatum,Microsoft Viva,7d1e5b52-4c11-4a3b-8e0f-5a6b7c8d9e0f,Submitted,4/12/2022\n"
	for _, c := range [][2]string{{"", "1 unreadable"}, {"day first", "1 adopted"}} { // in this order: the second one adopts
		dates, want := c[0], c[1]
		body := f.send(t, "/import", "claims.csv", rows, [2]string{"at", ""}, [2]string{"dates", dates}).Body.String()
		if !strings.Contains(body, want) {
			t.Errorf("%q: %s is not there: %s", dates, want, errorsIn(body))
		}
		if dates != "" {
			if w := f.done(t, "/import/confirm", hiddenIn(t, body, "/import/confirm")); w.Code != http.StatusOK || f.claim(t, "CLM-77").Record().Created.Format("2006-01-02") != "2022-12-04" {
				t.Errorf("%d: created on %s", w.Code, f.claim(t, "CLM-77").Record().Created)
			}
		}
	}
	for _, wrong := range []string{"ISO", "year first"} {
		if w := f.send(t, "/import", "claims.csv", rows, [2]string{"dates", wrong}); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `id="dates-error"`) {
			t.Errorf("%s: %d", wrong, w.Code)
		}
	}
}

func TestAnImportIsSeenBeforeItIsSaved(t *testing.T) {
	f := newFixture(t, nil)
	version := f.versionOf(t, "litware-sales")
	w := f.upload(t, "", export)
	body := w.Body.String()
	for _, want := range []string{"Nothing is saved yet", "1 moved", "1 matched", "1 adopted", "1 unknown", "Columns that are not read: Color", "Save these changes"} {
		if w.Code != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%d: %s is not there", w.Code, want)
		}
	}
	if f.versionOf(t, "litware-sales") != version {
		t.Fatal("the preview saved something")
	}
	values := url.Values{}
	for _, name := range []string{"file", "at"} {
		_, rest, _ := strings.Cut(body, `name="`+name+`" value="`)
		value, _, _ := strings.Cut(rest, `"`)
		values.Set(name, value)
	}
	for range 2 { // the second time changes nothing
		if w := f.done(t, "/import/confirm", values); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "The import was saved") {
			t.Fatalf("%d %s", w.Code, errorsIn(w.Body.String()))
		}
	}
	if got := f.claim(t, "litware-sales").State().Status; got != claims.Submitted {
		t.Errorf("got %s", got)
	}
	if !f.claim(t, "P-4711").Adopted() {
		t.Error("the claim was not adopted")
	}
}

func TestAWorkbookIsImportedLikeItsTable(t *testing.T) {
	f := newFixture(t, nil)
	w := f.get(t, "/claims.xlsx?show=all")
	if w := f.upload(t, "2023-03-15T09:00", w.Body.String()); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "24 matched") && !strings.Contains(w.Body.String(), "23 matched") {
		t.Errorf("%d %s %s", w.Code, errorsIn(w.Body.String()), regexp.MustCompile(`\d+ [a-z ]+</span>`).FindAllString(w.Body.String(), -1))
	}
}

func TestAnUploadThatIsNoExportIsSaid(t *testing.T) {
	f := newFixture(t, nil)
	for name, c := range map[string]struct {
		at, content string
		status      int
		says        string
	}{
		"no file":       {"", "", 422, "Choose the file"},
		"no export":     {"", "a,b\n1,2\n", 422, `id="file-error">header: found`},
		"no workbook":   {"", "PK\x03\x04 and no more", 422, `id="file-error">file: found`},
		"two bytes":     {"", "ab", 422, `id="file-error">header: found`},
		"an instant":    {"soon", export, 422, `id="at-error">at: found`},
		"a day to come": {"2024-01-01T00:00", export, 422, `value="2024-01-01T00:00" aria-invalid="true"`},
		"too large":     {"", strings.Repeat("x", mostUpload), 413, `<p class="error" role="alert">The file is too large`},
		"hostile":       {"", "Claim ID,Status\n<script>,\xff\n", 200, "row"},
	} {
		if w := f.upload(t, c.at, c.content); w.Code != c.status || !strings.Contains(w.Body.String(), c.says) || strings.Contains(w.Body.String(), "<script>") {
			t.Errorf("%s: %d: %s", name, w.Code, errorsIn(w.Body.String()))
		}
	}
	for _, file := range []string{"", "../../link.key", strings.Repeat("0", 64), strings.Repeat("Z", 64)} {
		if w := f.post(t, "/import/confirm", url.Values{"file": {file}}); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", file, w.Code)
		}
	}
	if w := f.post(t, "/import", nil); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", w.Code)
	}
	left, err := filepath.Glob(filepath.Join(f.uploads(), ".upload-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left: %v %v", left, err)
	}
	f.user = f.partner.Users[1]
	if w := f.upload(t, "", export); w.Code != http.StatusForbidden {
		t.Errorf("a user of one location imports: %d", w.Code)
	}
	if w := f.post(t, "/import/confirm", url.Values{"file": {strings.Repeat("0", 64)}}); w.Code != http.StatusForbidden {
		t.Errorf("a user of one location imports: %d", w.Code)
	}
}

func TestAnUploadThatCannotBeKeptOrIsCutShortIsSaid(t *testing.T) {
	f := newFixture(t, nil)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/import", strings.NewReader("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nClaim ID"))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	if w := f.serve(r); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", w.Code)
	}
	file := filepath.Join(f.folder, "no folder")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f.mail.folder = file
	if w := f.upload(t, "", export); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d", w.Code)
	}
}

func TestTheImportPageAndTheMoney(t *testing.T) {
	f := newFixture(t, nil)
	for address, want := range map[string]string{
		"/import": "Show what would change", "/money": "1 claim approved and not paid", "/money?area=Security": "Awaited payments",
		"/money?location=lisbon": "There is no claim", "/money?location=munich": "No approved claim awaits its payment",
	} {
		if w := f.get(t, address); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	f.site.desk = f.deskOver(failing{})
	if w := f.get(t, "/money"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d", w.Code)
	}
}

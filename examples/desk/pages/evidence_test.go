package pages

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// giveFile gives a part of the evidence with a file.
func (f *fixture) giveFile(t testing.TB, name, content string, more ...string) *httptest.ResponseRecorder {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for field, value := range map[string]string{"version": f.versionOf(t, "proseware-syntex"), "key": "k" + f.versionOf(t, "proseware-syntex"), "part": "invoice"} {
		if err := form.WriteField(field, value); err != nil {
			t.Fatal(err)
		}
	}
	for i := 0; i < len(more); i += 2 {
		if err := form.WriteField(more[i], more[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	file, err := form.CreateFormFile(uploadField, name)
	if err == nil {
		_, err = file.Write([]byte(content))
	}
	if err != nil || form.Close() != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/claims/proseware-syntex/give-evidence", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return f.serve(r)
}

func TestAFileThatIsGivenIsKeptUnderItsSum(t *testing.T) {
	f := newFixture(t, nil)
	if w := f.giveFile(t, "../../invoice 7.pdf", "<script>an invoice</script>"); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, errorsIn(w.Body.String()))
	}
	body := f.get(t, "/claims/proseware-syntex").Body.String()
	address := regexp.MustCompile(`<a href="(/evidence/[0-9a-f]{64})" download="invoice 7\.pdf">(?:<bdi>)?invoice 7\.pdf`).FindStringSubmatch(body)
	if address == nil {
		t.Fatal("the page has no link to the file")
	}
	w := f.get(t, address[1])
	if w.Code != http.StatusOK || w.Body.String() != "<script>an invoice</script>" || w.Header().Get("Content-Disposition") != "attachment" || w.Header().Get("Content-Type") != "application/octet-stream" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	for _, address := range []string{"/evidence/" + strings.Repeat("0", 64), "/evidence/link.key", "/evidence/..%2Flink.key"} {
		if w := f.get(t, address); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}

func TestAReferenceStandsBesideItsFile(t *testing.T) {
	f := newFixture(t, nil)
	for name, c := range map[string]struct {
		name, content string
		more          []string
		status        int
		says          string
	}{
		"a reference":                    {"a.pdf", "a", []string{"reference", "our number 7"}, 303, "our number 7 (a.pdf)"},
		"no file":                        {"", "", []string{"reference", "elsewhere"}, 303, "elsewhere"},
		"an empty file":                  {"b.pdf", "", nil, 422, "an empty file"},
		"300 characters":                 {strings.Repeat("a", 296) + ".pdf", "c", nil, 303, strings.Repeat("a", 296) + ".pdf"},
		"a long name":                    {strings.Repeat("ä", 296) + ".pdf", "c", nil, 303, strings.Repeat("ä", 200) + "…" + strings.Repeat("ä", 8) + ".pdf"},
		"a long name beside a reference": {strings.Repeat("é", 296) + ".pdf", "c", []string{"reference", strings.Repeat("r", 300)}, 303, "…"},
		"a long reference":               {"long.pdf", "c", []string{"reference", strings.Repeat("s", 420)}, 303, strings.Repeat("s", 420)},
		"a longer reference":             {"long.pdf", "c", []string{"reference", strings.Repeat("s", 501)}, 422, "reference"},
		"a name that turns":              {"a\u202egpj.exe", "d", nil, 303, `a\u202egpj.exe`},
		"a name in Arabic":               {"\u0641\u0627\u062a\u0648\u0631\u0629.pdf", "e", nil, 303, "\u0641\u0627\u062a\u0648\u0631\u0629.pdf"},
		"a folder of Windows":            {`C:\fakepath\w.pdf`, "f", nil, 303, `download="w.pdf"`},
		"no name at all":                 {"\u200b", "g", nil, 303, `\u200b`},
		"a name of blanks":               {"   ", "g", nil, 303, `download="file"`},
		"markup in a name":               {`<b onclick="x">.pdf`, "g", nil, 303, "&lt;b onclick="},
		"a name like a sum":              {"x sha256:" + strings.Repeat("0", 64), "h", nil, 303, `download="x sha256:0`},
		"a long field":                   {"e.pdf", "e", []string{"reference", strings.Repeat("x", mostForm)}, 413, ""},
		"too large":                      {"f.pdf", strings.Repeat("f", mostUpload), nil, 413, ""},
	} {
		w := f.giveFile(t, c.name, c.content, c.more...)
		body := w.Body.String()
		if c.status == http.StatusSeeOther {
			body = f.get(t, "/claims/proseware-syntex").Body.String()
		}
		if w.Code != c.status || !strings.Contains(body, c.says) {
			t.Errorf("%s: %d: %s", name, w.Code, errorsIn(w.Body.String()))
		}
	}
	if w := f.post(t, "/claims/proseware-syntex/give-evidence", map[string][]string{"reference": {strings.Repeat("x", mostForm)}}); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a long form without a file: %d", w.Code)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/claims/proseware-syntex/give-evidence", http.NoBody)
	r.Header.Set("Content-Type", "multipart/form-data")
	if w := f.serve(r); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("no boundary: %d", w.Code)
	}
	file := filepath.Join(f.folder, "no folder")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	f.mail.folder = file
	if w := f.giveFile(t, "g.pdf", "g"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d", w.Code)
	}
	if w := f.get(t, "/evidence/"+strings.Repeat("0", 64)); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d", w.Code)
	}
}

func TestAPartThatIsRecordedAgainKeepsItsDocument(t *testing.T) {
	f := newFixture(t, nil)
	const id = "proseware-syntex"
	documentOf := func(part mci.EvidencePart) claims.Evidence {
		record := f.claim(t, id).Record()
		for _, e := range record.Evidence {
			if e.Part == part {
				return e
			}
		}
		return claims.Evidence{}
	}
	f.give(t, id, "give-evidence", "part", "customer survey", "surveySent", "on", "reference", "survey 7")
	f.give(t, id, "give-evidence", "part", "customer survey")
	if e := documentOf(mci.CustomerSurvey); e.Reference != "survey 7" || e.State != claims.EvidenceDone {
		t.Errorf("the survey: %+v", e)
	}
	f.give(t, id, "give-evidence", "part", "proof of execution", "reference", "poe 1", "template", "2022-10-01")
	f.give(t, id, "give-evidence", "part", "proof of execution")
	if e := documentOf(mci.ProofOfExecution); e.Reference != "poe 1" || e.Template.IsZero() {
		t.Errorf("recorded again: %+v", e)
	}
	f.give(t, id, "give-evidence", "part", "proof of execution", "reference", "poe 2")
	if e := documentOf(mci.ProofOfExecution); e.Reference != "poe 2" || !e.Template.IsZero() {
		t.Errorf("another document: %+v", e)
	}
}

func TestAnEmptyFileIsRefusedBesideItsField(t *testing.T) {
	f := newFixture(t, nil)
	w := f.giveFile(t, "empty.pdf", "", "reference", "our number 8")
	if body := w.Body.String(); !strings.Contains(body, `id="give-evidence-upload-error"`) || !strings.Contains(body, "our number 8") {
		t.Errorf("%d: %s", w.Code, errorsIn(body))
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	file, err := form.CreateFormFile(uploadField, "empty.pdf")
	if file == nil || form.Close() != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/claims/litware-teams/give-proof", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	if w := f.serve(r); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `id="give-proof-upload-error"`) {
		t.Errorf("the proof of an association: %d: %s", w.Code, errorsIn(w.Body.String()))
	}
}

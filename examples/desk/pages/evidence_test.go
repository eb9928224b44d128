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
	address := regexp.MustCompile(`<a href="(/evidence/[0-9a-f]{64})">invoice 7\.pdf</a>`).FindStringSubmatch(body)
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
		"a reference":    {"a.pdf", "a", []string{"reference", "our number 7"}, 303, "our number 7</a>"},
		"no file":        {"", "", []string{"reference", "elsewhere"}, 303, "elsewhere"},
		"an empty file":  {"b.pdf", "", nil, 303, ""},
		"a long name":    {strings.Repeat("ä", 150) + ".pdf", "c", nil, 303, strings.Repeat("ä", 90)},
		"a hostile name": {"a\u202egpj.exe", "d", nil, 422, ""},
		"a long field":   {"e.pdf", "e", []string{"reference", strings.Repeat("x", mostForm)}, 413, ""},
		"too large":      {"f.pdf", strings.Repeat("f", mostUpload), nil, 413, ""},
	} {
		w := f.giveFile(t, c.name, c.content, c.more...)
		if w.Code != c.status || c.status == http.StatusSeeOther && !strings.Contains(f.get(t, "/claims/proseware-syntex").Body.String(), c.says) {
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

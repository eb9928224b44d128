package pages

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

// The description for programs says that each form may come in parts.
func TestEveryFormMayComeInParts(t *testing.T) {
	f := newFixture(t, nil)
	send := func(address string, fields [][2]string, file string) *httptest.ResponseRecorder {
		var body bytes.Buffer
		parts := multipart.NewWriter(&body)
		for _, field := range fields {
			if err := parts.WriteField(field[0], field[1]); err != nil {
				t.Fatal(err)
			}
		}
		if file != "" {
			if _, err := parts.CreateFormFile(file, "a.txt"); err != nil {
				t.Fatal(err)
			}
		}
		if err := parts.Close(); err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, address, &body)
		r.Header.Set("Content-Type", parts.FormDataContentType())
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		return f.serve(r)
	}
	version := f.versionOf(t, "proseware-syntex")
	comment := [][2]string{{"version", version}, {"comment", "by parts"}}
	if w := send("/claims/proseware-syntex/comment", comment, ""); w.Code != http.StatusSeeOther {
		t.Errorf("a command: %d %s", w.Code, errorsIn(w.Body.String()))
	}
	if w := send("/nominate", [][2]string{{"customer", "Contoso"}, {"engagement", "fy23-microsoft-syntex"}}, ""); strings.Contains(w.Body.String(), "engagement: found nothing") || w.Code >= 500 {
		t.Errorf("a nomination: %d %s", w.Code, errorsIn(w.Body.String()))
	}
	if w := send("/associate", [][2]string{{"customer", "Contoso"}, {"kind", "none of these"}}, ""); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "none of these") {
		t.Errorf("an association: %d", w.Code)
	}
	if w := send("/nominate", [][2]string{{"customer", "Contoso"}}, "engagement"); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "a form without files") {
		t.Errorf("a file that nothing reads: %d %s", w.Code, errorsIn(w.Body.String()))
	}
	if w := send("/nominate", [][2]string{{"customer", strings.Repeat("x", mostForm)}}, ""); w.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("too long: %d", w.Code)
	}
}

// Keys of other programs may begin alike, and may have no letters at all.
func TestTwoKeysOpenTwoClaims(t *testing.T) {
	seen := map[string]string{}
	for _, key := range []string{"nomination-2023-0001", "nomination-2023-0002", "!!!", "ключ", "", "desk-A", "A"} {
		id := string(claimID(key))
		if !regexp.MustCompile(`^claim-[0-9a-f]{16}$`).MatchString(id) {
			t.Errorf("%q: the ID is %q", key, id)
		}
		if other, ok := seen[id]; ok {
			t.Errorf("the keys %q and %q give %s", other, key, id)
		}
		seen[id] = key
	}
}

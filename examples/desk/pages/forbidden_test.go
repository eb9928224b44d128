package pages

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestAMissingRoleIsForbidden(t *testing.T) {
	f := newFixture(t, nil)
	f.site.user = f.partner.Users[1] // who works in Zürich alone
	f.handler = f.site.handler()
	for _, address := range []string{"/due/expire", "/import", "/changes/take", "/claims/litware-sales/comment"} {
		w := f.post(t, address, url.Values{"version": {"1"}, "key": {newKey()}, "comment": {"x"}})
		if w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "in status no claim") {
			t.Errorf("%s: %d %s", address, w.Code, errorsIn(w.Body.String()))
		}
	}
}

func TestNamesInThePartnersFileAreDifferent(t *testing.T) {
	const customers = `{"company": "F", "users": [{"id": "u"}], "customers": [{"name": "A", "identities": [{}]}, {"name": "NAME", "identities": [{}]}]}`
	for _, name := range []string{"A", ".", ".."} {
		if _, err := readPartner([]byte(strings.Replace(customers, "NAME", name, 1))); err == nil || !strings.Contains(err.Error(), "customers[1].name") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, users := range []string{`[{"id": ""}]`, `[{"id": "u"}, {"id": "u"}]`} {
		if _, err := readPartner([]byte(`{"company": "F", "users": ` + users + `}`)); err == nil || !strings.Contains(err.Error(), "users[") {
			t.Errorf("%s: %v", users, err)
		}
	}
}

func TestNothingInThePartnersFileIsUnread(t *testing.T) {
	for text, want := range map[string]string{
		`{"company": "F", "users": [{"id": "u"}]} {}`:                "one well-formed JSON value",
		`{"company": "F", "company": "G", "users": [{"id": "u"}]}`:   "company: found the field twice",
		`{"compny": "F", "users": [{"id": "u"}]}`:                    "the name as the format writes it: company",
		`{"company": "F", "users": [{"id": "u"}], "customers": "x"}`: "customers: found",
	} {
		if p, err := readPartner([]byte(text)); p != nil || err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestAMailAddressInThePartnersFileIsOne(t *testing.T) {
	for mail, ok := range map[string]bool{"pat@fabrikam.example": true, "pat": false, "": false, "pat@x\\n": false} {
		_, err := readPartner([]byte(`{"company": "F", "users": [{"id": "pat"}], "mails": {"pat": "` + mail + `"}}`))
		if (err == nil) != ok || err != nil && !strings.Contains(err.Error(), "mails.pat") {
			t.Errorf("%q: %v", mail, err)
		}
	}
}

func TestAFileIsNotKeptForWhoMayNotGiveIt(t *testing.T) {
	f := newFixture(t, nil)
	f.site.user = f.partner.Users[1]
	f.handler = f.site.handler()
	const body = "--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"a.pdf\"\r\n\r\ntext\r\n--b--\r\n"
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/claims/litware-sales/give-evidence", strings.NewReader(body))
	r.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if w := f.serve(r); w.Code != http.StatusForbidden {
		t.Errorf("%d", w.Code)
	}
	if w := f.parts(t, "/claims/adventure-teams/give-proof", fmt.Sprintf(filePart, uploadField, "x")+"--x--\r\n"); w.Code != http.StatusForbidden {
		t.Errorf("an association: %d", w.Code) // which needs an Incentives admin
	}
	for _, folder := range []string{f.evidence(), f.waitingEvidence()} {
		if kept := filesIn(t, folder); len(kept) > 0 {
			t.Errorf("%v are kept", kept)
		}
	}
}

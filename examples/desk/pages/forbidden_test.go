package pages

import (
	"net/http"
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
		if _, err := readPartner(strings.NewReader(strings.Replace(customers, "NAME", name, 1))); err == nil || !strings.Contains(err.Error(), "customers[1].name") {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, users := range []string{`[{"id": ""}]`, `[{"id": "u"}, {"id": "u"}]`} {
		if _, err := readPartner(strings.NewReader(`{"company": "F", "users": ` + users + `}`)); err == nil || !strings.Contains(err.Error(), "users[") {
			t.Errorf("%s: %v", users, err)
		}
	}
}

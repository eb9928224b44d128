package pages

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/store"
)

func TestACustomerIsNominatedForSeveralEngagementsInOneGo(t *testing.T) {
	f := newFixture(t, nil)
	const page = "/nominate/many?customer=City+Power+%26+Light&engagement=fy23-microsoft-viva&engagement=fy23-collaborative-apps&engagement=fy23-enable-frontline"
	body := f.get(t, page).Body.String()
	if !strings.Contains(body, "for 3 engagements") || strings.Count(body, `data-label="Answer"`) != 3 {
		t.Fatalf("%s", errorsIn(body))
	}
	values := f.values(t, page, "/nominate/many", "customerContact.name", "Ann", "customerContact.email", "ann@citypowerandlight.example", "partnerContact.name", "Pat", "partnerContact.email", "no mail", "do", "nominate", "customer", "City Power & Light")
	values["engagement"] = []string{"fy23-microsoft-viva", "fy23-collaborative-apps", "fy23-enable-frontline"}
	if w := f.post(t, "/nominate/many", values); w.Code != http.StatusConflict || strings.Count(w.Body.String(), "nominate-partnerContact-email-error") == 0 {
		t.Errorf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	values.Set("partnerContact.email", "pat@fabrikam.example")
	before := f.count(t)
	values.Set("do", "check")
	if w := f.post(t, "/nominate/many", values); w.Code != http.StatusOK || f.count(t) != before {
		t.Errorf("a check: %d %s", w.Code, errorsIn(w.Body.String()))
	}
	values.Set("do", "nominate")
	for range 2 { // the second time, they are the same claims
		w := f.done(t, "/nominate/many", values)
		if w.Code != http.StatusOK || strings.Count(w.Body.String(), "claim opened</a>") != 3 || f.count(t) != before+3 {
			t.Fatalf("%d, %d claims: %s", w.Code, f.count(t)-before, errorsIn(w.Body.String()))
		}
	}
}

// count returns the number of stored claims.
func (f *fixture) count(t testing.TB) (n int) {
	t.Helper()
	for _, err := range f.store.List(t.Context(), store.Query{Kind: store.PartnerActivity}) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

func TestOneEngagementThatCannotBeNominatedKeepsNoOther(t *testing.T) {
	f := newFixture(t, nil)
	values := url.Values{
		"customer": {"Contoso"}, "engagement": {"fy23-microsoft-viva-insights", "fy23-collaborative-apps"}, "key": {"k"}, "do": {"nominate"},
		"customerContact.name": {"Noa"}, "customerContact.email": {"noa@contoso.example"}, "partnerContact.name": {"Pat"}, "partnerContact.email": {"pat@fabrikam.example"},
	}
	w := f.done(t, "/nominate/many", values) // whether a location may do the first is not known
	if w.Code != http.StatusOK || strings.Count(w.Body.String(), "claim opened</a>") != 1 || !strings.Contains(w.Body.String(), ">not known<") {
		t.Errorf("%d, %d opened: %s", w.Code, strings.Count(w.Body.String(), "claim opened</a>"), errorsIn(w.Body.String()))
	}
	for name, values := range map[string]url.Values{
		"no engagement":      {"customer": {"Contoso"}},
		"another customer":   {"customer": {"x"}, "engagement": {"fy23-microsoft-viva"}},
		"another engagement": {"customer": {"Contoso"}, "engagement": {"x"}},
		"too many":           {"customer": {"Contoso"}, "engagement": strings.Split(strings.Repeat("ab,b", 51), "b,")},
	} {
		if w := f.get(t, "/nominate/many?"+values.Encode()); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	for _, value := range hostile {
		if w := f.post(t, "/nominate/many", url.Values{"customer": {"Contoso"}, "engagement": {"fy23-enable-frontline"}, "key": {value}, "customerContact.name": {value}, "customerContact.email": {value}}); w.Code >= 500 {
			t.Errorf("%q: %d", value, w.Code)
		}
	}
	f.site.desk = f.deskOver(failing{})
	if w := f.post(t, "/nominate/many", values); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d", w.Code)
	}
}

package pages

import (
	"encoding/json"
	"html"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

func TestACustomerWhoIsNotInTheFileIsAdded(t *testing.T) {
	f := newFixture(t, nil)
	const engagement, tenant = "fy23-microsoft-viva", "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"
	w := f.get(t, "/nominate?engagement="+engagement)
	if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, `value="domain name"`) || strings.Contains(body, "MSX") {
		t.Fatalf("%d", w.Code)
	}
	if w := f.get(t, "/nominate?engagement="+engagement, "application/json"); w.Code != http.StatusOK {
		t.Errorf("%d", w.Code)
	}
	asked := url.Values{
		"engagement": {engagement}, "customer": {"New Customer"}, "id.type": {"tenant ID"}, "id.value": {tenant}, "country": {"CH"},
		"meetsCriteria": {"yes"}, "consentedBefore": {"no"}, "nominated": {"no"}, "claims": {"0"}, "openClaims": {"0"},
	}
	w = f.post(t, "/nominate/add", asked)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "New Customer") {
		t.Fatalf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	for _, address := range addressesIn(w.Body.String()) {
		if strings.Contains(address, tenant) || strings.Contains(address, "New") {
			t.Errorf("the address %s has the customer's name or ID", address)
		}
	}
	others := valuesIn(t, w.Body.String(), "/nominate/add")
	if w := f.post(t, "/nominate/add", others); w.Code != http.StatusOK || others.Get("choice") == "" {
		t.Errorf("another way: %d %s", w.Code, errorsIn(w.Body.String()))
	}
	values := valuesIn(t, w.Body.String(), "/nominate", "claimName", "A new one", "customerContact.name", "Noa", "customerContact.email", "noa@new.example",
		"partnerContact.name", "Pat", "partnerContact.email", "pat@fabrikam.example", "do", "nominate")
	if w := f.post(t, "/nominate", values); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "customer.tenant-mismatch") {
		t.Errorf("without a reason: %d %s", w.Code, errorsIn(w.Body.String()))
	}
	values.Set("customer.mismatchReason", "The customer has a mail domain of its own.")
	w = f.post(t, "/nominate", values)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	for name, value := range map[string]string{"id.value": "no GUID", "customer": "", "country": "Switzerland", "claims": "some", "meetsCriteria": "perhaps", "id.type": "MSX opportunity ID"} {
		other := url.Values{}
		for key := range asked {
			other.Set(key, asked.Get(key))
		}
		other.Set(name, value)
		w := f.post(t, "/nominate/add", other)
		if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "Found ") {
			t.Errorf("%s: %d %s", name, w.Code, errorsIn(w.Body.String()))
		}
	}
}

func TestADomainThatIsTypedIsResolved(t *testing.T) {
	f := newFixture(t, nil)
	domain, err := mci.ParseCustomerID(mci.DomainName, "new.example")
	if err != nil {
		t.Fatal(err)
	}
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		t.Fatal(err)
	}
	asked := url.Values{"engagement": {"fy23-microsoft-viva"}, "customer": {"New Customer"}, "id.type": {"domain name"}, "id.value": {"new.example"}}
	if body := f.post(t, "/nominate/add", asked).Body.String(); !strings.Contains(body, "tenant ID or TPID") {
		t.Error("nobody looks, and there is no hint")
	}
	f.resolver = eligibility.TenantMap{domain: tenant}
	if body := f.post(t, "/nominate/add", asked).Body.String(); strings.Contains(body, "tenant ID or TPID") {
		t.Error("the tenant is not found")
	}
}

// decoded reads the JSON of a page.
func (f *fixture) decoded(t testing.TB, address string, model any) {
	t.Helper()
	w := f.get(t, address, "application/json")
	if err := json.Unmarshal(w.Body.Bytes(), model); err != nil || w.Code != http.StatusOK {
		t.Fatalf("%s: %d, %v", address, w.Code, err)
	}
}

// Who was added is in no file, and whose claim was imported neither.
func TestACustomerWithAClaimIsListedEvenIfTheFileHasNone(t *testing.T) {
	f := newFixture(t, nil)
	if body := f.get(t, "/customers").Body.String(); strings.Contains(body, "the partner's file does not have") {
		t.Error("a customer of the file is said not to be in it")
	}
	gone := f.partner.Customers[0]
	f.partner = &partner{Company: f.partner.Company, Users: f.partner.Users, Sites: f.partner.Sites, Customers: f.partner.Customers[1:]}
	var list customerList
	f.decoded(t, "/customers?text="+url.QueryEscape(gone.Name), &list)
	if len(list.Customers) != 1 || !strings.HasPrefix(list.Customers[0].Name, gone.Name+": ") || len(list.Customers[0].Claims) == 0 || list.Customers[0].IDs[0] != gone.Identities[0].Customer.Checked() {
		t.Fatalf("got %+v", list)
	}
	byID := customerList{}
	f.decoded(t, "/customers?text="+list.Customers[0].IDs[0].Value()[:8], &byID)
	if len(byID.Customers) != 1 || byID.Customers[0].Name != list.Customers[0].Name {
		t.Errorf("by the ID: got %+v", byID)
	}
	body := f.get(t, "/customers").Body.String()
	if want := `<a href="` + claimPath(list.Customers[0].Claims[0]) + `">` + list.Customers[0].Name; !strings.Contains(body, want) {
		t.Errorf("%s is not there", want)
	}
}

func TestWhatIsTypedOfACustomerIsNeverInAnAddress(t *testing.T) {
	f := newFixture(t, nil)
	typed := url.Values{"engagement": {"fy23-microsoft-viva"}, "customer": {"New Customer"}, "id.type": {"tenant ID"}, "id.value": {"2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"}}
	if w := f.get(t, "/nominate?"+typed.Encode()); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "/nominate/add") {
		t.Errorf("by an address: %d", w.Code)
	}
	if w := f.get(t, "/nominate?engagement=nothing"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", w.Code)
	}
	if w := f.post(t, "/nominate/add", url.Values{"engagement": {"nothing"}}); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", w.Code)
	}
	if body := f.get(t, "/customers").Body.String(); !strings.Contains(body, `href="/nominate"`) {
		t.Error("the list of customers does not lead to the form")
	}
	if body := f.get(t, "/nominate").Body.String(); !strings.Contains(body, `<option value="fy23-microsoft-viva">`) || strings.Contains(body, "id.value") {
		t.Error("the engagement is not asked for first")
	}
	for i := range f.partner.Customers {
		c := &f.partner.Customers[i]
		for _, page := range []string{"/customers", customerPath(c.Name), "/nominate?engagement=fy23-microsoft-viva&customer=" + opaque(c.Name), "/engagements/fy23-microsoft-viva/customers?tab=Ineligible", "/associate?customer=" + opaque(c.Name)} {
			w := f.get(t, page)
			if w.Code != http.StatusOK {
				t.Fatalf("%s: %d", page, w.Code)
			}
			for _, address := range addressesIn(w.Body.String()) {
				for _, never := range []string{url.PathEscape(c.Name), url.QueryEscape(c.Name), c.Identities[0].Customer.ID.Value(), c.Contact.Email} {
					if strings.Contains(address, never) && !strings.HasPrefix(address, "/claims/") { // whose IDs their owners choose
						t.Errorf("%s: the address %s has %s", page, address, never)
					}
				}
			}
		}
		if i == 3 {
			break
		}
	}
}

// addressesIn returns the addresses that a page leads to.
func addressesIn(page string) (all []string) {
	for _, m := range regexp.MustCompile(`(?:href|action)="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		all = append(all, html.UnescapeString(m[1]))
	}
	return all
}

// The library judges a customer as part of a prospect, so its paths are not the
// names of the fields.
func TestWhatIsWrongWithANewCustomerStandsBesideItsField(t *testing.T) {
	f := newFixture(t, nil)
	sound := url.Values{
		"engagement": {"fy23-microsoft-viva"}, "customer": {"New Customer"}, "id.type": {"tenant ID"}, "id.value": {"2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"},
		"country": {"CH"}, "meetsCriteria": {"yes"}, "consentedBefore": {"no"}, "nominated": {"no"}, "claims": {"0"}, "openClaims": {"0"},
	}
	if w := f.post(t, "/nominate/add", sound); w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	wrong := map[string][]string{"openClaims": {"5", "-1", "1.5", strings.Repeat("9", 400)}}
	for i := range newcomerFields {
		wrong[newcomerFields[i].Name] = append(wrong[newcomerFields[i].Name], "\u202e", strings.Repeat("9", 400))
	}
	for name, values := range wrong {
		for _, value := range values {
			sent := maps.Clone(sound)
			sent.Set(name, value)
			body := f.post(t, "/nominate/add", sent).Body.String()
			if above := regexp.MustCompile(`<p class="error">`).FindAllString(body, -1); above != nil {
				t.Errorf("%s %.20q: above the fields: %s", name, value, errorsIn(body))
			}
			beside := "add-" + strings.ReplaceAll(name, ".", "-") + "-error"
			if name == "id.type" { // one value, whose first part is the type
				beside = "add-id-"
			}
			if !strings.Contains(body, `class="error" id="`+beside) {
				t.Errorf("%s %.20q: not beside its field: %s", name, value, errorsIn(body))
			}
		}
	}
}

func TestAnErrorThatIsAboutNoFieldSaysWhatItIsAbout(t *testing.T) {
	f := form{Fields: []field{{Name: "id.type", Kind: oneOf}, {Name: "id.value", Kind: line}, {Name: "secret", Kind: hidden}}}
	for _, path := range []string{"", "engagement", "secret", "id.value"} {
		f.blame(path, "Found 5.")
	}
	if got, want := strings.Join(f.Errors, "|"), "Found 5.|The engagement: Found 5.|Secret: Found 5."; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if len(f.Fields[0].Errors) != 0 || len(f.Fields[1].Errors) != 1 {
		t.Errorf("got %+v", f.Fields)
	}
}

// Who fills in a form has never seen the JSON that the desk makes of it.
func TestAFormNeverSpeaksOfJSON(t *testing.T) {
	f := newFixture(t, nil)
	values := url.Values{
		"engagement": {"fy23-microsoft-viva"}, "customer": {"New Customer"}, "id.type": {"tenant ID"}, "id.value": {"x"}, "meetsCriteria": {"perhaps"}, "claims": {"1.5"}, "openClaims": {"many"},
	}
	for address, sent := range map[string]url.Values{
		"/nominate/add":                     values,
		"/associate":                        {"key": {"k"}, "tenant": {"x"}, "workloads": {strings.Repeat("x\n", 2000)}, "own": {"perhaps"}, "do": {"check"}},
		"/claims/lucerne-apps/send-consent": {"version": {f.versionOf(t, "lucerne-apps")}, "key": {"k"}, "dealSize.amount": {"1.2.3"}, "customerContact.name": {"\u202e"}, "customerContact.email": {"x"}},
		"/claims/lucerne-apps/comment":      {"version": {f.versionOf(t, "lucerne-apps")}, "key": {"k"}, "comment": {strings.Repeat("é", 2500)}},
	} {
		for _, accept := range []string{"text/html", "application/json"} {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(sent.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set("Accept", accept)
			w := f.serve(r)
			said := html.UnescapeString(errorsIn(w.Body.String()))
			if accept == "application/json" {
				var p problem
				if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || len(p.Problems) == 0 {
					t.Fatalf("%s: %v, %s", address, err, w.Body)
				}
				said = p.Detail + "\n" + p.Problems.Error()
			}
			if w.Code != http.StatusUnprocessableEntity || said == "" {
				t.Errorf("%s: %d %s", address, w.Code, said)
			}
			for _, never := range []string{"null", `\"`, "(line"} {
				if strings.Contains(said, never) {
					t.Errorf("%s as %s: %s in %s", address, accept, never, said)
				}
			}
		}
	}
	for _, name := range []string{"claims", "openClaims", "meetsCriteria"} {
		if body := f.post(t, "/nominate/add", values).Body.String(); !strings.Contains(body, `id="add-`+name+`-error"`) {
			t.Errorf("%s: not all that is wrong is said at once: %s", name, errorsIn(body))
		}
	}
}

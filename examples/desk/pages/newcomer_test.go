package pages

import (
	"net/http"
	"net/url"
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
	page := "/nominate?" + asked.Encode()
	if w := f.get(t, page); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "New Customer") {
		t.Fatalf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	values := f.values(t, page, "/nominate", "claimName", "A new one", "customerContact.name", "Noa", "customerContact.email", "noa@new.example",
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
		w := f.get(t, "/nominate?"+other.Encode())
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
	page := "/nominate?" + url.Values{"engagement": {"fy23-microsoft-viva"}, "customer": {"New Customer"}, "id.type": {"domain name"}, "id.value": {"new.example"}}.Encode()
	if body := f.get(t, page).Body.String(); !strings.Contains(body, "tenant ID or TPID") {
		t.Error("nobody looks, and there is no hint")
	}
	f.resolver = eligibility.TenantMap{domain: tenant}
	if body := f.get(t, page).Body.String(); strings.Contains(body, "tenant ID or TPID") {
		t.Error("the tenant is not found")
	}
}

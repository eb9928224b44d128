package pages

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

func TestCustomersAreOnTheTabsOfThePortal(t *testing.T) {
	f := newFixture(t, nil)
	for address, want := range map[string]string{
		"":                                   "Graphic Design Institute",
		"?tab=Eligible&text=city":            "Claim customer",
		"?tab=Ineligible":                    "Contoso",
		"?tab=Complete":                      "Canceled",
		"?tab=Eligible&text=nobody":          "No customer is on this tab",
		"?edition=FY23-2022-11&tab=Eligible": "Wingtip Toys",
	} {
		w := f.get(t, "/engagements/fy23-microsoft-viva/customers"+address)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	for _, address := range []string{"?tab=Other", "?skip=x", "?skip=-1", "?edition=x"} {
		if w := f.get(t, "/engagements/fy23-microsoft-viva/customers"+address); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	if w := f.get(t, "/engagements/nothing/customers"); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
}

func TestManyCustomersAreShownAPageAtATime(t *testing.T) {
	f := newFixture(t, nil)
	known, _ := f.partner.customer("City Power & Light")
	for i := range 120 {
		one := *known
		one.Name = fmt.Sprintf("Customer %03d", i)
		f.partner.Customers = append(f.partner.Customers, one)
	}
	for _, address := range []string{"/engagements/fy23-microsoft-viva/customers?text=Customer", "/customers?text=Customer"} {
		names := map[string]bool{}
		for range 5 {
			body := f.get(t, address).Body.String()
			for _, m := range regexp.MustCompile(`Customer \d\d\d</a>`).FindAllString(body, -1) {
				names[m] = true
			}
			_, next, more := strings.Cut(body, `rel="next" href="`)
			if !more {
				break
			}
			next, _, _ = strings.Cut(next, `"`)
			address = strings.ReplaceAll(next, "&amp;", "&")
		}
		if len(names) != 120 {
			t.Errorf("%s: %d customers", address, len(names))
		}
	}
	for _, address := range []string{"/customers?skip=x", "/customers?skip=-1"} {
		if w := f.get(t, address); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}

func TestACustomerHasAPlan(t *testing.T) {
	f := newFixture(t, nil)
	for i := range f.partner.Customers {
		if w := f.get(t, customerPath(f.partner.Customers[i].Name)); w.Code != http.StatusOK {
			t.Errorf("%s: %d", f.partner.Customers[i].Name, w.Code)
		}
	}
	if w := f.get(t, "/customers/Nobody"); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
	f.partner = noPartner()
	for address, want := range map[string]string{
		"/engagements/fy23-microsoft-viva/customers": "No customer is known", "/customers": "Contoso: ", "/customers?text=nobody": "No customer has this in the name",
	} {
		if body := f.get(t, address).Body.String(); !strings.Contains(body, want) {
			t.Errorf("%s does not say %q", address, want)
		}
	}
	f = newFixture(t, nil)
	none := &store.Memory{}
	f.partner, f.store, f.desk = noPartner(), none, f.deskOver(none)
	if body := f.get(t, "/customers").Body.String(); !strings.Contains(body, "No customer is known") {
		t.Error("a list of nobody does not say so")
	}
}

// contactOf returns the mail address of a customer's contact.
func (f *fixture) contactOf(customer string) string {
	if c, ok := f.partner.customer(customer); ok {
		return c.Contact.Email
	}
	return "noa@city.example"
}

// nomination returns the form of a nomination, filled in.
func (f *fixture) nomination(t testing.TB, customer, engagement string, more ...string) url.Values {
	t.Helper()
	address := "/nominate?" + url.Values{"customer": {customer}, "engagement": {engagement}}.Encode()
	values := f.values(t, address, "/nominate", "claimName", "A claim", "customerContact.name", "Noa", "customerContact.email", f.contactOf(customer),
		"partnerContact.name", "Pat", "partnerContact.email", "pat@fabrikam.example", "do", "nominate")
	for i := 0; i < len(more); i += 2 {
		values.Set(more[i], more[i+1])
	}
	return values
}

func TestACustomerIsNominatedOnce(t *testing.T) {
	f := newFixture(t, nil)
	values := f.nomination(t, "City Power & Light", "fy23-microsoft-viva")
	check := url.Values{}
	for name := range values {
		check.Set(name, strings.ReplaceAll(values.Get(name), "&amp;", "&"))
	}
	values.Set("customer", "City Power & Light")
	check.Set("do", "check")
	if w := f.post(t, "/nominate", check); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Every rule passes") {
		t.Errorf("check: %d %s", w.Code, errorsIn(w.Body.String()))
	}
	var at string
	for range 2 {
		w := f.post(t, "/nominate", values)
		if w.Code != http.StatusSeeOther || at != "" && !strings.HasPrefix(at, pathOf(w)+"?") {
			t.Fatalf("%d: %s", w.Code, errorsIn(w.Body.String()))
		}
		at = w.Header().Get("Location")
	}
	if body := f.get(t, at).Body.String(); !strings.Contains(body, "Recorded as entry 1: claim customer") {
		t.Error("the claim's page does not confirm it")
	}
	n := 0
	for range f.store.List(t.Context(), store.Query{Text: "A claim"}) {
		n++
	}
	if n != 1 {
		t.Errorf("%d claims", n)
	}
	w := f.get(t, "/nominate?customer=City+Power+%26+Light&engagement=fy23-microsoft-viva")
	if !strings.Contains(w.Body.String(), "cannot be nominated this way") {
		t.Error("a customer with the most claims is offered once more")
	}
}

func TestWhatStandsInTheWayIsShownBeforeTheClick(t *testing.T) {
	f := newFixture(t, nil)
	for customer, want := range map[string]string{"Alpine Ski House": "What stands in the way", "Bellows College": "customer.criteria", "Consolidated Messenger": "Every rule passes"} {
		body := f.get(t, "/nominate?"+url.Values{"customer": {customer}, "engagement": {"fy23-microsoft-viva"}}.Encode()).Body.String()
		if !strings.Contains(body, want) {
			t.Errorf("%s: %s is not there", customer, want)
		}
	}
}

func TestANominationThatIsWrongIsAnsweredBesideItsFields(t *testing.T) {
	f := newFixture(t, nil)
	const customer, engagement = "Consolidated Messenger", "fy23-microsoft-viva"
	for name, c := range map[string]struct {
		values []string
		status int
		wrong  string
	}{
		"no name":          {[]string{"claimName", ""}, 422, "nominate-claimName-error"},
		"a mail address":   {[]string{"customerContact.email", "noa"}, 422, "nominate-customerContact-email-error"},
		"our mail address": {[]string{"partnerContact.email", ""}, 422, "nominate-partnerContact-email-error"},
		"a reason":         {[]string{"customer.mismatchReason", strings.Repeat("x", 4001)}, 422, "nominate-customer-mismatchReason-error"},
		"another customer": {[]string{"customer", "Nobody"}, 422, ""},
		"an engagement":    {[]string{"engagement", "nothing"}, 422, ""},
		"a way":            {[]string{"choice", "TPID|1|moon"}, 422, ""},
		"a refused way":    {[]string{"customer", "Alpine Ski House", "choice", ""}, 409, ""},
	} {
		w := f.post(t, "/nominate", f.nomination(t, customer, engagement, c.values...))
		if w.Code != c.status || c.wrong != "" && !strings.Contains(w.Body.String(), `id="`+c.wrong+`"`) {
			t.Errorf("%s: %d: %s", name, w.Code, errorsIn(w.Body.String()))
		}
	}
	for _, address := range []string{"/nominate?customer=Contoso", "/nominate?customer=Contoso&engagement=fy23-microsoft-viva&choice=x"} {
		if w := f.get(t, address); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}

func TestCustomersNeedTheClaims(t *testing.T) {
	f := newFixture(t, nil)
	f.site.desk = f.deskOver(failing{})
	for _, address := range []string{"/customers/Contoso", "/engagements/fy23-microsoft-viva/customers", "/nominate?customer=Contoso&engagement=fy23-microsoft-viva"} {
		if w := f.get(t, address); w.Code != http.StatusServiceUnavailable {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	f.site.desk = f.deskOver(damaged{Store: f.store})
	if body := f.get(t, "/engagements/fy23-microsoft-viva/customers").Body.String(); !strings.Contains(body, "cannot be read") {
		t.Error("a claim that cannot be read is not named")
	}
}

func TestTheTabsFollowWhatHappens(t *testing.T) {
	f := newFixture(t, nil)
	const page = "/engagements/fy23-microsoft-viva/customers?text=Graphic"
	if body := f.get(t, page).Body.String(); !strings.Contains(body, "until 18 Mar 2023") {
		t.Error("the open claim has no deadline")
	}
	f.give(t, "graphic-viva", "cancel")
	if body := f.get(t, page).Body.String(); strings.Contains(body, "until 18 Mar 2023") {
		t.Error("the canceled claim is still open")
	}
	if body := f.get(t, page+"&tab=Complete").Body.String(); !strings.Contains(body, "Canceled") {
		t.Error("the canceled claim is not complete")
	}
}

func TestAnOpenClaimThatCannotBeReadHidesNoCustomer(t *testing.T) {
	f := newFixture(t, nil)
	const page = "/engagements/fy23-microsoft-viva/customers?text=Graphic"
	f.get(t, page)
	f.site.desk = f.deskOver(damaged{Store: f.store, also: "graphic-viva"})
	if body := f.get(t, page).Body.String(); !strings.Contains(body, "Graphic Design Institute") || !strings.Contains(body, "cannot be read") {
		t.Error("the page does not say so")
	}
}

func TestADomainIsResolvedOrItIsSaidWhatToGiveInstead(t *testing.T) {
	f := newFixture(t, nil)
	domain, err := mci.ParseCustomerID(mci.DomainName, "citypower.example")
	if err != nil {
		t.Fatal(err)
	}
	c, _ := f.partner.customer("City Power & Light")
	tenant := c.Identities[0].Customer.ID
	c.Identities[0].Customer.ID = domain
	const page = "/nominate?customer=City+Power+%26+Light&engagement=fy23-microsoft-viva"
	for name, step := range map[string]struct {
		resolver eligibility.TenantResolver
		says     string
	}{
		"nobody looks":  {nil, "Nobody could look for the tenant of the domain citypower.example"},
		"no tenant":     {eligibility.TenantMap{}, "no tenant has this domain. Give the customer&#39;s tenant ID or TPID instead"},
		"a tenant":      {eligibility.TenantMap{domain: tenant}, "Nominate the customer"},
		"not reachable": {unreachable{}, "Nobody could look"},
	} {
		f.resolver = step.resolver
		if body := f.get(t, page).Body.String(); !strings.Contains(body, step.says) {
			t.Errorf("%s: %s is not there", name, step.says)
		}
	}
}

// An unreachable resolver cannot look.
type unreachable struct{}

func (unreachable) ResolveTenant(context.Context, mci.CustomerID) (mci.CustomerID, error) {
	return mci.CustomerID{}, errSecret
}

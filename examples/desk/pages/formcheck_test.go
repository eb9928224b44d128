package pages

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// postAs sends a form as a reader of a language does.
func (f *fixture) postAs(t testing.TB, address, languages string, values url.Values) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	r.Header.Set("Accept-Language", languages)
	return f.serve(r)
}

func TestANumberIsReadAsItsReaderWritesItOrRefused(t *testing.T) {
	for language, numbers := range map[string]map[string]string{
		"en-GB": {
			"20000": "20000", "20000.00": "20000.00", "20,000.00": "20000.00", "1,234": "1234", "-12.50": "-12.50", "\u221212.50": "-12.50", "1,234,567": "1234567",
			"20000,00": "", "1.234,50": "", "-12,50": "", "1,2,3": "", "12,34": "", ",123": "", "1,": "", "1,,234": "", "1.": "", ".5": "", "1.2.3": "", "1234,567": "", "1e5": "", "USD 5": "", "": "", "-": "", "--1": "", "+1": "", "1 234": "", "１２": "", "0x1F": "", "1_000": "",
		},
		"de":    {"20000,00": "20000.00", "20.000,00": "20000.00", "1.234": "1234", "-12,50": "-12.50", "20000.00": "", "1,234.50": "", "1,234": "1.234", "1.23": ""},
		"de-CH": {"20’000.00": "20000.00", "20'000.00": "20000.00", "20000.00": "20000.00", "20000,00": ""},
		"fr":    {"20 000,50": "20000.50", "20\u00a0000,50": "20000.50", "20\u202f000,50": "20000.50", "20.000": "", "20,000.50": ""},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", http.NoBody)
		r.Header.Set("Accept-Language", language)
		reader := &locales().list[localeOf(r)]
		for said, want := range numbers {
			got, err := reader.number("amount", said)
			if got != want || (err == nil) != (want != "") {
				t.Errorf("%s: %q is %q, %v", language, said, got, err)
			}
		}
	}
	for _, reader := range locales().list {
		said := strings.TrimPrefix(reader.money("USD 1234567.5"), "USD ")
		if got, err := reader.number("amount", said); got != "1234567.5" {
			t.Errorf("%s writes %q and reads %q, %v", reader.tag, said, got, err)
		}
	}
}

func TestAnAmountIsNeverTakenForAnother(t *testing.T) {
	f := newFixture(t, nil)
	for _, c := range []struct{ claim, form, field, language, said string }{
		{"lucerne-apps", "send-consent", "dealSize.amount", "en-GB", "20000,00"},
		{"lucerne-apps", "send-consent", "dealSize.amount", "de-DE", "20000.00"},
		{"northwind-sales", "record-payment", "amount.amount", "en-US", "-12,50"},
		{"northwind-sales", "record-facts", "approved.amount", "", "1.234,50"},
	} {
		address := "/claims/" + c.claim + "/" + c.form
		version := f.versionOf(t, c.claim)
		values := url.Values{"version": {version}, "key": {newKey()}, c.field: {c.said}}
		w := f.postAs(t, address, c.language, values)
		if body := w.Body.String(); w.Code != http.StatusUnprocessableEntity || !strings.Contains(body, "wanted is a number such as") || f.versionOf(t, c.claim) != version {
			t.Errorf("%s %q: %d %s", c.language, c.said, w.Code, errorsIn(body))
		}
	}
	values := f.values(t, "/claims/lucerne-apps", "/claims/lucerne-apps/send-consent", "dealSize.amount", "20000,00")
	if w := f.postAs(t, "/claims/lucerne-apps/send-consent", "de-DE", values); w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	if got := f.claim(t, "lucerne-apps").Record().Consent.DealSize.String(); !strings.Contains(got, "20000.00") && !strings.Contains(got, "20,000.00") {
		t.Errorf("the deal size is %s", got)
	}
}

func TestTheCheckJudgesAllThatTheLastClickDoes(t *testing.T) {
	f := newFixture(t, nil)
	const customer, engagement = "Consolidated Messenger", "fy23-microsoft-viva"
	wrong := f.nomination(t, customer, engagement, "claimName", strings.Repeat("n", 201), "customerContact.name", "", "customerContact.email", "pat", "partnerContact.email", "a@b\r\nBcc: x@y")
	for _, address := range []string{"/nominate", "/nominate/many"} {
		for _, do := range []string{"check", "nominate"} {
			wrong.Set("do", do)
			body, want := f.post(t, address, wrong), []string{"customerContact-name", "customerContact-email", "partnerContact-email"}
			if address == "/nominate" {
				want = append(want, "claimName")
			}
			for _, field := range want {
				if body.Code != http.StatusUnprocessableEntity && body.Code != http.StatusConflict || !strings.Contains(body.Body.String(), `id="nominate-`+field+`-error"`) {
					t.Errorf("%s %s: %d: nothing stands at %s", address, do, body.Code, field)
				}
			}
		}
	}
}

func TestTheCheckOfAnAssociationJudgesAllThatTheLastClickDoes(t *testing.T) {
	f := newFixture(t, nil)
	for _, do := range []string{"check", "claim"} {
		values := f.values(t, "/associate", "/associate", "name", strings.Repeat("n", 300), "tenant.value", "no tenant", "domain.value", "contoso.example",
			"workloads", "Exchange Online", "customerContact.name", "Noa", "customerContact.email", "bad", "do", do)
		w := f.post(t, "/associate", values)
		for _, field := range []string{"name", "tenant-value", "customerContact-email"} {
			if w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `id="associate-`+field+`-error"`) {
				t.Errorf("%s: %d: nothing stands at %s: %s", do, w.Code, field, errorsIn(w.Body.String()))
			}
		}
	}
}

func TestAForeignMailDomainNeedsAReason(t *testing.T) {
	f := newFixture(t, nil)
	const customer, engagement = "Consolidated Messenger", "fy23-microsoft-viva"
	values := f.nomination(t, customer, engagement, "customerContact.email", "someone@gmail.com")
	if w := f.post(t, "/nominate", values); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "customer.tenant-mismatch") {
		t.Errorf("no reason: %d", w.Code)
	}
	c, _ := f.partner.customer(customer)
	domain, err := mci.ParseCustomerID(mci.DomainName, "gmail.com")
	if err != nil {
		t.Fatal(err)
	}
	f.resolver = eligibility.TenantMap{domain: c.Identities[0].Customer.ID}
	values.Set("do", "check")
	if w := f.post(t, "/nominate", values); w.Code != http.StatusOK {
		t.Errorf("the customer's other domain: %d %s", w.Code, errorsIn(w.Body.String()))
	}
	f.resolver = eligibility.TenantMap{}
	values.Set("do", "nominate")
	f.resolver = unreachable{}
	if w := f.post(t, "/nominate", values); w.Code != http.StatusConflict {
		t.Errorf("nobody could look: %d", w.Code)
	}
	values.Set("customer.mismatchReason", "The contact uses a private address.")
	if w := f.post(t, "/nominate", values); w.Code != http.StatusSeeOther {
		t.Errorf("a reason: %d %s", w.Code, errorsIn(w.Body.String()))
	}
}

func TestAFormThatIsSentAgainWithOtherContentIsNotDone(t *testing.T) {
	f := newFixture(t, nil)
	values := f.nomination(t, "Consolidated Messenger", "fy23-microsoft-viva")
	first := f.post(t, "/nominate", values)
	if first.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", first.Code, errorsIn(first.Body.String()))
	}
	if w := f.post(t, "/nominate", values); w.Code != http.StatusSeeOther || pathOf(w) != pathOf(first) {
		t.Errorf("the same form: %d", w.Code)
	}
	for name, value := range map[string]string{"claimName": "Another name", "partnerContact.email": "pat"} {
		other := url.Values{}
		for key := range values {
			other.Set(key, values.Get(key))
		}
		other.Set(name, value)
		w := f.post(t, "/nominate", other)
		if w.Code < 400 || !strings.Contains(w.Body.String(), `value="`+value+`"`) {
			t.Errorf("%s: %d", name, w.Code)
		}
	}
	n := 0
	for range f.store.List(t.Context(), store.Query{Text: "A claim"}) {
		n++
	}
	if n != 1 {
		t.Errorf("%d claims", n)
	}
}

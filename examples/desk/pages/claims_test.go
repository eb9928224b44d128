package pages

import (
	"encoding/csv"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

func TestThePagesAreTheModelsThatWereReviewed(t *testing.T) {
	f := newFixture(t, nil)
	for name, address := range map[string]string{
		"claims":         "/claims?show=all&sort=expires",
		"claim-action":   "/claims/adventure-management",
		"due":            "/due?location=munich",
		"due-by-area":    "/due?by=area",
		"customers":      "/customers?text=co",
		"money":          "/money",
		"customer-tabs":  "/engagements/fy23-microsoft-viva/customers?tab=Ineligible",
		"nominate":       "/nominate?customer=Alpine+Ski+House&engagement=fy23-microsoft-viva",
		"engagements":    "/engagements?location=munich",
		"engagement":     "/engagements/fy23-microsoft-viva?on=2023-03-15",
		"claim-diverged": "/claims/coho-management",
	} {
		f.golden(t, address, name)
	}
}

func TestEveryClaimHasAPage(t *testing.T) {
	f := newFixture(t, nil)
	for e, err := range f.store.List(t.Context(), store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		w := f.get(t, claimPath(e.ID))
		if body := w.Body.String(); w.Code != http.StatusOK || !strings.Contains(body, "</html>") || !strings.Contains(body, e.Status) {
			t.Errorf("%s: %d", e.ID, w.Code)
		}
	}
}

func TestAnIDOfAnyCharactersHasAPage(t *testing.T) {
	f := newFixture(t, nil)
	for _, id := range []claims.ID{"a/b c", "a?b#c", "%2F", "über", "a..b", `<a href="x">`} {
		f.openAgain(t, id)
		if w := f.get(t, claimPath(id)); w.Code != http.StatusOK {
			t.Errorf("%q: %d", id, w.Code)
		}
		if w := f.post(t, claimPath(id)+"/cancel", url.Values{"version": {"1"}}); w.Code != http.StatusSeeOther {
			t.Errorf("%q: %d %s", id, w.Code, errorsIn(w.Body.String()))
		}
	}
}

func TestTheTabsAndFiltersChooseClaims(t *testing.T) {
	f := newFixture(t, nil)
	for address, want := range map[string]string{
		"/claims?area=Security":                               "humongous-sales litware-sales southridge-sales the-sales wide-usage",
		"/claims?status=Approved":                             "contoso-crm contoso-viva northwind-sales woodgrove-sales",
		"/claims?text=FOURTH":                                 "fourth-frontline",
		"/claims?text=CLM-100231&show=all":                    "contoso-viva",
		"/claims?location=munich&sort=expires":                "graphic-viva litware-sales northwind-crm",
		"/claims?engagement=fy23-collaborative-apps&show=all": "lucerne-apps tailspin-apps trey-apps",
	} {
		body := f.get(t, address).Body.String()
		var found []string
		for part := range strings.SplitSeq(body, `<th scope="row"><a href="/claims/`) {
			if id, _, ok := strings.Cut(part, `"`); ok && !strings.HasPrefix(part, "<!") {
				found = append(found, id)
			}
		}
		if got := strings.Join(found, " "); got != want {
			t.Errorf("%s: got %s, want %s", address, got, want)
		}
	}
}

func TestPagesFollowEachOtherWithoutAGap(t *testing.T) {
	// some claims wait for nobody, or cannot expire
	for sort, want := range map[string]int{"id": 148, "expires": 144, "attention": 147} {
		f := newFixture(t, nil)
		copies(t, f, 130)
		address, seen := "/claims?sort="+sort, []string{}
		for range 10 {
			body := f.get(t, address).Body.String()
			for part := range strings.SplitSeq(body, `<th scope="row"><a href="/claims/`) {
				if id, _, ok := strings.Cut(part, `"`); ok && !strings.HasPrefix(part, "<!") {
					seen = append(seen, id)
				}
			}
			_, next, more := strings.Cut(body, `rel="next" href="`)
			if !more {
				break
			}
			next, _, _ = strings.Cut(next, `"`)
			address = strings.ReplaceAll(next, "&amp;", "&")
		}
		slices.Sort(seen)
		if len(seen) != want || len(slices.Compact(seen)) != want {
			t.Errorf("%s: %d claims on all pages", sort, len(seen))
		}
	}
}

// copies stores a claim again under other IDs.
func copies(t testing.TB, f *fixture, n int) {
	t.Helper()
	for i := range n {
		f.openAgain(t, claims.ID(fmt.Sprintf("copy-%04d", i)))
	}
}

// openAgain adopts an open claim under an ID, as an import would.
func (f *fixture) openAgain(t testing.TB, id claims.ID) {
	t.Helper()
	c := f.claim(t, "fourth-frontline")
	r := c.Record()
	adoption := claims.Adoption{
		Name: "A copy of " + string(id), Engagement: c.Engagement(), CustomerID: r.CustomerID, Shown: claims.ReadStatus("Customer claimed"),
		CustomerCountry: "GB", LocationCountry: "CH", CustomerContact: r.CustomerContact, PartnerContact: r.PartnerContact, Location: r.Location, Created: r.Created,
	}
	if _, err := f.site.desk.Adopt(t.Context(), adoption, id, claims.Meta{Actor: claims.PartnerCenter, At: demoStart, Received: demoStart}); err != nil {
		t.Fatal(err)
	}
}

func TestTheExportsHoldEveryClaimOfTheChoices(t *testing.T) {
	f := newFixture(t, nil)
	copies(t, f, 60)
	w := f.get(t, "/claims.csv?show=all")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 86 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
	w = f.get(t, "/claims.xlsx?show=all")
	if w.Code != http.StatusOK || !strings.HasPrefix(w.Body.String(), "PK") {
		t.Errorf("%d", w.Code)
	}
	for _, address := range []string{"/claims.csv?sort=x", "/claims.xlsx?status=x"} {
		if w := f.get(t, address); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}

func TestAWrongChoiceIsNamed(t *testing.T) {
	f := newFixture(t, nil)
	w := f.get(t, "/claims?show=some&sort=up&status=gone&afterKey=now", "application/json")
	for _, want := range []string{`"show"`, `"sort"`, `"status"`, `"afterKey"`, `"status": 422`, `urn:mci-go:incentives:problem:malformed`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s is not in %s", want, w.Body)
		}
	}
	if w.Code != http.StatusUnprocessableEntity || w.Header().Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %s", w.Code, w.Header())
	}
}

func TestTheJourneyFromConsentToPayment(t *testing.T) {
	f := newFixture(t, nil)
	const id = "humongous-sales"
	f.give(t, id, "send-consent", "dealSize.amount", "120,000")
	f.give(t, id, "resend-consent")
	f.give(t, id, "observe", "shown", "Customer consent received")
	f.give(t, id, "give-evidence", "part", "invoice", "reference", "invoice 7.pdf")
	f.give(t, id, "give-evidence", "part", "proof of execution", "template", "2022-10-01")
	f.give(t, id, "give-evidence", "part", "customer survey", "surveySent", "on")
	f.give(t, id, "give-evidence", "part", "customer survey")
	f.give(t, id, "give-evidence", "part", "partner survey")
	f.give(t, id, "update-contact", "side", "partner", "contact.name", "Kim Olsen", "contact.email", "kim@fabrikam.example")
	f.give(t, id, "give-evidence", "part", "partner survey")
	f.give(t, id, "comment", "comment", "line one\r\nline two")
	f.give(t, id, "submit")
	f.give(t, id, "begin-review")
	f.give(t, id, "request-action", "comment", "The invoice, please.")
	f.give(t, id, "submit", "comment", "It is attached.", "requested.amount", "4,000", "requested.currency", "USD")
	f.give(t, id, "begin-review")
	f.give(t, id, "reject", "comment", "no")
	f.give(t, id, "dispute", "comment", "yes")
	f.give(t, id, "comment", "comment", "See the invoice.")
	f.give(t, id, "submit")
	f.give(t, id, "begin-review", "at", "2023-03-15T09:00")
	f.give(t, id, "approve", "amount.amount", "4000", "amount.currency", "USD")
	f.give(t, id, "record-facts", "number", "CLM-7")
	f.give(t, id, "record-payment", "amount.amount", "4000.00", "amount.currency", "USD", "reference", "PAY-1", "earning", "E-1")
	c := f.claim(t, id)
	record := c.Record()
	if record.Status != claims.Approved || c.AwaitsPayment() || record.PortalNumber.Number != "CLM-7" || record.Consent.DealSize.String() != "USD 120,000.00" {
		t.Errorf("got %s, %+v", c, record.Amounts)
	}
	f.give(t, id, "take-back")
	if !f.claim(t, id).AwaitsPayment() {
		t.Error("the payment was not taken back")
	}
	if f.logged.Len() > 0 {
		t.Errorf("logged: %s", f.logged)
	}
}

func TestASettledDifferenceIsGone(t *testing.T) {
	f := newFixture(t, nil)
	f.give(t, "coho-management", "resolve", "take", "", "comment", "Their mail says so.")
	if c := f.claim(t, "coho-management"); c.Divergence().Open() || c.State().Status != claims.ConsentReceived {
		t.Errorf("got %s", c)
	}
}

func TestTheSecondPersonSeesWhatTheFirstDid(t *testing.T) {
	f := newFixture(t, nil)
	const id, page = "proseware-syntex", "/claims/proseware-syntex"
	first := f.values(t, page, page+"/give-evidence", "part", "invoice", "reference", "of the first")
	second := f.values(t, page, page+"/cancel", "comment", "of the second")
	if w := f.post(t, page+"/give-evidence", first); w.Code != http.StatusSeeOther {
		t.Fatalf("%d", w.Code)
	}
	version := f.claim(t, id).Version()
	w := f.post(t, page+"/cancel", second)
	body := w.Body.String()
	if w.Code != http.StatusConflict || !strings.Contains(body, "Somebody was faster") || !strings.Contains(body, "give evidence by pat") || !strings.Contains(body, "of the second</textarea>") {
		t.Errorf("%d: %s", w.Code, errorsIn(body))
	}
	if f.claim(t, id).Version() != version {
		t.Error("the second person's command was saved")
	}
	if w := f.post(t, page+"/give-evidence", first); w.Code != http.StatusSeeOther || f.claim(t, id).Version() != version {
		t.Errorf("a form that is sent twice counts twice, or fails: %d", w.Code)
	}
}

func TestAWriterBetweenReadingAndSavingLosesNothing(t *testing.T) {
	kept := &overtaken{Memory: &store.Memory{}}
	f := newFixture(t, kept)
	const page = "/claims/proseware-syntex"
	values := f.values(t, page, page+"/cancel")
	kept.before = func() { f.openNothing(t) }
	w := f.post(t, page+"/cancel", values)
	if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "comment by") {
		t.Errorf("%d: %s", w.Code, errorsIn(w.Body.String()))
	}
}

// openNothing leaves a comment, as another person would.
func (f *fixture) openNothing(t testing.TB) {
	t.Helper()
	meta := claims.Meta{Actor: claims.Partner, User: "kim", Role: f.user.RoleAt("zurich"), At: demoStart, Received: demoStart}
	if _, err := f.site.desk.Do(t.Context(), "proseware-syntex", claims.AddComment{Comment: "meanwhile"}, meta); err != nil {
		t.Error(err)
	}
}

func TestWhatIsWrongStandsBesideItsField(t *testing.T) {
	f := newFixture(t, nil)
	for name, c := range map[string]struct {
		id, slug string
		values   []string
		status   int
		wrong    string // the ID of the error
		says     string
	}{
		"an amount":            {"lucerne-apps", "send-consent", []string{"dealSize.amount", "12x"}, 422, "send-consent-dealSize-amount-error", "a number such as 20,000.00"},
		"a part":               {"proseware-syntex", "give-evidence", []string{"part", "a poem"}, 422, "give-evidence-part-error", "invoice"},
		"a date":               {"proseware-syntex", "give-evidence", []string{"part", "proof of execution", "template", "soon"}, 422, "give-evidence-template-error", "YYYY-MM-DD"},
		"a mail address":       {"proseware-syntex", "update-contact", []string{"side", "partner", "contact.name", "K", "contact.email", "k"}, 422, "update-contact-contact-email-error", "mail"},
		"a comment":            {"proseware-syntex", "comment", []string{"comment", strings.Repeat("x", 4001)}, 422, "comment-comment-error", "4000"},
		"an instant":           {"tailspin-apps", "approve", []string{"at", "yesterday"}, 422, "approve-at-error", "a day and a time"},
		"an instant to come":   {"tailspin-apps", "approve", []string{"at", "2023-03-16T09:00"}, 422, "approve-at-error", "2023"},
		"an instant too early": {"tailspin-apps", "approve", []string{"at", "2023-01-16T09:00"}, 409, "", "out of order"},
		"a status":             {"tailspin-apps", "observe", []string{"shown", ""}, 422, "observe-shown-error", "a text"},
		"missing evidence":     {"litware-sales", "submit", nil, 409, "", "survey is missing"},
	} {
		page := "/claims/" + c.id
		values := url.Values{"version": {fmt.Sprint(f.claim(t, claims.ID(c.id)).Version())}, "key": {"k" + name}, "dealSize.currency": {"USD"}}
		if c.slug != "send-consent" {
			values.Del("dealSize.currency")
		}
		for i := 0; i < len(c.values); i += 2 {
			values.Set(c.values[i], c.values[i+1])
		}
		w := f.post(t, page+"/"+c.slug, values)
		body := w.Body.String()
		if w.Code != c.status || !strings.Contains(errorsIn(body), c.says) || c.wrong != "" && !strings.Contains(body, `id="`+c.wrong+`"`) {
			t.Errorf("%s: %d: %s", name, w.Code, errorsIn(body))
		}
	}
}

func TestAFormThatNoPageHasIsRefused(t *testing.T) {
	f := newFixture(t, nil)
	version := fmt.Sprint(f.claim(t, "litware-sales").Version())
	for name, c := range map[string]struct {
		path   string
		values url.Values
		status int
	}{
		"an unknown event":       {"/claims/litware-sales/explode", nil, 404},
		"the customer's answer":  {"/claims/fourth-frontline/accept", nil, 404},
		"no version":             {"/claims/litware-sales/comment", url.Values{"comment": {"x"}}, 422},
		"an unknown field":       {"/claims/litware-sales/comment", url.Values{"comment": {"x"}, "version": {version}, "status": {"Approved"}}, 422},
		"an unknown claim":       {"/claims/nobody/comment", url.Values{"version": {"1"}}, 404},
		"a number of no entry":   {"/claims/litware-sales/take-back", url.Values{"version": {version}, "number": {"x"}}, 422},
		"an entry far back":      {"/claims/litware-sales/take-back", url.Values{"version": {version}, "number": {"1"}}, 409},
		"a terms digest":         {"/claims/litware-sales/accept-terms", url.Values{"version": {version}, "terms": {"zz"}, "revision": {"x"}}, 422},
		"a form that is too big": {"/claims/litware-sales/comment", url.Values{"version": {version}, "comment": {strings.Repeat("x", mostForm)}}, 413},
	} {
		if w := f.post(t, c.path, c.values); w.Code != c.status {
			t.Errorf("%s: %d: %s", name, w.Code, errorsIn(w.Body.String()))
		}
	}
}

func TestOnlyWhoMayWorkOnAClaimGetsItsForms(t *testing.T) {
	f := newFixture(t, nil)
	f.user = f.partner.Users[1] // a role at Zürich alone
	body := f.get(t, "/claims/litware-sales").Body.String()
	if strings.Contains(body, "<form method=\"post\"") || !strings.Contains(body, "You may not work on this claim") {
		t.Error("a user without a role at Munich gets forms")
	}
	w := f.post(t, "/claims/litware-sales/comment", url.Values{"version": {fmt.Sprint(f.claim(t, "litware-sales").Version())}, "comment": {"x"}})
	if w.Code != http.StatusForbidden || !strings.Contains(errorsIn(w.Body.String()), "work on claims") {
		t.Errorf("%d: %s", w.Code, errorsIn(w.Body.String()))
	}
	if body := f.get(t, "/claims/proseware-syntex").Body.String(); !strings.Contains(body, "/claims/proseware-syntex/comment") {
		t.Error("a user with a role at Zürich gets no form")
	}
}

func TestAClaimThatIsNotThereIsNotFound(t *testing.T) {
	f := newFixture(t, nil)
	for _, address := range []string{"/claims/nobody", "/nothing", "/claims/a/b/c"} {
		w := f.get(t, address)
		if w.Code != http.StatusNotFound || !strings.Contains(w.Body.String(), "<h1>Not found</h1>") {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}

func TestTheListHasTheColumnsThatAreChosenAndSortsByThem(t *testing.T) {
	f := newFixture(t, nil)
	body := f.get(t, "/claims?column=customer&column=approved&column=deadline&show=all&sort=expires").Body.String()
	for _, want := range []string{"Customer&#39;s ID</th>", `data-label="Deadline"`, `aria-sort="ascending"><a href="/claims?column=customer%2Capproved%2Cdeadline&amp;show=all&amp;sort=expires">Deadline`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not there", want)
		}
	}
	if strings.Contains(body, `data-label="Engagement"`) {
		t.Error("a column is there that nobody chose")
	}
	if body := f.get(t, "/claims?column=approved&status=Approved").Body.String(); !strings.Contains(body, `data-label="Approved" class="num">USD 5,000.00`) {
		t.Error("the approved amount is not there")
	}
	all := url.Values{}
	for _, c := range columns {
		all.Add("column", c.Value)
	}
	if body := f.get(t, "/claims?"+all.Encode()).Body.String(); !strings.Contains(body, `data-label="Number"`) || !strings.Contains(body, `data-label="Estimated"`) {
		t.Error("not all columns are there")
	}
	for _, value := range hostile {
		if w := f.get(t, "/claims?column="+url.QueryEscape(value)); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", value, w.Code)
		}
	}
}

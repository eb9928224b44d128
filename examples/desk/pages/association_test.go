package pages

import (
	"bytes"
	"context"
	"iter"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// associated returns a stored association.
func (f *fixture) associated(t testing.TB, id claims.ID) *association.Claim {
	t.Helper()
	c, err := f.site.desk.Associations().Claim(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// adopted stores an association that only Partner Center has.
func (f *fixture) adopted(t testing.TB, id claims.ID, shown, subscription string) {
	t.Helper()
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		t.Fatal(err)
	}
	a := association.Adoption{
		Association: cpor.Association{Kind: cpor.BusinessUsage, Tenant: tenant, Location: "zurich", Subscription: cpor.SubscriptionID(subscription)},
		Details:     cpor.Details{Name: "Adopted " + string(id)}, Shown: lifecycle.ReadStatus(shown), Number: "4712-" + string(id),
	}
	meta := claims.Meta{Actor: claims.PartnerCenter, At: demoStart, Received: demoStart}
	if _, err := f.site.desk.Associations().Adopt(t.Context(), a, id, meta); err != nil {
		t.Fatal(err)
	}
}

// proposing are the values of a form that can be sent.
func (f *fixture) proposing(t testing.TB, more ...string) url.Values {
	t.Helper()
	values := f.values(t, "/associate?kind=Modern+Work+and+Security+Usage&customer=Proseware", "/associate",
		"name", "Proseware: Teams", "location.id", "zurich", "tenant.value", "90c192cf-d3ac-44af-8f21-ddb66cad4a26", "domain.value", "proseware.example", "domainMatches", "yes",
		"workloads", "Microsoft Teams\r\n\r\n Exchange Online ", "onTenant", "yes", "channel", "CSP", "own", "no", "others", "no",
		"customerContact.name", "Bo Lund", "customerContact.email", "bo@proseware.example", "customerTitle", "CIO",
		"partnerContact.name", "Pat Meier", "partnerContact.email", "pat@fabrikam.example", "do", "open")
	for i := 0; i < len(more); i += 2 {
		values.Set(more[i], more[i+1])
	}
	return values
}

func TestAnAssociationIsClaimedWithEveryFindingBeforeTheLastClick(t *testing.T) {
	f := newFixture(t, nil)
	for _, kind := range cpor.Kinds() {
		for _, customer := range []string{"", "Contoso"} {
			address := "/associate?" + url.Values{"kind": {kind.String()}, "customer": {customer}}.Encode()
			if w := f.get(t, address); w.Code != http.StatusOK || strings.Contains(w.Body.String(), "What stands in the way") != (customer != "") {
				t.Errorf("%s: %d", address, w.Code)
			}
		}
	}
	w := f.post(t, "/associate", f.proposing(t, "do", "check", "others", "yes", "onTenant", "no"))
	for _, want := range []string{"What stands in the way", "cporclaim.workloads", "Before the submission", "cporclaim.proof.given"} {
		if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%d: %s is not there", w.Code, want)
		}
	}
	if w := f.post(t, "/associate", f.proposing(t, "do", "check")); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Every condition passes") {
		t.Errorf("%d: %s", w.Code, errorsIn(w.Body.String()))
	}
	values := f.proposing(t)
	for range 2 { // the second time is the same claim
		if w = f.post(t, "/associate", values); w.Code != http.StatusSeeOther {
			t.Fatalf("%d: %s", w.Code, errorsIn(w.Body.String()))
		}
	}
	id, _, _ := strings.Cut(strings.TrimPrefix(w.Header().Get("Location"), "/claims/"), "?")
	record := f.associated(t, claims.ID(id)).Record()
	if len(record.Workloads) != 2 || record.Workloads[1] != "Exchange Online" || record.Domain.Value() != "proseware.example" || record.Version != 1 {
		t.Errorf("got %+v", record)
	}
	if w := f.post(t, "/associate", f.proposing(t)); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "cporclaim.own") {
		t.Errorf("a second claim to the same: %d: %s", w.Code, errorsIn(w.Body.String()))
	}
}

func TestAProposalThatIsWrongIsAnsweredBesideItsFields(t *testing.T) {
	f := newFixture(t, nil)
	for name, c := range map[string]struct {
		status int
		says   string
		more   []string
	}{
		"tenant":         {422, "associate-tenant-value-error", []string{"tenant.value", "x"}},
		"no tenant":      {422, "associate-tenant-value-error", []string{"tenant.value", ""}},
		"title":          {422, "associate-customerTitle-error", []string{"customerTitle", strings.Repeat("x", 201)}},
		"fact":           {422, "associate-onTenant-error", []string{"onTenant", "perhaps"}},
		"workload":       {422, "associate-workloads-error", []string{"workloads", "a\x00b"}},
		"other field":    {422, "only the fields of this form", []string{"payMe", "yes"}},
		"other kind":     {422, "Malformed", []string{"kind", "x"}},
		"other customer": {422, "Malformed", []string{"customer", "x"}},
		"location":       {409, "What stands in the way", []string{"location.id", "lisbon"}},
	} {
		if w := f.post(t, "/associate", f.proposing(t, c.more...)); w.Code != c.status || !strings.Contains(w.Body.String(), c.says) {
			t.Errorf("%s: %d: %s", name, w.Code, errorsIn(w.Body.String()))
		}
	}
	for _, address := range []string{"/associate?kind=x", "/associate?customer=x"} {
		if w := f.get(t, address); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	values := f.proposing(t)
	f.user = f.partner.Users[1] // who may work in Zürich as a user, and creates no association
	if w := f.post(t, "/associate", values); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "What stands in the way") {
		t.Errorf("%d: %s", w.Code, errorsIn(w.Body.String()))
	}
	f.store = failing{}
	f.site.desk = f.deskOver(failing{})
	if w := f.post(t, "/associate", values); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d", w.Code)
	}
	if w := f.get(t, "/associate?customer=Contoso"); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d", w.Code)
	}
}

func TestEachCommandOfAnAssociationHasItsForm(t *testing.T) {
	f := newFixture(t, nil)
	const id = "litware-teams"
	proof := []string{
		"proof.reference", "poe.pdf", "proof.pertains", "yes", "proof.signed", "yes", "proof.dated", "2023-03-06", "proof.describes", "yes",
		"proof.workloads", "Microsoft Teams\nExchange Online",
	}
	for _, step := range []struct {
		slug  string
		more  []string
		state string
	}{
		{"give-proof", proof, "Draft"},
		{"comment", []string{"comment", "The last one."}, "Draft"},
		{"submit", []string{"comment", "All is there."}, "Submitted"},
		{"begin-review", nil, "Under review"},
		{"find-competitor", []string{"comment", "Another partner."}, "Under review"},
		{"request-action", []string{"faults", "missing products", "comment", "Which?"}, "Partner action required"},
		{"edit", []string{"workloads", "Microsoft Teams\nExchange Online", "location", "zurich"}, "Partner action required"},
		{"submit", nil, "Submitted"},
		{"observe", []string{"shown", "Under review"}, "Under review"},
		{"reject", []string{"comment", "No."}, "Rejected"},
		{"dispute", append([]string{"justification", "It is ours."}, proof...), "Dispute"},
		{"take-back", nil, "Rejected"},
		{"dispute", []string{"justification", "It is ours."}, "Dispute"},
		{"record-facts", []string{"number", "CPOR-1"}, "Dispute"},
		{"approve", nil, "Approved"},
		{"opt-out", []string{"comment", "The customer did not know."}, "Rejected, opted out"},
		{"take-back", nil, "Approved"},
		{"disassociate", []string{"reason", "The work is done."}, "Rejected final, disassociated"},
	} {
		f.give(t, id, step.slug, step.more...)
		if got := f.associated(t, id).State().String(); got != step.state {
			t.Fatalf("%s: got %s", step.slug, got)
		}
	}
	body := f.get(t, "/claims/"+id).Body.String()
	for _, want := range []string{"The claim has ended", "missing products", "CPOR-1", "cporclaim.dispute.open", "The customer did not know.", "Answer until", "Microsoft Learn"} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not there", want)
		}
	}
	f.give(t, "contoso-crm", "end-subscription", "lastDay", "2023-06-30")
	if !strings.Contains(f.get(t, "/claims/contoso-crm").Body.String(), "until 30 Jun 2023") {
		t.Error("the end of the subscription is not there")
	}
}

func TestAProofIsGivenWithItsFile(t *testing.T) {
	f := newFixture(t, nil)
	var body bytes.Buffer
	sent := multipart.NewWriter(&body)
	for name, value := range map[string]string{"version": "2", "key": "k", "proof.reference": "the proof"} {
		if err := sent.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	file, err := sent.CreateFormFile(uploadField, "poe.pdf")
	if err == nil {
		_, err = file.Write([]byte("signed"))
	}
	if err != nil || sent.Close() != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/claims/litware-teams/give-proof", &body)
	r.Header.Set("Content-Type", sent.FormDataContentType())
	if w := f.serve(r); w.Code != http.StatusSeeOther {
		t.Fatalf("%d: %s", w.Code, errorsIn(w.Body.String()))
	}
	if got := fileOf(f.associated(t, "litware-teams").Record().Proof.Reference); got == nil || got.Name != "the proof (poe.pdf)" {
		t.Errorf("got %+v", got)
	}
}

func TestTwoPeopleOnOneAssociationLoseNothing(t *testing.T) {
	f := newFixture(t, nil)
	page := "/claims/adventure-teams"
	first, second := f.values(t, page, page+"/comment", "comment", "first"), f.values(t, page, page+"/comment", "comment", "second")
	for range 2 { // the second time is the same command
		if w := f.post(t, page+"/comment", first); w.Code != http.StatusSeeOther {
			t.Fatalf("%d", w.Code)
		}
	}
	w := f.post(t, page+"/comment", second)
	for _, want := range []string{"Somebody was faster", "second", "comment by pat"} {
		if w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%d: %s is not there", w.Code, want)
		}
	}
	kept := f.store
	f.store = conflicting{kept}
	if w := f.post(t, page+"/comment", f.values(t, page, page+"/comment", "comment", "third")); w.Code != http.StatusConflict || !strings.Contains(w.Body.String(), "Somebody was faster") {
		t.Errorf("%d", w.Code)
	}
}

func TestOneWorkloadOrSubscriptionHasOneApproval(t *testing.T) {
	f := newFixture(t, nil)
	const subscription = "0F0E0D0C-1111-4222-8333-444455556666"
	f.adopted(t, "other", "Under review", subscription)
	if w := f.post(t, "/claims/other/approve", f.values(t, "/claims/other", "/claims/other/approve")); w.Code != http.StatusConflict || !strings.Contains(errorsIn(w.Body.String()), "only one partner can be associated") {
		t.Errorf("%d: %s", w.Code, errorsIn(w.Body.String()))
	}
	if !strings.Contains(f.get(t, "/due?by=conflict").Body.String(), "No two associations") {
		t.Error("there is a conflict")
	}
	f.give(t, "other", "observe", "shown", "Approved") // Partner Center is authoritative
	for address, want := range map[string]string{
		"/claims/other": `<a href="/claims/contoso-crm">`, "/claims/contoso-crm": `<a href="/claims/other">`, "/due?by=conflict": `<a href="/claims/other">`,
	} {
		if body := f.get(t, address).Body.String(); !strings.Contains(body, want) || !strings.Contains(body, "cporclaim.sole") {
			t.Errorf("%s does not say it", address)
		}
	}
}

func TestAnAssociationThatDiffersIsSettledByAPerson(t *testing.T) {
	f := newFixture(t, nil)
	f.give(t, "contoso-crm", "observe", "shown", "Draft")
	if body := f.get(t, "/claims/contoso-crm").Body.String(); !strings.Contains(body, "Settle the difference") {
		t.Fatal("the difference is not there")
	}
	page := "/claims/contoso-crm"
	if w := f.post(t, page+"/resolve", f.values(t, page, page+"/resolve", "take", "Lost")); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), "resolve-take-error") {
		t.Errorf("%d: %s", w.Code, errorsIn(w.Body.String()))
	}
	f.give(t, "contoso-crm", "resolve", "take", "Draft")
	if got := f.associated(t, "contoso-crm").State().String(); got != "Draft" {
		t.Errorf("got %s", got)
	}
}

func TestAnAssociationIsWorkedOnByWhoMay(t *testing.T) {
	f := newFixture(t, nil)
	values := f.values(t, "/claims/northwind-crm", "/claims/northwind-crm/dispute", "justification", "It is.")
	f.user = f.partner.Users[1]
	if body := f.get(t, "/claims/northwind-crm").Body.String(); !strings.Contains(body, "You may not work on this claim") || strings.Contains(body, "<button") {
		t.Error("the page offers something in Munich")
	}
	if w := f.post(t, "/claims/northwind-crm/dispute", values); w.Code != http.StatusForbidden {
		t.Errorf("%d", w.Code)
	}
}

func TestHostileValuesOfAssociationsAreAnsweredAndNeverFail(t *testing.T) {
	f := newFixture(t, nil)
	for at, id := range []string{"litware-teams", "adventure-teams", "contoso-crm", "northwind-crm"} {
		for i := range associationForms {
			c := &associationForms[i]
			for j, value := range hostile {
				if (i+j+at)%*claimsWithHostile != 0 {
					continue
				}
				values := url.Values{"version": {"1"}, "key": {value}}
				for _, one := range c.fields {
					values.Set(one.Name, value)
				}
				if w := f.post(t, "/claims/"+id+"/"+slug(c.event), values); w.Code >= 500 {
					t.Errorf("%s %s %q: %d", slug(c.event), id, value, w.Code)
				}
			}
		}
	}
	for _, value := range hostile {
		values := f.proposing(t)
		for name := range values {
			changed := url.Values{}
			for other := range values {
				changed.Set(other, values.Get(other))
			}
			changed.Set(name, value)
			if w := f.post(t, "/associate", changed); w.Code >= 500 {
				t.Errorf("%s %q: %d", name, value, w.Code)
			}
		}
	}
	if f.logged.Len() > 0 {
		t.Errorf("logged: %s", f.logged)
	}
}

func TestAnAssociationThatCannotBeReadIsSaid(t *testing.T) {
	f := newFixture(t, nil)
	f.store = brokenHistory{f.store}
	f.site.desk = f.deskOver(f.store)
	if w := f.get(t, "/claims/litware-teams"); w.Code < 500 {
		t.Errorf("%d", w.Code)
	}
	values := url.Values{"version": {"2"}, "comment": {"x"}}
	for _, slug := range []string{"take-back", "submit"} {
		if w := f.post(t, "/claims/litware-teams/"+slug, values); w.Code < 400 {
			t.Errorf("%s: %d", slug, w.Code)
		}
	}
}

func FuzzAnAssociationFormIsACommandOrItsProblems(f *testing.F) {
	for i := range associationForms {
		values := url.Values{"version": {"3"}, "key": {"k"}}
		for _, one := range associationForms[i].fields {
			values.Set(one.Name, "1")
		}
		f.Add(slug(associationForms[i].event), values.Encode())
	}
	f.Fuzz(func(t *testing.T, address, text string) {
		values, err := url.ParseQuery(text)
		if err != nil {
			return
		}
		sent, err := readSubmission(associationForms, address, values)
		if err != nil {
			return
		}
		event := sent.form.event
		if event == lifecycle.StatusObserved || event == lifecycle.EntryTakenBack {
			return
		}
		err = sent.read(nil, func(text []byte) error {
			_, err := association.ReadCommand(event, text)
			return err
		})
		if err != nil && len(fieldsOf(err)) == 0 {
			t.Fatalf("%v", err)
		}
	})
}

// A conflicting store always has another writer who was faster.
type conflicting struct{ store.Store }

func (conflicting) Save(context.Context, store.Change) error { return store.ErrConflict }

// A brokenHistory is a store whose histories cannot be read.
type brokenHistory struct{ store.Store }

func (brokenHistory) History(context.Context, claims.ID, uint64) iter.Seq2[store.Entry, error] {
	return func(yield func(store.Entry, error) bool) { yield(store.Entry{}, errSecret) }
}

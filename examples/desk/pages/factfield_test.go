package pages

import (
	"cmp"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/eligibilitytest"
	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// newAskingFixture returns a desk with the catalog of every shape, and with a
// customer for each kind of ID of whom only the ID is known.
func newAskingFixture(t *testing.T) *fixture {
	t.Helper()
	f := newFixture(t, nil)
	card, err := catalog.Read(madeUp(t), catalog.ReadOptions{Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	f.catalog, f.site.desk = card, desk.New(f.store, card)
	f.site.now = func() time.Time { return time.Date(2025, 10, 1, 9, 0, 0, 0, time.UTC) }
	f.partner.Qualifications = []string{"Modern Work designation"}
	eligible := map[mci.EngagementID]mci.Fact{}
	for edition := range card.Editions() {
		for e := range edition.Engagements() {
			eligible[e.Ref().Engagement] = mci.Yes
		}
	}
	f.partner.Sites = f.partner.Sites[:1]
	f.partner.Sites[0].Eligible = eligible
	values := map[mci.IDType]string{
		mci.TenantID: "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60", mci.TopParentID: "123456", mci.OpportunityID: "7-3CVDESBISU",
		mci.AzureSubscriptionID: "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f61",
	}
	f.partner.Customers = nil
	for _, kind := range slices.Sorted(maps.Keys(values)) {
		one := identity(t, kind, values[kind], "")
		one.Customer.Claims, one.Customer.OpenClaims, one.Customer.ConsentedBefore = eligibility.CountOf(0), eligibility.CountOf(0), mci.No
		one.Customer.Nominated, one.Customer.MailMatches = mci.No, mci.Yes
		f.partner.Customers = append(f.partner.Customers, customer{Name: kind.String(), Contact: mci.Contact{Name: "Noa", Email: "noa@asked.example"}, Identities: []plan.Identity{one}})
	}
	return f
}

// nominated sends the form of a nomination, and returns the outcome that the
// page has for programs.
func (f *fixture) nominated(t testing.TB, values url.Values) (status int, outcome string, body string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/nominate", strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Accept", "application/json")
	w := f.serve(r)
	var m struct {
		Outcome  string
		Findings []mci.Finding
	}
	if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil {
		t.Fatalf("%d %v", w.Code, err)
	}
	if w.Code >= http.StatusBadRequest && len(m.Findings) > 0 { // a problem has those that stand in the way
		m.Outcome = m.Findings[0].Outcome.String()
	}
	return w.Code, m.Outcome, w.Body.String()
}

func TestTheFormAsksForEveryFactThatTheEngagementNeeds(t *testing.T) {
	f := newAskingFixture(t)
	asked := 0
	for edition := range f.catalog.Editions() {
		for e := range edition.Engagements() {
			id := string(e.Ref().Engagement)
			who := e.IDTypes()[len(e.IDTypes())-1].String()
			values := f.values(t, "/nominate?"+url.Values{"customer": {who}, "engagement": {id}}.Encode(), "/nominate", "claimName", "Asked",
				"customerContact.name", "Noa", "customerContact.email", "noa@asked.example", "partnerContact.name", "Pat", "partnerContact.email", "pat@fabrikam.example", "do", "check")
			if e.NeedsHours() {
				values.Set("hours", "50")
			}
			q := eligibility.Question{}
			fields := f.factFields(e, &q)
			_, before, _ := f.nominated(t, values)
			for i := range fields {
				asked++
				switch one := &fields[i]; {
				case len(one.Choices) > 1:
					values.Set(one.Name, one.Choices[1].Value)
				case one.Kind == amount:
					values.Set(one.Name, "30,000")
				case strings.HasSuffix(one.Name, "currency"):
				case strings.HasSuffix(one.Name, "status"):
					values.Set(one.Name, "open")
				default:
					values.Set(one.Name, "develop")
				}
			}
			status, after, body := f.nominated(t, values)
			if after == "unknown" || before == "pass" && after != "pass" {
				t.Errorf("%s: %d: before %s, with all facts %s: %s", id, status, before, after, body)
			}
			if e.Conditions()&(catalog.AsksMore|catalog.AsksContractValue|catalog.BarsSegments) != 0 && before == "pass" {
				t.Errorf("%s: it passes without its facts", id)
			}
		}
	}
	if asked < 15 {
		t.Errorf("only %d facts are asked for", asked)
	}
}

// A customer who is added has all facts from the forms, and the partner's own
// facts are those of the partner's file.
func TestTheFormsAndThePartnersFileSupplyEveryFact(t *testing.T) {
	const waivers = "the desk has no page on which a rule is waived"
	for _, c := range []struct {
		engagement mci.EngagementID
		kind       mci.IDType
		id         string
		leftOut    map[string]string
	}{
		{"by-market", mci.DomainName, "asked.example", map[string]string{"hours": "the engagement needs no hours", "waivers": waivers}},
		{"by-hours", mci.OpportunityID, "7-3CVDESBISU", map[string]string{"customer.resolution": "an opportunity is no domain", "waivers": waivers}},
	} {
		f := newAskingFixture(t)
		domain, tenant := identity(t, mci.DomainName, "asked.example", ""), identity(t, mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60", "")
		f.resolver = eligibility.TenantMap{domain.Customer.ID: tenant.Customer.ID}
		eligibilitytest.TestFacts(t, f.filledIn(t, url.Values{
			"engagement": {string(c.engagement)}, "customer": {"Asked"}, "id.type": {c.kind.String()}, "id.value": {c.id}, "country": {"CH"}, "meetsCriteria": {"yes"},
			"consentedBefore": {"no"}, "nominated": {"no"}, "claims": {"1"}, "openClaims": {"0"}, "claimName": {"Asked"}, "hours": {"50"},
			"customerContact.name": {"Noa"}, "customerContact.email": {"noa@asked.example"}, "customer.mismatchReason": {"another domain"},
			"customer.segment": {"commercial"}, "customer.quantities.seats": {"300"}, "customer.requirements.bona-fide": {"yes"},
			"opportunity.contractValue.amount": {"120000"}, "opportunity.status": {"open"}, "opportunity.stage": {"Develop"},
		}), c.leftOut)
	}
}

// filledIn returns the question of the forms for a customer who is added. No
// engagement asks for every fact, so it fills in the fields of all of them.
func (f *fixture) filledIn(t *testing.T, values url.Values) eligibility.Question {
	t.Helper()
	n, err := f.readNomination(t.Context(), values)
	if err != nil {
		t.Fatal(err)
	}
	sent := n.form(f.site)
	n.fill(&sent, values)
	q, _, err := n.question(t.Context(), f.site, &sent)
	if err != nil {
		t.Fatal(err)
	}
	for edition := range f.catalog.Editions() {
		for e := range edition.Engagements() {
			for _, fact := range f.factFields(e, &q) {
				if !values.Has(fact.Name) {
					continue
				}
				if err := fact.set(&q, values.Get); err != nil {
					t.Errorf("%s: %v", fact.Name, err)
				}
			}
		}
	}
	return q
}

func TestTheFormForAnAssociationAsksForEveryFact(t *testing.T) {
	f := newAskingFixture(t)
	kinds := cpor.Kinds()
	at := slices.IndexFunc(kinds, func(k cpor.Kind) bool { return k.Terms().Scope == cpor.SubscriptionScope })
	p, err := f.readProposing(url.Values{"kind": {kinds[at].String()}})
	if err != nil {
		t.Fatal(err)
	}
	values := p.form.values()
	for i := range p.form.Fields {
		switch one := &p.form.Fields[i]; {
		case one.Kind == oneOf:
			values.Set(one.Name, one.Choices[len(one.Choices)-1].Value)
		case one.Kind == date:
			values.Set(one.Name, "2025-09-01")
		case one.Kind == checkbox:
			values.Set(one.Name, "on")
		case values.Get(one.Name) == "":
			values.Set(one.Name, cmp.Or(one.Like, "filled in"))
		}
	}
	r, _, err := f.site.request(t.Context(), p, values)
	if err != nil {
		t.Fatal(err)
	}
	eligibilitytest.TestFacts(t, r.Question, nil)
}

func TestAFactIsFilledInAndOpensTheClaim(t *testing.T) {
	f := newAskingFixture(t)
	values := f.values(t, "/nominate?customer=tenant+ID&engagement=by-market", "/nominate", "claimName", "Asked", "customerContact.name", "Noa",
		"customerContact.email", "noa@asked.example", "partnerContact.name", "Pat", "partnerContact.email", "pat@fabrikam.example", "do", "nominate", "hours", "50")
	if status, outcome, _ := f.nominated(t, values); status != http.StatusConflict || outcome != "unknown" {
		t.Errorf("without facts: %d %s", status, outcome)
	}
	values.Set("customer.quantities.seats", "300,00")
	if w := f.post(t, "/nominate", values); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `id="nominate-customer-quantities-seats-error"`) {
		t.Errorf("no number: %d %s", w.Code, errorsIn(w.Body.String()))
	}
	values.Set("customer.quantities.seats", "300")
	values.Set("customer.requirements.bona-fide", "perhaps")
	if w := f.post(t, "/nominate", values); w.Code != http.StatusUnprocessableEntity || !strings.Contains(w.Body.String(), `id="nominate-customer-requirements-bona-fide-error"`) {
		t.Errorf("no fact: %d %s", w.Code, errorsIn(w.Body.String()))
	}
	values.Set("customer.requirements.bona-fide", "yes")
	w := f.post(t, "/nominate", values)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
	known := &f.partner.Customers[0].Identities[0].Customer
	if len(known.Quantities) > 0 || len(known.Requirements) > 0 {
		t.Error("what was filled in stands in the partner's file")
	}
	body := f.get(t, "/nominate/many?customer=tenant+ID&engagement=by-unit&engagement=by-worked-hours").Body.String()
	for _, name := range []string{"customer.segment", "hours by-worked-hours", "customer.quantities.seats", "customer.quantities.active users"} {
		if strings.Count(body, `name="`+name+`"`) != 1 {
			t.Errorf("the form of several engagements does not ask once for %s", name)
		}
	}
}

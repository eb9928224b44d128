package pages

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/mci"
)

// identity returns an ID of a customer, with the tenant that a domain stands
// for.
func identity(t testing.TB, kind mci.IDType, value, tenant string) plan.Identity {
	t.Helper()
	id, err := mci.ParseCustomerID(kind, value)
	if err != nil {
		t.Fatal(err)
	}
	known := eligibility.Customer{ID: id, Country: "CH", MeetsCriteria: mci.Yes}
	if tenant != "" {
		if known.Resolution.Tenant, err = mci.ParseCustomerID(mci.TenantID, tenant); err != nil {
			t.Fatal(err)
		}
	}
	return plan.Identity{Customer: known}
}

func TestACustomerIsFoundByEveryIDWholeOrByItsBeginning(t *testing.T) {
	f := newFixture(t, nil)
	const tenant = "aaaabbbb-0d5b-4c6f-9a7e-1b2c3d4e5f60"
	f.partner.Customers = append(f.partner.Customers, customer{Name: "Found Here", Identities: []plan.Identity{
		identity(t, mci.TopParentID, "7712345", ""), identity(t, mci.DomainName, "bücher.example", tenant), identity(t, mci.OpportunityID, "7-3CVDESBISU", ""),
	}})
	for text, found := range map[string]bool{
		"Found": true, "und he": true, "7712345": true, "77123": true, "12345": false, tenant: true, strings.ToUpper(tenant): true, "aaaabbbb": true,
		"0d5b-4c6f": false, "bücher.example": true, "xn--bcher-kva.example": true, "xn--bcher": true, "7-3cvde": true, "7-3CVDESBISUX": false, "'": false, "%": false,
	} {
		w := f.get(t, "/customers?"+url.Values{"text": {text}}.Encode())
		if got := strings.Contains(w.Body.String(), "Found Here"); w.Code != http.StatusOK || got != found {
			t.Errorf("%q: %d, found: %v", text, w.Code, got)
		}
	}
	for text, found := range map[string]bool{"7712345": true, "aaaabbbb": true, "771234500": false} {
		body := f.get(t, "/engagements/fy23-microsoft-viva/customers?"+url.Values{"text": {text}, "tab": {"Undecided"}}.Encode()).Body.String()
		if got := strings.Contains(body, "Found Here"); got != found {
			t.Errorf("the tabs, %q: found: %v", text, got)
		}
	}
}

func TestAClaimIsFoundByItsOwnIDWholeOrByItsBeginning(t *testing.T) {
	f := newFixture(t, nil)
	for text, want := range map[string]string{
		"contoso-viva": "contoso-viva", "vanarsdel": "vanarsdel-viva", " contoso-viva ": "contoso-viva", "litware-teams": "litware-teams",
		"litware-t": "litware-teams", "viva": "", "co": "", "%": "", "CONTOSO-VIVA": "",
	} {
		w := f.get(t, "/claims?"+url.Values{"text": {text}, "status": {"Submitted"}}.Encode()) // which none of them has
		body := w.Body.String()
		if w.Code != http.StatusOK || strings.Contains(body, "By the claim") != (want != "") || want != "" && !strings.Contains(body, `href="/claims/`+want+`"`) {
			t.Errorf("%q: %d", text, w.Code)
		}
	}
	if body := f.get(t, "/claims?show=all&text=contoso").Body.String(); strings.Count(body, `href="/claims/contoso-viva"`) != 1 {
		t.Error("a claim is listed twice")
	}
}

// Keyboards, word processors and web pages write the same name in several ways.
func TestACustomerIsFoundWhateverBlanksApostrophesAndHyphensAreTyped(t *testing.T) {
	f := newFixture(t, nil)
	f.partner.Customers = append(f.partner.Customers, customer{Name: "L’Étoile  du\u00a0Nord–Est", Identities: []plan.Identity{identity(t, mci.TopParentID, "7712345", "")}})
	for text, found := range map[string]string{
		"margie's travel": "Margie&#39;s Travel", "Margie’s Travel": "Margie&#39;s Travel", "margie`s  travel": "Margie&#39;s Travel", "margie\u02bcs\ttravel": "Margie&#39;s Travel",
		"wide  world": "Wide World Importers", "wide\u00a0world\u202fimp": "Wide World Importers", "l'étoile du nord-est": "L’Étoile", "ÉTOILE   DU": "L’Étoile", "nord–est": "L’Étoile",
		"margies": "", "wideworld": "", "du-nord": "",
	} {
		body := f.get(t, "/customers?"+url.Values{"text": {text}}.Encode()).Body.String()
		_, list, _ := strings.Cut(body, "<table")
		if found == "" && list != "" || !strings.Contains(list, found) {
			t.Errorf("%q does not find %q: %s", text, found, list)
		}
	}
}

func TestAFoldedNameIsFoldedOnce(t *testing.T) {
	for _, name := range append([]string{"Margie's Travel", " A  B ", "É’\u00ad–", "a\tb"}, hostile...) {
		if once := folded(name); folded(once) != once {
			t.Errorf("%q becomes %q, then %q", name, once, folded(once))
		}
	}
}

package pages

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestTheDemonstrationShowsBothKindsOfPay(t *testing.T) {
	f := newFixture(t, nil)
	shown, err := readDemo()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[catalog.PayKind]int{}
	for i := range shown.Claims {
		e := f.claim(t, shown.Claims[i].ID).Engagement()
		if kinds[e.PayKind()]++; e.PayKind() == catalog.VariablePay && !strings.Contains(e.Title(), "ILLUSTRATIVE") {
			t.Errorf("%s does not say that its figures are made up", e.Title())
		}
	}
	if kinds[catalog.FixedPay] == 0 || kinds[catalog.VariablePay] == 0 {
		t.Errorf("claims by pay: %v", kinds)
	}
	if body := f.get(t, "/claims/nod-advisory").Body.String(); !strings.Contains(body, "Hours") || f.claim(t, "nod-advisory").State().Status != claims.ConsentReceived {
		t.Error("the claim with variable pay has no hours")
	}
	body := f.get(t, customerPath("Lamna Healthcare")).Body.String()
	if !strings.Contains(body, "ILLUSTRATIVE") || !strings.Contains(body, mci.OpportunityID.String()) {
		t.Error("nobody can be nominated by an opportunity")
	}
	values := f.nomination(t, "Lamna Healthcare", "illustrative-variable-pay", "hours", "60")
	if w := f.post(t, "/nominate", values); w.Code != http.StatusSeeOther {
		t.Errorf("%d %s", w.Code, errorsIn(w.Body.String()))
	}
}

func TestTheDemonstrationHasADomainThatIsResolvedAndOneThatIsNot(t *testing.T) {
	f := newFixture(t, nil)
	page := func(customer string) string {
		return f.get(t, "/nominate?"+url.Values{"customer": {opaque(customer)}, "engagement": {"fy23-microsoft-viva"}}.Encode()).Body.String()
	}
	if body := page("Blue Yonder Airlines"); strings.Contains(body, "tenant ID or TPID instead") || !strings.Contains(body, `id="nominate"`) {
		t.Errorf("the domain is not resolved: %s", errorsIn(body))
	}
	if body := page("School of Fine Art"); !strings.Contains(body, "fineart.example stands for no customer") || !strings.Contains(body, "Give the customer&#39;s tenant ID or TPID instead") || strings.Contains(body, `id="nominate"`) {
		t.Errorf("there is no hint: %s", errorsIn(body))
	}
}

package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/mci"
)

func TestAPageWithoutAnythingSaysSoAndOffersNothing(t *testing.T) {
	f := newFixture(t, nil)
	plan := customerPath(f.partner.Customers[0].Name)
	if body := f.get(t, plan).Body.String(); !strings.Contains(body, "/nominate/many") || !strings.Contains(body, "<table") {
		t.Error("a plan with engagements lacks its table or its button")
	}
	f.site.now = func() time.Time { return demoStart.AddDate(-20, 0, 0) } // long before the program
	w := f.get(t, plan)
	if body := w.Body.String(); w.Code != http.StatusOK || strings.Contains(body, "/nominate/many") || strings.Contains(body, "<table") || !strings.Contains(body, "The catalog offers no engagement today.") {
		t.Errorf("a plan without an engagement: %d", w.Code)
	}
	f.user = mci.User{ID: "stranger", Grants: f.partner.Users[0].Grants}
	for address, says := range map[string]string{"/referrals": "No deal is shown to you.", "/referrals?type=private": "No deal of this type."} {
		if body := f.get(t, address).Body.String(); !strings.Contains(body, says) {
			t.Errorf("%s does not say %q", address, says)
		}
	}
}

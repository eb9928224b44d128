package pages

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci"
)

func TestTheDealsAreShownWithWhatMicrosoftSees(t *testing.T) {
	f := newFixture(t, nil)
	body := f.get(t, "/referrals").Body.String()
	for _, want := range []string{"Humongous Insurance deal", "private", "partner-led", "co-sell", `<a href="/claims/contoso-viva">`, "USD 50,000", "100 %", "was opened to Microsoft&#39;s sellers", "came to the stage"} {
		if !strings.Contains(body, want) {
			t.Errorf("%s is not there", want)
		}
	}
	if body := f.get(t, "/referrals?type=co-sell").Body.String(); !strings.Contains(body, "Adventure Works deal") || strings.Contains(body, "Litware deal") {
		t.Error("the type does not choose")
	}
	f.golden(t, "/referrals?type=private", "referrals")
	for _, value := range hostile {
		if w := f.get(t, "/referrals?type="+url.QueryEscape(value)); w.Code >= 500 {
			t.Errorf("%q: %d", value, w.Code)
		}
	}
}

func TestADealIsShownToWhoMaySeeIt(t *testing.T) {
	f := newFixture(t, nil)
	// kim is in no team, and the user nobody has no role
	for _, user := range []mci.UserID{"kim", "nobody"} {
		f.user.ID = user
		body := f.get(t, "/referrals").Body.String()
		if strings.Contains(body, "Contoso deal") || !strings.Contains(body, "4 deals not shown to you") || !strings.Contains(body, "Wanted") {
			t.Errorf("%s sees a deal, or not why not", user)
		}
	}
}

func TestTheDealsComeFromTheFileOfTheProgramThatAsks(t *testing.T) {
	f := newFixture(t, nil)
	book := *f.deals
	f.deals, f.dealFile = nil, filepath.Join(f.folder, "deals.json")
	if body := f.get(t, "/referrals").Body.String(); !strings.Contains(body, "No referral is stored") {
		t.Error("the page does not say that there are none")
	}
	for i := range book.Deals {
		book.Deals[i].Referral.Name = "<script>"
	}
	if err := book.Write(f.dealFile); err != nil {
		t.Fatal(err)
	}
	if body := f.get(t, "/referrals").Body.String(); !strings.Contains(body, "&lt;script&gt;") || strings.Contains(body, "<script>") {
		t.Error("the deals of the file are not shown, or run")
	}
	if err := os.WriteFile(f.dealFile, []byte(`{"dealz": 1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if w := f.get(t, "/referrals"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", w.Code)
	}
}

package pages

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
)

func TestTheMostUrgentClaimComesFirst(t *testing.T) {
	f := newFixture(t, nil)
	body := f.get(t, "/due").Body.String()
	first, second := strings.Index(body, "/claims/graphic-viva"), strings.Index(body, "/claims/litware-sales")
	if first < 0 || second < first {
		t.Errorf("at %d and %d", first, second)
	}
}

func TestTheWorkIsGroupedAndChosen(t *testing.T) {
	f := newFixture(t, nil)
	for address, want := range map[string]string{
		"/due?by=area":     `href="/due?area=Modern&#43;Work"`,
		"/due?by=location": `href="/due?location=munich"`,
		"/due?by=owner":    `href="/due?owner=` + opaque("pat@fabrikam.example") + `"`,
		"/due?owner=" + opaque("pat@fabrikam.example"):    "<h1>Due: pat@fabrikam.example</h1>",
		"/due?owner=" + opaque("nobody@fabrikam.example"): "Nothing waits for anybody",
		"/due?area=Security":                              "<h1>Due: Security</h1>",
		"/due?location=munich":                            "<h1>Due: Fabrikam München</h1>",
		"/due?owner=pat@fabrikam.example":                 "Graphic Design Institute workshop",
		"/due?owner=nobody":                               "Nothing waits for anybody",
		"/due?location=nowhere&by=owner":                  "Nothing waits for anybody",
	} {
		w := f.get(t, address)
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	if w := f.get(t, "/due?by=moon"); w.Code != http.StatusUnprocessableEntity {
		t.Errorf("%d", w.Code)
	}
}

func TestALongWorklistSaysThatThereIsMore(t *testing.T) {
	f := newFixture(t, nil)
	copies(t, f, 120)
	for _, address := range []string{"/due", "/due?owner=pat@fabrikam.example"} {
		body := f.get(t, address).Body.String()
		if n := strings.Count(body, `<th scope="row">`); n != mostDue || !strings.Contains(body, "More claims wait") {
			t.Errorf("%s: %d claims", address, n)
		}
	}
}

func TestAWorklistThatCannotBeReadIsSaid(t *testing.T) {
	f := newFixture(t, nil)
	f.site.desk = f.deskOver(failing{})
	for _, address := range []string{"/due", "/due?by=area", "/due?owner=x"} {
		if w := f.get(t, address); w.Code != http.StatusServiceUnavailable {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	f.site.desk = f.deskOver(damaged{Store: f.store})
	if body := f.get(t, "/due?owner=pat@fabrikam.example").Body.String(); !strings.Contains(body, "cannot be read") {
		t.Error("a claim that cannot be read is not named")
	}
}

func TestWhatIsOverIsEndedByOneButton(t *testing.T) {
	f := newFixture(t, nil)
	f.site.now = func() time.Time { return demoStart.AddDate(0, 0, 20) }
	for _, address := range []string{"/due", "/due?by=area"} {
		if body := f.get(t, address).Body.String(); !strings.Contains(body, "Record the expiries") {
			t.Errorf("%s does not offer it", address)
		}
	}
	w := f.post(t, "/due/expire", nil)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%d", w.Code)
	}
	body := f.get(t, w.Header().Get("Location")).Body.String()
	if strings.Contains(body, "Record the expiries") || !strings.Contains(body, "The expiry of 7 claims was recorded.") {
		t.Errorf("%s", w.Header().Get("Location"))
	}
	if got := f.claim(t, "graphic-viva").State().Status; got != claims.ConsentExpired {
		t.Errorf("got %s", got)
	}
}

func TestAnExpiryThatCannotBeRecordedIsCounted(t *testing.T) {
	f := newFixture(t, nil)
	f.site.now = func() time.Time { return demoStart.AddDate(0, 0, 20) }
	f.site.desk = f.deskOver(damaged{Store: f.store, also: "graphic-viva"})
	body := f.done(t, "/due/expire", nil).Body.String()
	if !strings.Contains(body, "The expiry of 6 claims was recorded.") || !strings.Contains(body, "1 claim could not be ended") {
		t.Error("it is not said")
	}
	f.site.desk = f.deskOver(failing{})
	if w := f.post(t, "/due/expire", nil); w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d", w.Code)
	}
	f.user = f.partner.Users[1]
	if w := f.post(t, "/due/expire", nil); w.Code != http.StatusForbidden {
		t.Errorf("%d", w.Code)
	}
}

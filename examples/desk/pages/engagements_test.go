package pages

import (
	"net/http"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci/catalog"
)

func TestTheEngagementsAreThoseOfThePortal(t *testing.T) {
	f := newFixture(t, nil)
	for address, want := range map[string]string{
		"/engagements":                                                        "1 of 2",
		"/engagements?availability=expired":                                   "NextGen Windows",
		"/engagements?role=Build+Intent":                                      "Microsoft Syntex",
		"/engagements?location=munich":                                        "0 of 1",
		"/engagements?role=nothing":                                           "No engagement matches",
		"/engagements/fy23-microsoft-viva":                                    "30",
		"/engagements/illustrative-variable-pay":                              "ILLUSTRATIVE",
		"/engagements/fy23-microsoft-viva?edition=FY23-2022-11&on=2022-12-01": "USD 5,000.00",
	} {
		if w := f.get(t, address); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
	for address, status := range map[string]int{
		"/engagements?availability=soon":               422,
		"/engagements/nothing":                         404,
		"/engagements/fy23-microsoft-viva?edition=x":   422,
		"/engagements/nothing?edition=FY23-2022-11":    422,
		"/engagements/fy23-microsoft-viva?on=tomorrow": 422,
	} {
		if w := f.get(t, address); w.Code != status {
			t.Errorf("%s: %d", address, w.Code)
		}
	}
}

func TestTheRatesOfADayAreThoseOfThatDay(t *testing.T) {
	f := newFixture(t, nil)
	all := f.get(t, "/engagements/fy23-microsoft-viva").Body.String()
	early := f.get(t, "/engagements/fy23-microsoft-viva?on=2022-10-01").Body.String()
	late := f.get(t, "/engagements/fy23-microsoft-viva?on=2022-11-10").Body.String()
	const doubt = "the true-up of the earlier rate"
	if !strings.Contains(all, doubt) || !strings.Contains(early, doubt) || strings.Contains(late, doubt) {
		t.Error("a spell stands on the wrong days")
	}
}

func TestEveryEngagementHasAPage(t *testing.T) {
	f := newFixture(t, nil)
	made, err := catalog.Read(madeUp(t), catalog.ReadOptions{Zone: zone})
	if err != nil {
		t.Fatal(err)
	}
	for _, card := range []*catalog.Catalog{f.catalog, made} {
		f.catalog = card
		for e := range f.offered() {
			if w := f.get(t, engagementPath(e.Ref())); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "</html>") {
				t.Errorf("%s: %d", e.Ref(), w.Code)
			}
		}
	}
}

func TestWithoutLocationsTheyAreSaidToBeUnknown(t *testing.T) {
	f := newFixture(t, nil)
	f.partner = noPartner()
	if body := f.get(t, "/engagements").Body.String(); !strings.Contains(body, "Your locations are not known") {
		t.Error("it is not said")
	}
	if body := f.get(t, "/engagements/fy23-microsoft-viva").Body.String(); !strings.Contains(body, "<p>Not known.</p>") {
		t.Error("it is not said")
	}
}

package catalogimpact_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/impact"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/catalogimpact"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

const viva mci.EngagementID = "fy23-microsoft-viva"

var noon = time.Date(2023, 3, 1, 12, 0, 0, 0, time.UTC)

// draft returns the public catalog with replacements in its JSON.
func draft(t testing.TB, pairs ...string) *catalog.Catalog {
	t.Helper()
	text, err := os.ReadFile("../../mci/catalog/public.catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(string(text), pairs[i]) {
			t.Fatalf("the public catalog has no %s", pairs[i])
		}
	}
	card, err := catalog.Read([]byte(strings.NewReplacer(pairs...).Replace(string(text))), catalog.ReadOptions{Zone: time.LoadLocation})
	if err != nil {
		t.Fatal(err)
	}
	return card
}

// records returns the stored claims of a partner: one with consent, and one
// that was declined.
func records(t testing.TB, card *catalog.Catalog) []claims.Record {
	t.Helper()
	engagement, _ := card.Find(viva, mci.DateOf(noon))
	var all []claims.Record
	for i, shown := range []string{"Customer consent received", "Customer consent declined"} {
		customer, err := mci.ParseCustomerID(mci.TenantID, fmt.Sprintf("2f3c4a1e-0d5b-4c6f-9a7e-%012x", i+1))
		if err != nil {
			t.Fatal(err)
		}
		change, err := claims.Adopt(claims.Adoption{
			Name: "Contoso", Engagement: engagement, CustomerID: customer, CustomerCountry: "CH", LocationCountry: "CH", Location: "zurich",
			Shown: claims.ReadStatus(shown), Created: noon,
		}, claims.ID(fmt.Sprint("claim-", i+1)), claims.Meta{Actor: claims.PartnerCenter, At: noon, Received: noon})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, change.Claim.Record())
	}
	return all
}

// listed yields records, and then an error if it is not nil.
func listed(all []claims.Record, last error) iter.Seq2[claims.Record, error] {
	return func(yield func(claims.Record, error) bool) {
		for _, one := range all {
			if !yield(one, nil) {
				return
			}
		}
		if last != nil {
			yield(claims.Record{}, last)
		}
	}
}

const (
	rate  = `"A": "5000", "B": "3000", "C": "1000"`
	lower = `"A": "4000", "B": "3000", "C": "1000"`
)

func TestAReportHasTheClaimsForWhichSomethingChangesAndTheSumsOfAll(t *testing.T) {
	present := draft(t)
	for name, c := range map[string]struct {
		draft   *catalog.Catalog
		all     bool
		claims  int
		loading impact.Loading
	}{
		"the same":                          {present, false, 0, impact.Loads},
		"the same, with all claims":         {present, true, 2, impact.Loads},
		"a lower rate":                      {draft(t, rate, lower), false, 1, impact.NeedsAcceptance}, // the other has ended
		"the engagement has another ID":     {draft(t, `"`+string(viva)+`"`, `"fy23-viva"`), false, 2, impact.Unreadable},
		"another ID, asked with all claims": {draft(t, `"`+string(viva)+`"`, `"fy23-viva"`), true, 2, impact.Unreadable},
	} {
		t.Run(name, func(t *testing.T) {
			r, err := catalogimpact.Of(listed(records(t, present), nil), present, c.draft, noon, c.all)
			if err != nil {
				t.Fatal(err)
			}
			if len(r.Claims) != c.claims || r.Claims == nil {
				t.Errorf("got %d claims: %v", len(r.Claims), r.Claims)
			}
			for _, one := range r.Claims {
				if one.Loading != c.loading {
					t.Errorf("got %v", one)
				}
			}
			if r.Totals.Claims != 2 || len(r.Engagements) != 1 || r.Engagements[viva].Claims != 2 {
				t.Errorf("got %+v and %+v", r.Totals, r.Engagements)
			}
			var missing []catalogimpact.Missing
			if c.loading == impact.Unreadable {
				missing = []catalogimpact.Missing{{Engagement: mci.EngagementRef{Engagement: viva, Edition: "FY23-2022-11"}, Claims: 2}}
			}
			if !slices.Equal(r.Missing, missing) {
				t.Errorf("the draft lacks %v, want %v", r.Missing, missing)
			}
		})
	}
}

func TestNoClaimsAreAnEmptyReport(t *testing.T) {
	present := draft(t)
	r, err := catalogimpact.Of(listed(nil, nil), present, present, noon, true)
	if err != nil || len(r.Claims) != 0 || len(r.Engagements) != 0 || r.Totals.Claims != 0 {
		t.Errorf("got %+v, %v", r, err)
	}
}

func TestAClaimThatCannotBeReadIsInTheReportAndStopsNothing(t *testing.T) {
	present := draft(t)
	r, err := catalogimpact.Of(listed(records(t, present), &store.ClaimError{ID: "torn", Err: errors.New("cut off")}), present, present, noon, false)
	if err != nil || len(r.Claims) != 1 || r.Claims[0].Claim != "torn" || r.Claims[0].Loading != impact.Unreadable || r.Totals.Unreadable != 1 || r.Totals.Claims != 3 || r.Missing != nil {
		t.Errorf("got %+v, %v", r, err)
	}
	if len(r.Engagements) != 1 || r.Engagements[viva].Claims != 2 {
		t.Errorf("it is counted under an engagement that it does not name: %+v", r.Engagements)
	}
}

func TestAnErrorOfTheStoreOrOfTheInputEndsTheReport(t *testing.T) {
	present := draft(t)
	broken := errors.New("the store is away")
	if r, err := catalogimpact.Of(listed(records(t, present), broken), present, present, noon, false); r != nil || !errors.Is(err, broken) {
		t.Errorf("got %+v, %v", r, err)
	}
	for name, ask := range map[string]func() (*catalogimpact.Report, error){
		"no records": func() (*catalogimpact.Report, error) { return catalogimpact.Of(nil, present, present, noon, false) },
		"no catalog": func() (*catalogimpact.Report, error) {
			return catalogimpact.Of(listed(nil, nil), nil, present, noon, false)
		},
		"no draft": func() (*catalogimpact.Report, error) {
			return catalogimpact.Of(listed(nil, nil), present, nil, noon, false)
		},
		"no instant": func() (*catalogimpact.Report, error) {
			return catalogimpact.Of(listed(nil, nil), present, present, time.Time{}, false)
		},
	} {
		if r, err := ask(); r != nil || !errors.Is(err, mci.ErrInvalid) {
			t.Errorf("%s: got %+v, %v", name, r, err)
		}
	}
}

func TestEachEditionIsComparedWithItsOwnOrWithTheLatest(t *testing.T) {
	present := draft(t)
	if got := catalogimpact.Editions(present, present); got != nil {
		t.Errorf("the same editions: got %+v", got)
	}
	got := catalogimpact.Editions(present, draft(t, rate, lower))
	if len(got) == 0 {
		t.Fatal("a lower rate is no change")
	}
	for _, one := range got {
		if one.Against != one.Edition || len(one.Changes) == 0 {
			t.Errorf("got %+v", one)
		}
	}
	var last mci.EditionID
	for e := range present.Editions() {
		last = e.ID()
	}
	renamed := catalogimpact.Editions(present, draft(t, `"`+string(got[0].Edition)+`"`, `"FY99"`))
	found := false
	for _, one := range renamed {
		found = found || one.Edition == "FY99" && one.Against == last
	}
	if !found {
		t.Errorf("got %+v", renamed)
	}
}

func ExampleOf() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
	}
	none := desk.Records((&store.Memory{}).List(context.Background(), store.Query{}))
	report, err := catalogimpact.Of(none, card, card, noon, false)
	fmt.Println(report.Totals.Claims, "claims,", len(report.Claims), "changed,", err)
	// Output: 0 claims, 0 changed, <nil>
}

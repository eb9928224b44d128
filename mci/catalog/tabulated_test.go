package catalog_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// everyEngagement calls do for each engagement of the public and the made-up
// catalog, and of the made-up one in a zone whose days are not those of UTC.
func everyEngagement(t *testing.T, do func(*catalog.Engagement)) {
	t.Helper()
	document, err := json.Marshal(with(madeUpDocument(), change{"editions[0].settings.calendar.timeZone", "East"}))
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := catalog.Read(document, catalog.ReadOptions{
		Zone: func(name string) (*time.Location, error) { return time.FixedZone(name, 5*60*60), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, card := range []*catalog.Catalog{publicly(t), madeUpCatalog(t), elsewhere} {
		for edition := range card.Editions() {
			for e := range edition.Engagements() {
				do(e)
			}
		}
	}
}

// instants are the zero time, the bounds of the years that a date can hold, and
// the seconds around each midnight of some years.
func instants() []time.Time {
	all := []time.Time{{}, time.Unix(-62135596801, 0), time.Unix(-62135596800, 1), time.Unix(253402300799, 0), time.Unix(253402300800, 0)}
	for day := time.Date(2022, time.June, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2027; day = day.AddDate(0, 0, 1) {
		all = append(all, day.Add(-time.Second), day, day.Add(-time.Hour))
	}
	return all
}

func TestWhatIsTabulatedForAnInstantIsTheAnswerForItsDay(t *testing.T) {
	everyEngagement(t, func(e *catalog.Engagement) {
		for _, at := range instants() {
			day := e.Edition().Calendar().Day(at)
			if got, want := e.OfferedAt(at), e.Offered().Includes(day); got != want {
				t.Fatalf("%s is offered at %v: %v, want %v", e.Title(), at, got, want)
			}
			claims, open, inForce := e.ClaimNumbersAt(at)
			if limit, want := e.ClaimLimit(day); claims != limit.Claims || open != limit.Open || inForce != want {
				t.Fatalf("%s at %v: %d and %d claims, %v; want %+v, %v", e.Title(), at, claims, open, inForce, limit, want)
			}
		}
	})
}

func TestWhatTheCountriesDecideAtANominationIsWhatPaysInAnswers(t *testing.T) {
	decisions := 0
	everyEngagement(t, func(e *catalog.Engagement) {
		for _, day := range []mci.Date{{}, date("2022-11-10"), date("2025-09-01"), date("2026-07-01")} {
			for _, customer := range []mci.Country{"", "CH", "US", "IN", "BS", "ZZ", "ch", "A", "CHE"} {
				for _, partner := range []mci.Country{"", "CH", "ZZ"} {
					inputs := catalog.PayInputs{CustomerCountry: customer, PartnerCountry: partner, Dates: mci.AnchorDates{Nomination: day, Creation: day}}
					answer, decided := e.PaysAtNomination(customer, partner)
					if want := e.PaysIn(inputs); decided && answer != want {
						t.Fatalf("%s on %s in %q by a partner in %q: %v, want %v", e.Title(), day, customer, partner, answer, want)
					}
					if decided {
						decisions++
					}
				}
			}
		}
	})
	if decisions == 0 {
		t.Error("no country decides anything")
	}
}

func TestAConditionThatAnEngagementDoesNotSetPasses(t *testing.T) {
	var set catalog.Conditions
	everyEngagement(t, func(e *catalog.Engagement) {
		set |= e.Conditions()
		_, sized := e.SizeOf(catalog.PayInputs{})
		for _, day := range []mci.Date{{}, date("2022-11-10"), date("2025-09-01"), date("2026-07-01")} {
			limit, inForce := e.ClaimLimit(day)
			for _, c := range []struct {
				name   string
				of     catalog.Conditions
				passes bool
			}{
				{"gates", catalog.GatesPartners, e.AdmitsPartner(nil, mci.AnchorDates{Nomination: day}) == mci.Pass},
				{"bars", catalog.BarsSegments, e.Bars("", "") == mci.Pass},
				{"size", catalog.PaysBySize, sized == mci.Pass},
				{"requirements", catalog.AsksMore, e.MeetsRequirements(nil, nil) == mci.Pass},
				{"claims", catalog.LimitsClaims, limit.Claims == 0 && inForce == mci.Pass},
				{"open claims", catalog.LimitsOpenClaims, limit.Open == 0 && inForce == mci.Pass},
				{"lock", catalog.LocksCustomers, !limit.Locked && inForce == mci.Pass},
				{"hours", catalog.AsksHours, e.TakesHours(mci.Hours{}) == mci.Pass},
				{"contract value", catalog.AsksContractValue, e.TakesContractValue(mci.Money{}) == mci.Pass},
				{"status", catalog.AsksOpportunityStatus, e.TakesStatus("") == mci.Pass},
				{"stage", catalog.AsksOpportunityStage, e.TakesStage("") == mci.Pass},
				{"region", catalog.SharesRegion, e.SharedRegion().Holds("", "", day) == mci.Pass},
			} {
				if !c.passes && e.Conditions()&c.of == 0 {
					t.Errorf("%s sets a condition, %s, and does not say so", e.Title(), c.name)
				}
			}
		}
	})
	if all := catalog.SharesRegion<<1 - 1; set != all {
		t.Errorf("the engagements set %b, want each of %b", set, all)
	}
}

// A limit that differs from day to day can be any limit on some day.
func TestAnEngagementSaysOnlyTheConditionsThatItSets(t *testing.T) {
	bare := []change{{byMarket + ".partnerGates", absent{}}, {byMarket + ".requirements", absent{}}, {byMarket + ".claimLimit", absent{}}}
	limited := func(rows ...any) []change { return append(bare[:2:2], change{byMarket + ".claimLimit", rows}) }
	limit := func(more map[string]any) map[string]any {
		more["source"] = "guide"
		return more
	}
	const all = catalog.LimitsClaims | catalog.LimitsOpenClaims | catalog.LocksCustomers
	for _, c := range []struct {
		name    string
		changes []change
		want    catalog.Conditions
	}{
		{"none", bare, 0},
		{"a number of claims", limited(limit(map[string]any{"claims": 2.0})), catalog.LimitsClaims},
		{"a number of open claims", limited(limit(map[string]any{"open": 2.0})), catalog.LimitsOpenClaims},
		{"a lock", limited(limit(map[string]any{"locked": true})), catalog.LocksCustomers},
		{"a number of claims from a day on", limited(limit(map[string]any{"claims": 2.0, "from": "2026-01-01"})), all},
		{"a number that is not known to stay", limited(limit(map[string]any{"open": 2.0, "knownUntil": "2026-01-01"})), all},
	} {
		if got := madeUpWith(t, "by-market", c.changes...).Conditions(); got != c.want {
			t.Errorf("%s: %b, want %b", c.name, got, c.want)
		}
	}
}

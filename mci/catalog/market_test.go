package catalog_test

import (
	"slices"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func marketList(t *testing.T, catalog *catalog.Catalog) *catalog.MarketList {
	t.Helper()
	list, ok := catalog.MarketList("M2022")
	if !ok {
		t.Fatal("the catalog lacks the list M2022")
	}
	return list
}

func TestAMarketListNamesItselfAndItsSource(t *testing.T) {
	list := marketList(t, must(catalog.Public()))
	if list.ID() != "M2022" || list.Source(mci.Date{}) != announcement {
		t.Errorf("got %s, %v", list.ID(), list.Source(mci.Date{}))
	}
	if list, ok := must(catalog.Public()).MarketList("M2023"); ok || list != nil {
		t.Errorf("found %v", list)
	}
	if _, ok := (&catalog.Catalog{}).MarketList("M2022"); ok {
		t.Error("the zero Catalog has a market list")
	}
}

func TestACountryIsInItsMarketAndEveryOtherInTheRest(t *testing.T) {
	list := marketList(t, must(catalog.Public()))
	for country, want := range map[mci.Country]string{"CH": "A", "US": "A", "SG": "B", "PR": "B", "PL": "C", "BR": "C"} {
		if market, ok := list.Market(country, mci.Date{}); ok != mci.Pass || market != want {
			t.Errorf("%s is in market %q (%v), want %s", country, market, ok, want)
		}
	}
}

func TestAnUnknownCountryIsInNoMarket(t *testing.T) {
	if market, ok := marketList(t, must(catalog.Public())).Market("", mci.Date{}); ok == mci.Pass || market != "" {
		t.Errorf("got market %q", market)
	}
}

func TestAListWithoutARestHasNoMarketForOtherCountries(t *testing.T) {
	list := marketList(t, catalogWith(t, change{"marketLists[0].versions[0].markets[2]", map[string]any{"id": "C", "countries": []any{"PL"}}}))
	if market, ok := list.Market("SK", mci.Date{}); ok == mci.Pass || market != "" {
		t.Errorf("got market %q", market)
	}
	if market, ok := list.Market("PL", mci.Date{}); ok != mci.Pass || market != "C" {
		t.Errorf("got market %q (%v)", market, ok)
	}
}

func TestATextThatIsNoCountryIsInNoMarket(t *testing.T) {
	list := marketList(t, must(catalog.Public()))
	for _, country := range []mci.Country{"ch", "CHE", "Switzerland", "XX", "C", "A[", "[A", "[B", "B@", "@B", "\xffA"} {
		if market, ok := list.Market(country, mci.Date{}); ok == mci.Pass {
			t.Errorf("%q is in market %s", country, market)
		}
	}
}

// The made-up list moves Poland from B to A at the start of 2026.
func TestTheDaySelectsTheVersionOfAMarketList(t *testing.T) {
	list, _ := madeUpCatalog(t).MarketList("regions")
	for _, c := range []struct {
		country    mci.Country
		on, market string
		outcome    mci.Outcome
	}{
		{"PL", "2025-12-31", "B", mci.Pass},
		{"PL", "2026-01-01", "A", mci.Pass},
		{"PL", "", "", mci.Unknown},
		{"BR", "2025-12-31", "C", mci.Pass},
	} {
		if market, outcome := list.Market(c.country, date(c.on)); market != c.market || outcome != c.outcome {
			t.Errorf("%s on %q: %q (%v), want %q (%v)", c.country, c.on, market, outcome, c.market, c.outcome)
		}
		if got := list.Source(date(c.on)); (got == mci.Source{}) != (c.on == "") {
			t.Errorf("on %q from %v", c.on, got)
		}
	}
}

func TestAnEngagementTellsTheMarketsOfACountryOnTheDaysAskedFor(t *testing.T) {
	before, after := mci.Period{Until: date("2025-12-31")}, mci.Period{From: date("2026-01-01")}
	for _, c := range []struct {
		id      mci.EngagementID
		country mci.Country
		days    mci.Period
		want    []string
	}{
		{"by-market", "PL", before, []string{"B"}},
		{"by-market", "PL", after, []string{"A"}},
		{"by-market", "PL", mci.Period{}, []string{"B", "A"}},
		{"by-unit", "CH", after, []string{"home"}},
		{"by-unit", "PL", after, nil}, // the list has no market for it
		{"by-share", "PL", after, nil},
	} {
		if got := madeUpEngagement(t, c.id).Markets(c.country, c.days); !slices.Equal(got, c.want) {
			t.Errorf("%s, %s %s: %q, want %q", c.id, c.country, c.days, got, c.want)
		}
	}
}

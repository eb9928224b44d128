package catalog_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestCustomerAndLocationShareARegion(t *testing.T) {
	shared := madeUpEngagement(t, "by-worked-hours").SharedRegion()
	narrow := madeUpWith(t, "by-worked-hours", change{worked + ".sharedRegion.marketList", "two countries"}).SharedRegion()
	for _, c := range []struct {
		name              string
		of                catalog.SharedRegion
		customer, partner mci.Country
		day               string
		want              mci.Outcome
	}{
		{"one region", shared, "CH", "DE", "2026-01-05", mci.Pass},
		{"one country", shared, "SG", "SG", "2026-01-05", mci.Pass},
		{"two regions", shared, "CH", "SG", "2026-01-05", mci.Fail},
		{"two regions until a day", shared, "CH", "PL", "2025-12-31", mci.Fail},
		{"one region from the next day on", shared, "CH", "PL", "2026-01-01", mci.Pass},
		{"the region of all other countries", shared, "BR", "IN", "2026-01-05", mci.Pass},
		{"a customer whose country is not known", shared, "", "DE", "2026-01-05", mci.Unknown},
		{"a location whose country is not known", shared, "CH", "", "2026-01-05", mci.Unknown},
		{"a day that is not known", shared, "CH", "DE", "", mci.Unknown},
		{"a customer in no region", narrow, "DE", "", "", mci.Fail},
		{"both in no region", narrow, "DE", "DE", "", mci.Fail},
		{"one region on all days", narrow, "US", "CH", "", mci.Pass},
		{"no condition", catalog.SharedRegion{}, "", "", "", mci.Pass},
	} {
		if got := c.of.Holds(c.customer, c.partner, date(c.day)); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
	if _, err := json.Marshal(shared); err == nil {
		t.Error("a condition is written to JSON")
	}
	if narrow.Regions.ID() != "two countries" || narrow.Source.Title == "" {
		t.Errorf("the condition is by the list %q, from %v", narrow.Regions.ID(), narrow.Source)
	}
}

func TestASharedRegionIsTheSameFromBothSides(t *testing.T) {
	shared := madeUpEngagement(t, "by-worked-hours").SharedRegion()
	countries := rapid.SampledFrom([]mci.Country{"", "CH", "DE", "PL", "SG", "BR", "ZZ"})
	rapid.Check(t, func(t *rapid.T) {
		a, b, day := countries.Draw(t, "a"), countries.Draw(t, "b"), date(rapid.SampledFrom([]string{"", "2025-12-31", "2026-01-01"}).Draw(t, "day"))
		if shared.Holds(a, b, day) != shared.Holds(b, a, day) {
			t.Fatalf("%q with %q: %v, the other way %v", a, b, shared.Holds(a, b, day), shared.Holds(b, a, day))
		}
	})
}

package partner

import (
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// A claim of one zone is a fault in the world of another one.
func TestAWorldFindsADayThatIsCountedInAnotherZone(t *testing.T) {
	for seed := range uint64(len(zones)) {
		own := Options{Seed: seed}
		all, err := own.cards()
		if err != nil {
			t.Fatal(err)
		}
		engagement, _ := all[firstCard].Find(viva, mci.Date{})
		if got := engagement.Edition().Calendar().Zone().String(); got != zones[seed] {
			t.Fatalf("world %d counts its days in %s, want %s", seed, got, zones[seed])
		}
		id, err := tenantOf(1)
		if err != nil {
			t.Fatal(err)
		}
		for other := range uint64(len(zones)) {
			world, found := &World{options: Options{Seed: other}}, false
			for _, hour := range []int{3, 23} { // the day before in the west, the next one in the east
				change, err := claims.Adopt(claims.Adoption{
					Name: "Contoso", Engagement: engagement, CustomerID: id, Shown: claims.ReadStatus("Approved"),
				}, "claim-1", claims.Meta{Actor: claims.PartnerCenter, At: time.Date(2025, time.October, 1, hour, 0, 0, 0, time.UTC)})
				if err != nil {
					t.Fatal(err)
				}
				record := change.Claim.Record()
				found = found || world.countsDays(change.Claim, &record) != nil
			}
			if found == (seed == other) {
				t.Errorf("a claim in %s, in a world in %s: a fault is found: %t", zones[seed], zones[other], found)
			}
		}
	}
}

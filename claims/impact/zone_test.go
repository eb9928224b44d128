package impact_test

import (
	"encoding/json"
	"fmt"
	"log"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/mci-go/incentives/claims/impact"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// zoned returns the public card counted in a zone, in which the first rate of
// Viva ends with 2022 and has an amount in market A.
func zoned(zone, amount string) *catalog.Catalog {
	var document map[string]any
	if err := json.Unmarshal(must(must(catalog.Public()).MarshalJSON()), &document); err != nil {
		log.Fatal(err)
	}
	edition := document["editions"].([]any)[0].(map[string]any)
	edition["settings"].(map[string]any)["calendar"].(map[string]any)["timeZone"] = zone
	for _, one := range edition["engagements"].([]any) {
		if engagement := one.(map[string]any); engagement["id"] == "fy23-microsoft-viva" {
			rates := engagement["pay"].(map[string]any)["rates"].([]any)
			rates[0].(map[string]any)["until"], rates[1].(map[string]any)["from"] = "2022-12-31", "2023-01-01"
			rates[0].(map[string]any)["amounts"].(map[string]any)["A"] = amount
		}
	}
	return must(catalog.Read(must(json.Marshal(document)), catalog.ReadOptions{Zone: time.LoadLocation}))
}

// A rate of the past touches no claim whose consent is still to come.
func TestAChangedRateTouchesAClaimAsLongAsItsDaysLastInTheEditionsZone(t *testing.T) {
	for _, zone := range []string{"Europe/Zurich", "America/Los_Angeles"} {
		old, updated := zoned(zone, "5000"), zoned(zone, "4500")
		record := claimIn(old, "claim-1", "CH")
		e, _ := old.Find("fy23-microsoft-viva", mci.Date{})
		end := mci.DateOf(day("2023-01-01")).Start(e.Edition().Calendar().Zone())
		for at, touches := range map[time.Time]int{end.Add(-time.Nanosecond).UTC(): 1, end.UTC(): 0} {
			for found, err := range impact.Register(listed(record), old, updated, at) {
				if err != nil || len(found.Touches) != touches {
					t.Errorf("%s, at %s: touched by %s, error %v; want %d changes", zone, at, fmt.Sprint(found.Touches), err, touches)
				}
			}
		}
	}
}

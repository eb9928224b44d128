package opportunities

import (
	"bytes"
	"os"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestThePayOfAnOpportunityIsThatOfTheDayInTheEditionsZone(t *testing.T) {
	for _, zone := range []string{"Europe/Zurich", "America/Los_Angeles"} {
		text := bytes.ReplaceAll(must(os.ReadFile(madeUpFile)), []byte(`"UTC"`), []byte(`"`+zone+`"`))
		edition, ok := must(catalog.Read(text, catalog.ReadOptions{Zone: time.LoadLocation})).Edition("made-up-1")
		if !ok || edition.Calendar().Zone().String() != zone {
			t.Fatalf("no edition in %s", zone)
		}
		turn := must(mci.ParseDate("2026-01-01")).Start(edition.Calendar().Zone())
		for at, want := range map[time.Time]string{turn.Add(-time.Nanosecond): "USD 9,000.00", turn: "USD 9,600.00"} {
			q := asking()
			q.At = at.UTC()
			o := opportunity()
			o.Hours = must(mci.ParseHours("60"))
			var got string
			for _, line := range must(Match(q, []Opportunity{o}, edition.Engagements()))[0].Lines {
				if line.Engagement.Engagement == "by-hours-alone" {
					got = line.Payout.Amount.String()
				}
			}
			if got != want {
				t.Errorf("%s, at %s: 60 hours pay %q, want %s", zone, at.UTC().Format(time.RFC3339Nano), got, want)
			}
		}
	}
}

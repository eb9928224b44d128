package eligibility

import (
	"bytes"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// inZone returns an engagement of the public catalog whose days are counted in a
// zone.
func inZone(t *testing.T, zone string, id mci.EngagementID) *catalog.Engagement {
	t.Helper()
	public, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	text, err := public.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	card, err := catalog.Read(bytes.ReplaceAll(text, []byte(`"UTC"`), []byte(`"`+zone+`"`)), catalog.ReadOptions{Zone: time.LoadLocation})
	if err != nil {
		t.Fatal(err)
	}
	found, ok := card.Find(id, mci.Date{})
	if !ok || found.Edition().Calendar().Zone().String() != zone {
		t.Fatalf("%s is not in the catalog of %s", id, zone)
	}
	return found
}

// Between the two midnights, that of the zone and that of UTC, it is another day
// in the zone than in UTC: the day before in the west, and the next one in the
// east.
func TestTheDayOfAQuestionIsOneOfTheEditionsZone(t *testing.T) {
	for _, zone := range []string{"Europe/Zurich", "America/Los_Angeles"} {
		e := inZone(t, zone, "fy23-nextgen-windows")
		offered := e.Offered()
		first, end := offered.From.Start(e.Edition().Calendar().Zone()), offered.Until.AddDays(1).Start(e.Edition().Calendar().Zone())
		for _, c := range []struct {
			name   string
			at     time.Time
			want   mci.Outcome
			status Availability
		}{
			{"just before the first day", first.Add(-time.Nanosecond), mci.Fail, Upcoming},
			{"as the first day begins", first, mci.Pass, Active},
			{"just before the last day ends", end.Add(-time.Nanosecond), mci.Pass, Active},
			{"as the last day ends", end, mci.Fail, Expired},
		} {
			q := workshop()
			q.Engagement, q.At = e, c.at.UTC()
			decision, err := Decide(&q)
			if got := outcomeOf(decision, "engagement.offered"); err != nil || got != c.want {
				t.Errorf("%s, %s: it is offered: %v, want %v; %v", zone, c.name, got, c.want, err)
			}
			if got := AvailabilityOf(e, q.At); got != c.status {
				t.Errorf("%s, %s: the engagement is %s, want %s", zone, c.name, got, c.status)
			}
			q.Customer.MeetsCriteria = mci.No
			q.Waivers = []Waiver{{Rule: "customer.criteria", Reason: "agreed", Approver: "maria", Until: offered.From.AddDays(-1)}}
			decision, err = Decide(&q)
			if waived := len(decision.Waived()) == 1; err != nil || waived != c.at.Before(first) {
				t.Errorf("%s, %s: waived until the day before the first one: %t; %v", zone, c.name, waived, err)
			}
		}
	}
}

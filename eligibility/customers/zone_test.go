package customers

import (
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/internal/questiontest"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A waiver covers its last day wherever that day is counted.
func TestAWaiverOfARosterEndsWithTheDayInTheEditionsZone(t *testing.T) {
	for _, zone := range []string{"Europe/Zurich", "America/Los_Angeles"} {
		e, _ := questiontest.PublicIn(zone).Find("fy23-endpoint-management", mci.Date{})
		last, err := mci.ParseDate("2023-02-28")
		if err != nil {
			t.Fatal(err)
		}
		end := last.AddDays(1).Start(e.Edition().Calendar().Zone())
		for at, covered := range map[time.Time]bool{end.Add(-time.Nanosecond): true, end: false} {
			r, err := NewRoster([]*catalog.Engagement{e}, at.UTC(), mci.Location{ID: "L-1", Country: "CH"})
			if err != nil {
				t.Fatal(err)
			}
			p := r.Place(&RosterEntry{
				MeetsCriteria: FactSet{}.With(0, mci.No),
				Waivers:       []eligibility.Waiver{{Rule: "customer.criteria", Reason: "agreed", Approver: "maria", Until: last}},
			})
			if got := p.Waived("customer.criteria").Has(0); got != covered {
				t.Errorf("%s, at %s: a waiver until %s covers the rule: %t", zone, at.UTC().Format(time.RFC3339Nano), last, got)
			}
		}
	}
}

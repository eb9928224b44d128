package register_test

import (
	"bytes"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestTheDaysLeftOfAWorkItemAreCountedInTheEditionsZone(t *testing.T) {
	for _, zone := range []string{"Europe/Zurich", "America/Los_Angeles"} {
		text := bytes.ReplaceAll(must(public().MarshalJSON()), []byte(`"UTC"`), []byte(`"`+zone+`"`))
		e := engagement(must(catalog.Read(text, catalog.ReadOptions{Zone: time.LoadLocation})), viva)
		claim := must(claims.Open(nominate(question(e, at("2022-11-10T12:00Z"))), "claim-1", by(claims.AddCustomer, at("2022-11-10T12:00Z")))).Claim
		end := date("2022-12-11").Start(e.Edition().Calendar().Zone())
		for at, want := range map[time.Time]int{end.Add(-time.Nanosecond).UTC(): 0, end.UTC(): -1} {
			item := register.Work(register.Activity(claim), at)
			if item.DaysLeft != want || item.Next.DaysLeft(at) != want || item.Over == (want == 0) {
				t.Errorf("%s, at %s: %d and %d days are left, over %t; want %d", zone, at, item.DaysLeft, item.Next.DaysLeft(at), item.Over, want)
			}
		}
	}
}

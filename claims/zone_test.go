package claims_test

import (
	"errors"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// inZones calls a test with the public catalog counted in a zone east of UTC and
// in one west of it, with an engagement and the first instant of 1 December
// there. The nanosecond before it is another day in the zone. In UTC, both are
// the same day.
func inZones(t *testing.T, test func(t *testing.T, e *catalog.Engagement, first time.Time)) {
	t.Helper()
	for _, zone := range []string{"Europe/Zurich", "America/Los_Angeles"} {
		t.Run(zone, func(t *testing.T) {
			e := engagement(adapted(t, `"timeZone": "UTC"`, `"timeZone": "`+zone+`"`), viva)
			test(t, e, date("2022-12-01").Start(e.Edition().Calendar().Zone()).UTC())
		})
	}
}

// adoptedOn returns a claim that Partner Center shows in a status, as it was
// created and adopted.
func adoptedOn(e *catalog.Engagement, shown claims.Status, created, seen time.Time) *claims.Claim {
	return must(claims.Adopt(claims.Adoption{
		Name: "Contoso", Engagement: e, CustomerID: tenant, Shown: claims.ReadStatus(shown.String()), Created: created,
	}, "claim-1", claims.Meta{Actor: claims.PartnerCenter, At: seen})).Claim
}

func TestAnApprovedClaimNeedsAttentionWhenTheExpectedDayIsOverInTheEditionsZone(t *testing.T) {
	inZones(t, func(t *testing.T, e *catalog.Engagement, first time.Time) {
		for approved, expected := range map[time.Time]mci.Date{first.Add(-time.Nanosecond): date("2023-01-14"), first: date("2023-01-15")} {
			claim := adoptedOn(e, claims.Approved, time.Time{}, approved)
			if got := claim.ExpectedPayment(); got != expected {
				t.Errorf("approved at %s: the payment is expected on %s, want %s", approved, got, expected)
			}
			if got, want := claim.Index().Attention, expected.AddDays(1).Start(e.Edition().Calendar().Zone()); !got.Equal(want) {
				t.Errorf("approved at %s: it needs attention at %s, want %s", approved, got, want)
			}
		}
	})
}

func TestTheRecordedDayOfACreationIsOneOfTheEditionsZone(t *testing.T) {
	inZones(t, func(t *testing.T, e *catalog.Engagement, first time.Time) {
		for at, on := range map[time.Time]mci.Date{first.Add(-time.Nanosecond): date("2022-11-30"), first: date("2022-12-01")} {
			meta := claims.Meta{Actor: claims.PartnerCenter, At: first.AddDate(0, 0, 3)}
			assumed := adoptedOn(e, claims.UnderReview, time.Time{}, first.AddDate(0, 0, 2))
			change := must(claims.Apply(assumed, claims.RecordFacts{Created: on}, meta))
			if got, want := change.Claim.Record().Created, on.Start(e.Edition().Calendar().Zone()); !got.Equal(want) {
				t.Errorf("created on %s: recorded %s, want %s", on, got, want)
			}
			known := adoptedOn(e, claims.UnderReview, at, first.AddDate(0, 0, 2))
			if change := must(claims.Apply(known, claims.RecordFacts{Created: on}, meta)); len(change.Entries) > 0 {
				t.Errorf("created at %s, which is on %s: the day is recorded again", at, on)
			}
			if _, err := claims.Apply(known, claims.RecordFacts{Created: on.AddDays(1)}, meta); !errors.Is(err, claims.ErrRefused) {
				t.Errorf("created at %s, which is on %s: the next day is recorded: %v", at, on, err)
			}
		}
	})
}

func TestTheMostDaysOfAClaimAreCountedInTheEditionsZone(t *testing.T) {
	inZones(t, func(t *testing.T, e *catalog.Engagement, first time.Time) {
		for created, last := range map[time.Time]mci.Date{first.Add(-time.Nanosecond): date("2023-04-29"), first: date("2023-04-30")} {
			if got := adoptedOn(e, claims.UnderReview, created, first).Maximum(); got.Computed != 150 || got.LastDay != last {
				t.Errorf("created at %s: got %+v, want 150 days until %s", created, got, last)
			}
		}
	})
}

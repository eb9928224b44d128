package association_test

import (
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// A subscription ends with its last day in the zone of the host's business days.
func TestTheLastDayOfASubscriptionIsOneOfTheHostsZone(t *testing.T) {
	for _, name := range []string{"Europe/Zurich", "America/Los_Angeles"} {
		zone := must(time.LoadLocation(name))
		terms := must(cpor.NewTerms(cpor.TermsOptions{Days: must(cpor.NewBusinessDays(zone, nil, nil))}))
		l := openOn(t, cpor.PresalesAdvisor, terms, "2023-01-06").
			do("2023-01-09", association.GiveProof{Proof: proof("2022-12-01", sales)}, association.Submit{}).
			do("2023-01-10", association.BeginReview{}).
			do("2023-01-11", association.Approve{}).
			do("2023-06-01", association.EndSubscription{LastDay: date("2023-05-31")})
		over := date("2023-06-01").Start(zone)
		if got := l.claim.Index().Attention; !got.Equal(over) {
			t.Errorf("%s: it needs attention at %s, want %s", name, got.UTC(), over.UTC())
		}
		for at, warned := range map[time.Time]bool{over.Add(-time.Nanosecond).UTC(): false, over.UTC(): true} {
			var got bool
			for _, warning := range l.claim.Warnings(at) {
				got = got || warning.Path == "subscriptionEnds"
			}
			if got != warned {
				t.Errorf("%s, at %s: it is told that the subscription has ended: %t", name, at, got)
			}
		}
	}
}

// The window of a dispute counts calendar days.
func TestTheDaysOfADisputeAreCountedInTheHostsZone(t *testing.T) {
	for _, name := range []string{"Europe/Zurich", "America/Los_Angeles"} {
		zone := must(time.LoadLocation(name))
		terms := must(cpor.NewTerms(cpor.TermsOptions{Days: must(cpor.NewBusinessDays(zone, nil, nil))}))
		first := date("2023-01-11").Start(zone).UTC()
		for at, last := range map[time.Time]mci.Date{first.Add(-time.Nanosecond): date("2023-02-09"), first: date("2023-02-10")} {
			l := openOn(t, cpor.ModernWorkUsage, terms, "2023-01-06").
				do("2023-01-09", association.GiveProof{Proof: proof("2022-12-01", teams, exchange)}, association.Submit{}, association.BeginReview{}).
				do(at.Format(time.RFC3339Nano), association.Reject{})
			if d := l.claim.Deadlines()[0]; d.Window.LastDay != last || !d.Window.End.Equal(last.AddDays(1).Start(zone)) {
				t.Errorf("%s, rejected at %s: 30 days end with %s at %s, want %s", name, at, d.Window.LastDay, d.Window.End.UTC(), last)
			}
		}
	}
}

func TestTheDaysThatAreLeftAreCountedInTheHostsZone(t *testing.T) {
	for _, name := range []string{"Europe/Zurich", "America/Los_Angeles"} {
		zone := must(time.LoadLocation(name))
		terms := must(cpor.NewTerms(cpor.TermsOptions{Days: must(cpor.NewBusinessDays(zone, nil, nil))}))
		first := date("2023-01-10").Start(zone).UTC()
		for at, last := range map[time.Time]mci.Date{first.Add(-time.Nanosecond): date("2023-01-16"), first: date("2023-01-17")} {
			l := openOn(t, cpor.ModernWorkUsage, terms, "2023-01-06").
				do(at.Format(time.RFC3339Nano), association.GiveProof{Proof: proof("2022-12-01", teams, exchange)}, association.Submit{})
			d := l.claim.Deadlines()[0]
			end := last.AddDays(1).Start(zone).UTC()
			if d.Window.LastDay != last || !d.Window.End.Equal(end) {
				t.Errorf("%s, submitted at %s: five business days end with %s at %s", name, at, d.Window.LastDay, d.Window.End.UTC())
			}
			if left, after := d.DaysLeft(end.Add(-time.Nanosecond)), d.DaysLeft(end); left != 0 || after != -1 {
				t.Errorf("%s: %d days are left at the last instant and %d after it", name, left, after)
			}
		}
	}
}

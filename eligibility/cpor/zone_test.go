package cpor_test

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/mci"
)

// Each day of a question is one of the zone in which the host counts business
// days.
func TestTheDayOfAQuestionIsOneOfTheZoneOfTheTerms(t *testing.T) {
	for _, name := range []string{"Europe/Zurich", "America/Los_Angeles"} {
		zone := must(time.LoadLocation(name))
		terms := must(cpor.NewTerms(cpor.TermsOptions{Days: must(cpor.NewBusinessDays(zone, nil, nil))}))
		monday := date("2023-01-09")
		begins := monday.Start(zone)
		for at, want := range map[time.Time]mci.Date{begins.Add(-time.Nanosecond): monday.AddDays(-1), begins: monday} {
			at = at.UTC()
			q := question(cpor.PresalesAdvisor, at)
			q.Terms, q.Subscription.ProvisionedOn = terms, monday
			switch _, err := cpor.Decide(q); {
			case want != monday:
				wantInvalid(t, err, "subscription.provisionedOn")
			case err != nil:
				t.Errorf("%s, at %s: %v", name, at, err)
			}
			q.Subscription.ProvisionedOn = mci.Date{}
			decision := must(cpor.Decide(q))
			if got := decision.Prospects()[0].Held.From; got != want {
				t.Errorf("%s, at %s: the association would hold from %s, want %s", name, at, got, want)
			}
			if got := terms.BusinessDays().Window(at, 5); got.LastDay != terms.BusinessDays().Add(want, 5) || !got.End.Equal(got.LastDay.AddDays(1).Start(zone)) {
				t.Errorf("%s, at %s: five business days end at %s with %s", name, at, got.End.UTC(), got.LastDay)
			}
			if got := terms.BusinessDays().PlainWindow(at, 5); got.LastDay != want.AddDays(5) || !got.End.Equal(got.LastDay.AddDays(1).Start(zone)) {
				t.Errorf("%s, at %s: five days end at %s with %s", name, at, got.End.UTC(), got.LastDay)
			}
			oldest := mci.DateOf(want.Start(time.UTC).AddDate(0, -terms.ProofMonths(), 0))
			for dated, fits := range map[mci.Date]bool{oldest: true, oldest.AddDays(-1): false} {
				p := proof(dated.String(), sales)
				if got := !slices.ContainsFunc(p.Findings([]cpor.Workload{sales}, terms, at), func(f mci.Finding) bool { return f.Outcome != mci.Pass }); got != fits {
					t.Errorf("%s, at %s: a proof of %s is recent enough: %t", name, at, dated, got)
				}
			}
		}
	}
}

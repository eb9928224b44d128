package plan

import (
	"slices"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"github.com/mci-go/incentives/eligibility/internal/questiontest"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A turn lies ahead as long as its day has not begun in the edition's zone, and
// from the beginning of that day on the answer is another one.
func TestAPlanTurnsOnTheDayInTheEditionsZone(t *testing.T) {
	for _, zone := range []string{"Europe/Zurich", "America/Los_Angeles"} {
		e, _ := questiontest.PublicIn(zone).Find("fy23-nextgen-windows", mci.Date{})
		last := e.Offered().Until
		end := last.AddDays(1).Start(e.Edition().Calendar().Zone())
		for at, want := range map[time.Time]mci.Date{end.Add(-time.Nanosecond): last.AddDays(1), end: {}} {
			p := contosoProspect()
			p.At, p.Sites, p.Identities, p.Waivers = at.UTC(), p.Sites[:1], p.Identities[:1], nil
			p.Sites[0].Eligible[e.Ref().Engagement] = mci.Yes
			p.Identities[0].Customer = questiontest.Workshop().Customer
			made, err := Make(p, slices.Values([]*catalog.Engagement{e}))
			if err != nil {
				t.Fatal(err)
			}
			best := made.Options()[0].Best()
			if got := best.Turn().On; got != want || (best.Decision().Outcome() == mci.Pass) == want.IsZero() {
				t.Errorf("%s, at %s: the answer is %s and turns on %q, want %q", zone, at.UTC().Format(time.RFC3339Nano), best.Decision().Outcome(), got, want)
			}
		}
	}
}

package customers

import (
	"errors"
	"testing"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/internal/questiontest"
	"github.com/mci-go/incentives/mci"
)

func TestTheFirstThingThatWouldBePassedOverIsReported(t *testing.T) {
	r := rosterOf(t, rosterEngagements[:3]...)
	for name, c := range map[string]struct {
		entry *RosterEntry
		want  string
	}{
		"well formed": {&RosterEntry{
			MeetsCriteria: FactSetOf(0b011, 0b100), OpenClaim: 0b111, Closed: 0b111, Holdings: []Holding{{Place: 2}, {Place: 0}},
		}, ""},
		"nothing known":         {&RosterEntry{}, ""},
		"no entry":              {nil, "found nothing, want an entry"},
		"criteria beyond":       {&RosterEntry{MeetsCriteria: FactSet{}.With(3, mci.No)}, "meetsCriteria: found 3, want a place below 3, the number of engagements"},
		"nominated beyond":      {&RosterEntry{Nominated: FactSet{}.With(63, mci.Yes)}, "nominated: found 63, want a place below 3, the number of engagements"},
		"open claim beyond":     {&RosterEntry{OpenClaim: 0b11000}, "openClaim: found 3, want a place below 3, the number of engagements"},
		"closed claim beyond":   {&RosterEntry{Closed: 1 << 40}, "closed: found 40, want a place below 3, the number of engagements"},
		"negative place":        {&RosterEntry{Holdings: []Holding{{Place: 1}, {Place: -1}}}, "holdings[1].place: found -1, want a place below 3, the number of engagements"},
		"place beyond":          {&RosterEntry{Holdings: []Holding{{Place: 3}}}, "holdings[0].place: found 3, want a place below 3, the number of engagements"},
		"place of two":          {&RosterEntry{Holdings: []Holding{{Place: 1}, {Place: 1}}}, "holdings[1].place: found 1, want a place that no other holding has"},
		"waiver of no approver": {&RosterEntry{Waivers: []eligibility.Waiver{{Rule: "customer.criteria", Reason: "agreed"}}}, "waivers[0].approver: found nothing, want a text of 1 to 200 bytes on one line, without control, direction or invisible characters"},
	} {
		err := r.Check(c.entry)
		if (err == nil) != (c.want == "") || err != nil && (!errors.Is(err, mci.ErrInvalid) || err.Error() != c.want) {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// Two holdings for one engagement contradict each other, so its claims are
// unknown. The default does not apply either.
func TestClaimsThatAreGivenTwiceAreNotKnown(t *testing.T) {
	r := rosterOf(t, questiontest.Engagement("two-claims"), questiontest.Engagement("limited"))
	e := &RosterEntry{Claims: eligibility.CountOf(0), OpenClaims: eligibility.CountOf(0)}
	for times, want := range []EngagementSet{0, 0, 0b01, 0b01} {
		p := r.Place(e)
		if got := p.Unknown("customer.claim-limit"); got != want {
			t.Errorf("named %d times: unknown for %b, want %b", times, got, want)
		}
		e.Holdings = append(e.Holdings, Holding{0, eligibility.CountOf(1), eligibility.CountOf(1)})
	}
}

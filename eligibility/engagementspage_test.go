package eligibility

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

const (
	endpoint mci.EngagementID = "fy23-endpoint-management"
	variable mci.EngagementID = "illustrative-variable-pay"
)

// site returns an enrolled location with a payee profile, which is eligible for
// the endpoint workshop as given.
func site(id mci.LocationID, eligible mci.Fact) Site {
	return Site{
		Location: mci.Location{ID: id, Country: "CH", Enrollment: mci.Enrolled, PayeeProfile: mci.Yes},
		Eligible: map[mci.EngagementID]mci.Fact{endpoint: eligible},
	}
}

// linesOf returns the lines for two engagements: the endpoint workshop and the
// one with variable pay.
func linesOf(sites []Site, filter EngagementFilter, at time.Time) []EngagementLine {
	lines, err := EngagementsPage(slices.Values([]*catalog.Engagement{engagement(endpoint), engagement(variable)}), sites, filter, at)
	if err != nil {
		panic(err)
	}
	return slices.Collect(lines)
}

func TestAnEngagementIsListedIfALocationIsEligible(t *testing.T) {
	for name, c := range map[string]struct {
		sites []Site
		want  []mci.Fact // for the endpoint workshop; empty if it is not listed
	}{
		"one of two is eligible":       {[]Site{site("L-1", mci.No), site("L-2", mci.Yes)}, []mci.Fact{mci.Yes}},
		"none is":                      {[]Site{site("L-1", mci.No), site("L-2", mci.No)}, nil},
		"one is not known":             {[]Site{site("L-1", mci.No), site("L-2", mci.NotSupplied)}, []mci.Fact{mci.NotSupplied}},
		"one is, another is not known": {[]Site{site("L-1", mci.NotSupplied), site("L-2", mci.Yes)}, []mci.Fact{mci.Yes}},
		"there are no locations":       {[]Site{}, nil},
		"the locations are not known":  {nil, []mci.Fact{mci.NotSupplied}},
	} {
		var got []mci.Fact
		for _, line := range linesOf(c.sites, EngagementFilter{PartnerRoles: []string{engagement(endpoint).PartnerRole()}}, at(2023, time.March, 1)) {
			if line.Engagement == engagement(endpoint) {
				got = append(got, line.Eligible)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: listed as %v, want %v", name, got, c.want)
		}
	}
}

func TestALocationEarnsIfItIsEnrolledEligibleAndCanBePaid(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Site)
		want   mci.Outcome
		count  EarningCount
		text   string
	}{
		"all of it":                 {func(*Site) {}, mci.Pass, EarningCount{1, 1, 0}, "1 of 1"},
		"not eligible":              {func(s *Site) { s.Eligible[endpoint] = mci.No }, mci.Fail, EarningCount{1, 0, 0}, "0 of 1"},
		"no payee profile":          {func(s *Site) { s.Location.PayeeProfile = mci.No }, mci.Fail, EarningCount{1, 0, 0}, "0 of 1"},
		"not enrolled":              {func(s *Site) { s.Location.Enrollment = mci.Invited }, mci.Fail, EarningCount{}, "0 of 0"},
		"eligibility not known":     {func(s *Site) { s.Eligible = nil }, mci.Unknown, EarningCount{1, 0, 1}, "0 of 1, 1 undecided"},
		"payee profile not known":   {func(s *Site) { s.Location.PayeeProfile = 0 }, mci.Unknown, EarningCount{1, 0, 1}, "0 of 1, 1 undecided"},
		"enrollment not known":      {func(s *Site) { s.Location.Enrollment = 0 }, mci.Unknown, EarningCount{0, 0, 1}, "0 of 0, 1 undecided"},
		"not known, and not enough": {func(s *Site) { s.Location.Enrollment, s.Location.PayeeProfile = 0, mci.No }, mci.Fail, EarningCount{}, "0 of 0"},
	} {
		s := site("L-1", mci.Yes)
		c.change(&s)
		if got := s.Earns(endpoint); got != c.want {
			t.Errorf("%s: it earns: %v, want %v", name, got, c.want)
		}
		if got := CountEarning([]Site{s}, endpoint); got != c.count || got.String() != c.text {
			t.Errorf("%s: the count is %v, %q, want %v, %q", name, got, got, c.count, c.text)
		}
	}
}

func TestTheFiltersOfTheEngagementsPage(t *testing.T) {
	sites := []Site{site("L-1", mci.Yes), site("L-2", mci.No)}
	sites[0].Eligible[variable], sites[1].Eligible[variable] = mci.No, mci.Yes
	both := []mci.EngagementID{endpoint, variable}
	for name, c := range map[string]struct {
		filter EngagementFilter
		want   []mci.EngagementID
	}{
		"none":                        {EngagementFilter{}, both},
		"a status":                    {EngagementFilter{Availabilities: []Availability{Active}}, both[:1]},
		"another status":              {EngagementFilter{Availabilities: []Availability{Upcoming}}, both[1:]},
		"several statuses":            {EngagementFilter{Availabilities: []Availability{Active, Upcoming}}, both},
		"a role that none has":        {EngagementFilter{PartnerRoles: []string{"Nobody"}}, nil},
		"the role of one":             {EngagementFilter{PartnerRoles: []string{engagement(endpoint).PartnerRole()}}, rolesAlike(both)},
		"a location":                  {EngagementFilter{Locations: []mci.LocationID{"L-1"}}, both[:1]},
		"another location":            {EngagementFilter{Locations: []mci.LocationID{"L-2"}}, both[1:]},
		"a location that is not one":  {EngagementFilter{Locations: []mci.LocationID{"L-3"}}, nil},
		"a status and a wrong place":  {EngagementFilter{Availabilities: []Availability{Active}, Locations: []mci.LocationID{"L-2"}}, nil},
		"the last status":             {EngagementFilter{Availabilities: []Availability{Expired}}, nil},
		"a status that nothing is in": {EngagementFilter{Availabilities: []Availability{AvailabilityUnknown}}, nil},
	} {
		var got []mci.EngagementID
		for _, line := range linesOf(sites, c.filter, at(2023, time.March, 1)) {
			got = append(got, line.Engagement.Ref().Engagement)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v are listed, want %v", name, got, c.want)
		}
	}
}

// rolesAlike returns the engagements with the same partner role as the first.
func rolesAlike(ids []mci.EngagementID) []mci.EngagementID {
	var alike []mci.EngagementID
	for _, id := range ids {
		if engagement(id).PartnerRole() == engagement(ids[0]).PartnerRole() {
			alike = append(alike, id)
		}
	}
	return alike
}

func TestTheStatusOfAnEngagementIsThatOfTheDay(t *testing.T) {
	for _, c := range []struct {
		id   mci.EngagementID
		at   time.Time
		want Availability
	}{
		{endpoint, time.Date(2022, time.June, 30, 23, 59, 59, 0, time.UTC), Upcoming},
		{endpoint, time.Date(2022, time.July, 1, 0, 0, 0, 0, time.UTC), Active},
		{endpoint, time.Date(2023, time.June, 30, 23, 59, 59, 0, time.UTC), Active},
		{endpoint, time.Date(2023, time.July, 1, 0, 0, 0, 0, time.UTC), AvailabilityUnknown},
		{endpoint, time.Time{}, AvailabilityUnknown},
		{variable, time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC), Expired},
	} {
		if got := AvailabilityOf(engagement(c.id), c.at); got != c.want {
			t.Errorf("%s on %v is %v, want %v", c.id, c.at, got, c.want)
		}
	}
	if got := AvailabilityOf(nil, at(2023, time.March, 1)); got != AvailabilityUnknown {
		t.Errorf("no engagement is %v", got)
	}
}

func TestAnAvailabilityIsWrittenAndReadInWords(t *testing.T) {
	for a := AvailabilityUnknown; a <= Expired; a++ {
		text, err := a.MarshalText()
		var read Availability
		if err != nil || read.UnmarshalText(text) != nil || read != a || string(text) != a.String() {
			t.Errorf("%d is written as %q, %v, and read as %d", a, text, err, read)
		}
	}
	if _, err := (Expired + 1).MarshalText(); err == nil {
		t.Error("a status that is not declared is written")
	}
	read := Active
	if err := read.UnmarshalText([]byte("Active")); err == nil || read != Active {
		t.Errorf("the text Active is read as %v", read)
	}
}

func TestTheEngagementsPageCanBeLeftAnywhere(t *testing.T) {
	pulled := 0
	source := func(yield func(*catalog.Engagement) bool) {
		for _, id := range []mci.EngagementID{endpoint, variable} {
			pulled++
			if !yield(engagement(id)) {
				return
			}
		}
	}
	lines, err := EngagementsPage(source, nil, EngagementFilter{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for range lines {
		break
	}
	if pulled != 1 {
		t.Errorf("%d engagements were read for one line", pulled)
	}
}

func TestTheSitesForAUserAreThoseWhereTheUserIsKnownToBePermitted(t *testing.T) {
	sites := []Site{site("L-1", mci.Yes), site("L-2", mci.Yes), {Location: mci.Location{ID: "L-3"}}}
	ids := func(sites []Site) (ids []mci.LocationID) {
		for _, s := range sites {
			ids = append(ids, s.Location.ID)
		}
		return ids
	}
	for name, c := range map[string]struct {
		user   mci.User
		action Action
		want   []mci.LocationID
	}{
		"of one location":       {userWith(mci.IncentivesUser, "L-2"), StartClaims, []mci.LocationID{"L-2"}},
		"of all that are known": {userWith(mci.IncentivesUser, ""), StartClaims, []mci.LocationID{"L-1", "L-2"}},
		"to see":                {userWith(mci.IncentivesUser, ""), ViewPrograms, []mci.LocationID{"L-1", "L-2", "L-3"}},
		"nobody":                {mci.User{}, StartClaims, nil},
	} {
		got, err := SitesFor(c.user, c.action, sites)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, ids(got)); diff != "" || got == nil {
			t.Errorf("%s: the sites differ (-want +got):\n%s", name, diff)
		}
	}
	if none, err := SitesFor(userWith(mci.IncentivesUser, ""), StartClaims, nil); none != nil || err != nil {
		t.Error("sites that are not known have become none")
	}
}

func TestLessIsKnownOfASiteAndNothingIsBetter(t *testing.T) {
	facts, enrollments := []mci.Fact{mci.NotSupplied, mci.Yes, mci.No}, []mci.Enrollment{mci.EnrollmentUnknown, mci.Enrolled, mci.Invited}
	rapid.Check(t, func(t *rapid.T) {
		s := site("L-1", rapid.SampledFrom(facts).Draw(t, "eligible"))
		s.Location.PayeeProfile = rapid.SampledFrom(facts).Draw(t, "payee profile")
		s.Location.Enrollment = rapid.SampledFrom(enrollments).Draw(t, "enrollment")
		before, listedBefore := s.Earns(endpoint), PartnerEligible([]Site{s}, endpoint)
		rapid.SampledFrom([]func(){
			func() { s.Eligible = nil }, func() { s.Location.PayeeProfile = 0 }, func() { s.Location.Enrollment = 0 },
		}).Draw(t, "forget")()
		after := s.Earns(endpoint)
		if after != before && after != mci.Unknown {
			t.Fatalf("it earned: %v; with less information: %v", before, after)
		}
		if now := PartnerEligible([]Site{s}, endpoint); now != listedBefore && now != mci.NotSupplied {
			t.Fatalf("eligible: %v; with less information: %v", listedBefore, now)
		}
	})
}

package eligibility

import (
	"fmt"
	"maps"
	"slices"

	"github.com/mci-go/incentives/mci"
)

// A Site is one of the partner's locations, with its eligibility for the
// engagements. In the zero Site nothing is known of the location.
type Site struct {
	// Location is the partner's location.
	Location mci.Location `json:"location"`
	// Eligible is whether the location is eligible for an engagement, as the
	// portal's eligibility page shows it. If an engagement is not in the map,
	// its eligibility is unknown.
	Eligible map[mci.EngagementID]mci.Fact `json:"eligible"`
}

// Check reports the first malformed field, as a [mci.FieldError].
func (s Site) Check() error {
	var i inspection
	i.object("location", func() { i.location(&s.Location) })
	for _, id := range slices.Sorted(maps.Keys(s.Eligible)) {
		fact := s.Eligible[id]
		i.fact("eligible"+keyed(string(id)), &fact)
	}
	return i.err()
}

// checkSites reports the first malformed field of the sites.
func checkSites(sites []Site) error {
	for k, site := range sites {
		if err := site.Check(); err != nil {
			return mci.At(fmt.Sprintf("sites[%d]", k), err)
		}
	}
	return nil
}

// Earns answers whether the location earns by an engagement. It does if it is
// enrolled and eligible, and its payee profile is complete. Source:
// [mci.EngagementsOverview].
func (s Site) Earns(engagement mci.EngagementID) mci.Outcome {
	return s.Location.Enrollment.Outcome().And(s.Eligible[engagement].Outcome()).And(s.Location.PayeeProfile.Outcome())
}

// PartnerEligible answers whether any of the partner's locations is eligible
// for an engagement. A [Question] needs the answer in the field of the same
// name. The sites are all of the partner's; nil means that they are not known.
func PartnerEligible(sites []Site, engagement mci.EngagementID) mci.Fact {
	answer := mci.No
	if sites == nil {
		answer = mci.NotSupplied
	}
	for _, site := range sites {
		switch site.Eligible[engagement] {
		case mci.Yes:
			return mci.Yes
		case mci.No:
		case mci.NotSupplied:
			answer = mci.NotSupplied
		default: // not declared
			answer = mci.NotSupplied
		}
	}
	return answer
}

// An EarningCount is the number of the partner's enrolled locations that earn
// by an engagement, as the Engagements page shows it. The zero EarningCount is
// the count of no locations.
type EarningCount struct {
	// Enrolled is the number of locations that are known to be enrolled.
	Enrolled int `json:"enrolled"`
	// Earning is the number of these that are known to earn.
	Earning int `json:"earning"`
	// Undecided is the number of further locations that may earn but lack a
	// fact.
	Undecided int `json:"undecided"`
}

// CountEarning counts the locations that earn by an engagement.
func CountEarning(sites []Site, engagement mci.EngagementID) EarningCount {
	var count EarningCount
	for _, site := range sites {
		if site.Location.Enrollment == mci.Enrolled {
			count.Enrolled++
		}
		switch site.Earns(engagement) {
		case mci.Pass:
			count.Earning++
		case mci.Unknown:
			count.Undecided++
		case mci.Fail:
		}
	}
	return count
}

// String returns the count as the portal shows it, such as "2 of 5". If
// locations are undecided, it adds their number.
func (c EarningCount) String() string {
	text := fmt.Sprintf("%d of %d", c.Earning, c.Enrolled)
	if c.Undecided > 0 {
		text += fmt.Sprintf(", %d undecided", c.Undecided)
	}
	return text
}

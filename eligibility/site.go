package eligibility

import (
	"fmt"
	"maps"
	"slices"

	"github.com/mci-go/incentives/mci"
)

// A Site is one of the partner's locations with what is known of it for the
// engagements. The zero Site is a location of which nothing is known.
type Site struct {
	Location mci.Location `json:"location"`
	// Eligible is whether the location is eligible for an engagement, as the
	// portal's eligibility page shows it. An engagement that is not in it is
	// unknown.
	Eligible map[mci.EngagementID]mci.Fact `json:"eligible"`
}

// checkSites reports the first malformed field of some sites.
func checkSites(sites []Site) error {
	var i inspection
	for k := range sites {
		i.prefix = fmt.Sprintf("sites[%d].", k)
		i.object("location", func() { i.location(&sites[k].Location) })
		for _, id := range slices.Sorted(maps.Keys(sites[k].Eligible)) {
			fact := sites[k].Eligible[id]
			i.fact("eligible"+keyed(string(id)), &fact)
		}
	}
	return i.err()
}

// Earns answers whether the location earns by an engagement: it is enrolled,
// eligible, and its payee profile is complete. Source:
// [mci.EngagementsOverview].
func (s Site) Earns(engagement mci.EngagementID) mci.Outcome {
	return s.Location.Enrollment.Outcome().And(s.Eligible[engagement].Outcome()).And(s.Location.PayeeProfile.Outcome())
}

// PartnerEligible answers whether any of the partner's locations is eligible
// for an engagement; this is what a [Question] wants to know under the same
// name. The sites are all of the partner's; nil says that they are not known.
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

// An EarningCount is how many of the partner's enrolled locations earn by an
// engagement, as the Engagements page shows it. The zero EarningCount is of no
// locations.
type EarningCount struct {
	// known to be enrolled
	Enrolled int `json:"enrolled"`
	// of these, known to earn
	Earning int `json:"earning"`
	// locations that may earn too, of which a fact is missing
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

// String returns the count as the portal shows it, such as "2 of 5", and how
// many locations are undecided if any is.
func (c EarningCount) String() string {
	text := fmt.Sprintf("%d of %d", c.Earning, c.Enrolled)
	if c.Undecided > 0 {
		text += fmt.Sprintf(", %d undecided", c.Undecided)
	}
	return text
}

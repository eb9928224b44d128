package eligibility

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// A Prospect holds all the facts that a host knows of one customer, for
// [MakePlan]: the customer's IDs, the partner's locations, and the facts about
// each of them for each engagement. If a fact is not supplied, it stays zero,
// as in a [Question].
type Prospect struct {
	// At is the instant of the plan.
	At time.Time `json:"at"`
	// User is the user at the partner who would nominate.
	User mci.User `json:"user"`
	// Qualifications are the designations and specializations that the partner
	// holds; nil is unknown.
	Qualifications []string `json:"qualifications"`
	// Sites are all of the partner's locations; nil if they are not known.
	Sites []Site `json:"sites"`
	// Identities are the customer's IDs, with the facts that are known under
	// each.
	Identities []Identity `json:"identities"`
	// Waivers are the waivers that the partner grants.
	Waivers []Waiver `json:"waivers,omitempty"`
}

// An Identity is one ID of the customer, with the facts that are known under
// it. A fact that is known under one ID says nothing about another.
type Identity struct {
	// Customer holds the facts that are the same for every engagement. If an
	// engagement has no standing, Customer's criteria, claims and nominations
	// count for it.
	Customer Customer `json:"customer"`
	// Standings are the facts that differ between engagements.
	Standings map[mci.EngagementID]Standing `json:"standings,omitempty"`
	// Hours are the hours that the partner needs. Only those engagements get
	// them whose nomination has hours.
	Hours mci.Hours `json:"hours,omitzero"`
	// Opportunity is the opportunity in the seller system, for an MSX
	// opportunity ID.
	Opportunity mci.Opportunity `json:"opportunity,omitzero"`
}

// A Standing holds the facts about an ID for one engagement. In the zero
// Standing nothing is known. The first four fields are those of a [Customer].
type Standing struct {
	// MeetsCriteria is whether the portal shows the ID as meeting the
	// engagement's criteria.
	MeetsCriteria mci.Fact `json:"meetsCriteria"`
	// Claims is the number of open or approved claims that the ID has for the
	// engagement, whichever partner holds them.
	Claims Count `json:"claims"`
	// OpenClaims is the number of these claims that are open.
	OpenClaims Count `json:"openClaims"`
	// Nominated is whether any partner has nominated the ID for the engagement
	// in the program year.
	Nominated mci.Fact `json:"nominated"`
	// Open holds the partner's own open claims for the engagement under the ID,
	// as in an Entry.
	Open []OpenClaim `json:"open,omitempty"`
}

// Check reports the first malformed field, as a [mci.FieldError]. It reports
// the same faults in the facts as [Question.Check], and an ID or a location
// that is given twice.
func (p *Prospect) Check() error {
	var i inspection
	i.instant("at", &p.At)
	i.object("user", func() { i.user(&p.User) })
	i.qualifications("qualifications", &p.Qualifications)
	for k := range p.Identities {
		i.prefix = fmt.Sprintf("identities[%d].", k)
		p.Identities[k].inspect(&i)
	}
	i.prefix = ""
	if i.first != nil {
		return i.first
	}
	if err := checkSites(p.Sites); err != nil {
		return err
	}
	if err := p.checkTwice(); err != nil {
		return err
	}
	return checkWaivers(p.Waivers)
}

func (identity *Identity) inspect(i *inspection) {
	i.object("customer", func() { identity.Customer.inspect(i) })
	for _, id := range slices.Sorted(maps.Keys(identity.Standings)) {
		standing := identity.Standings[id]
		i.object("standings"+keyed(string(id)), func() {
			i.fact("meetsCriteria", &standing.MeetsCriteria)
			i.counts(&standing.Claims, "openClaims", &standing.OpenClaims)
			i.fact("nominated", &standing.Nominated)
			i.openClaims(standing.Open)
		})
	}
	i.object("opportunity", func() { i.opportunity(&identity.Opportunity) })
}

// checkTwice reports IDs and locations that are given twice.
func (p *Prospect) checkTwice() error {
	for i := range p.Identities {
		for j := range i {
			if p.Identities[i].Customer.ID == p.Identities[j].Customer.ID {
				return mci.Invalid(fmt.Sprintf("identities[%d].customer.id", i), p.Identities[i].Customer.ID.String(), "an ID that no other identity has")
			}
		}
	}
	for i := range p.Sites {
		for j := range i {
			if p.Sites[i].Location.ID == p.Sites[j].Location.ID {
				return mci.Invalid(fmt.Sprintf("sites[%d].location.id", i), string(p.Sites[i].Location.ID), "a location that no other site has")
			}
		}
	}
	return nil
}

// checkSegments reports a segment that an engagement's catalog does not
// declare.
func (p *Prospect) checkSegments(engagement *catalog.Engagement) error {
	for k := range p.Identities {
		if s := p.Identities[k].Customer.Segment; !engagement.Edition().KnowsSegment(s) {
			return mci.Invalid(fmt.Sprintf("identities[%d].customer.segment", k), string(s), wantSegment)
		}
	}
	return nil
}

// sites returns the locations in an order of their own. If there are none, it
// returns an empty one, so that a plan says which facts are missing.
func (p *Prospect) sites() []Site {
	if len(p.Sites) == 0 {
		return []Site{{}}
	}
	return slices.SortedFunc(slices.Values(p.Sites), func(a, b Site) int { return cmp.Compare(a.Location.ID, b.Location.ID) })
}

// identities returns the IDs in the same manner.
func (p *Prospect) identities() []Identity {
	if len(p.Identities) == 0 {
		return []Identity{{}}
	}
	return slices.SortedFunc(slices.Values(p.Identities), func(a, b Identity) int { return compareIDs(a.Customer.ID, b.Customer.ID) })
}

func compareIDs(a, b mci.CustomerID) int {
	return cmp.Or(cmp.Compare(a.Type(), b.Type()), cmp.Compare(a.Value(), b.Value()))
}

func (p *Prospect) question(engagement *catalog.Engagement, identity *Identity, site *Site) *Question {
	id := engagement.Ref().Engagement
	q := &Question{
		Engagement: engagement, Way: identity.Customer.way(), At: p.At,
		User: p.User, Location: site.Location, Qualifications: p.Qualifications, Waivers: p.Waivers,
		PartnerEligible: PartnerEligible(p.Sites, id), LocationEligible: site.Eligible[id],
		Customer: identity.Customer, Opportunity: identity.Opportunity,
	}
	if engagement.NeedsHours() {
		q.Hours = identity.Hours
	}
	if standing, ok := identity.Standings[id]; ok {
		q.Customer.MeetsCriteria, q.Customer.Nominated = standing.MeetsCriteria, standing.Nominated
		q.Customer.Claims, q.Customer.OpenClaims = standing.Claims, standing.OpenClaims
	}
	copied := q.clone()
	return &copied
}

// way returns the only way that can pass: a customer who consented before is
// claimed, and any other customer is added.
func (c Customer) way() Way {
	if c.ConsentedBefore == mci.Yes {
		return Claim
	}
	return Add
}

package plan

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/vocabulary"
)

// A Prospect holds all the facts that a host knows of one customer, for
// [Make]: the customer's IDs, the partner's locations, and the facts about
// each of them for each engagement. If a fact is not supplied, it stays zero,
// as in a [eligibility.Question].
type Prospect struct {
	// At is the instant of the plan.
	At time.Time `json:"at"`
	// User is the user at the partner who would nominate.
	User mci.User `json:"user"`
	// Qualifications are the designations and specializations that the partner
	// holds; nil is unknown.
	Qualifications []string `json:"qualifications"`
	// Sites are all of the partner's locations; nil if they are not known.
	Sites []eligibility.Site `json:"sites"`
	// Identities are the customer's IDs, with the facts that are known under
	// each.
	Identities []Identity `json:"identities"`
	// Waivers are the waivers that the partner grants.
	Waivers []eligibility.Waiver `json:"waivers,omitempty"`
}

// An Identity is one ID of the customer, with the facts that are known under
// it. A fact that is known under one ID says nothing about another.
type Identity struct {
	// Customer holds the facts that are the same for every engagement. If an
	// engagement has no standing, Customer's criteria, claims and nominations
	// count for it.
	Customer eligibility.Customer `json:"customer"`
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
// Standing nothing is known. The first four fields are those of a
// [eligibility.Customer].
type Standing struct {
	// MeetsCriteria is whether the portal shows the ID as meeting the
	// engagement's criteria.
	MeetsCriteria mci.Fact `json:"meetsCriteria"`
	// Claims is the number of open or approved claims that the ID has for the
	// engagement, whichever partner holds them.
	Claims eligibility.Count `json:"claims"`
	// OpenClaims is the number of these claims that are open.
	OpenClaims eligibility.Count `json:"openClaims"`
	// Nominated is whether any partner has nominated the ID for the engagement
	// in the program year.
	Nominated mci.Fact `json:"nominated"`
	// Open holds the partner's own open claims for the engagement under the ID,
	// as in an Entry.
	Open []customers.OpenClaim `json:"open,omitempty"`
}

// Check reports the first malformed field, as a [mci.FieldError]. It reports
// the same faults in the facts as [eligibility.Question.Check], and an ID or a
// location that is given twice.
func (p *Prospect) Check() error {
	own := eligibility.Question{At: p.At, User: p.User, Qualifications: p.Qualifications}
	if _, problem := own.Mended(); problem != nil {
		return problem
	}
	for k := range p.Identities {
		if err := p.Identities[k].check(); err != nil {
			return mci.At(fmt.Sprintf("identities[%d]", k), err)
		}
	}
	for k, site := range p.Sites {
		if err := site.Check(); err != nil {
			return mci.At(fmt.Sprintf("sites[%d]", k), err)
		}
	}
	if err := p.checkTwice(); err != nil {
		return err
	}
	if _, problem := (&eligibility.Question{Waivers: p.Waivers}).Mended(); problem != nil {
		return problem
	}
	return nil
}

// check reports the first malformed field, by the checks of a question.
func (identity *Identity) check() error {
	if _, problem := (&eligibility.Question{Customer: identity.Customer}).Mended(); problem != nil {
		return problem
	}
	for _, id := range slices.Sorted(maps.Keys(identity.Standings)) {
		if err := identity.Standings[id].check(); err != nil {
			return mci.At("standings["+strconv.Quote(vocabulary.Shorten(string(id)))+"]", err)
		}
	}
	if _, problem := (&eligibility.Question{Opportunity: identity.Opportunity}).Mended(); problem != nil {
		return problem
	}
	return nil
}

func (s Standing) check() error {
	_, problem := (&eligibility.Question{Customer: eligibility.Customer{
		MeetsCriteria: s.MeetsCriteria, Claims: s.Claims, OpenClaims: s.OpenClaims, Nominated: s.Nominated,
	}}).Mended()
	if problem != nil {
		path := strings.TrimPrefix(problem.Path, "customer.")
		return &mci.FieldError{Path: path, Found: problem.Found, Want: problem.Want}
	}
	for k, claim := range s.Open {
		if err := claim.Check(); err != nil {
			return mci.At(fmt.Sprintf("open[%d]", k), err)
		}
	}
	return nil
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
			return mci.Invalid(fmt.Sprintf("identities[%d].customer.segment", k), string(s), "one of the catalog's segments")
		}
	}
	return nil
}

// sites returns the locations in an order of their own. If there are none, it
// returns an empty one, so that a plan says which facts are missing.
func (p *Prospect) sites() []eligibility.Site {
	if len(p.Sites) == 0 {
		return []eligibility.Site{{}}
	}
	return slices.SortedFunc(slices.Values(p.Sites), func(a, b eligibility.Site) int { return cmp.Compare(a.Location.ID, b.Location.ID) })
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

func (p *Prospect) question(engagement *catalog.Engagement, identity *Identity, site *eligibility.Site) *eligibility.Question {
	id := engagement.Ref().Engagement
	q := &eligibility.Question{
		Engagement: engagement, Way: wayOf(&identity.Customer), At: p.At,
		User: p.User, Location: site.Location, Qualifications: p.Qualifications, Waivers: p.Waivers,
		PartnerEligible: eligibility.PartnerEligible(p.Sites, id), LocationEligible: site.Eligible[id],
		Customer: identity.Customer, Opportunity: identity.Opportunity,
	}
	if engagement.NeedsHours() {
		q.Hours = identity.Hours
	}
	if standing, ok := identity.Standings[id]; ok {
		q.Customer.MeetsCriteria, q.Customer.Nominated = standing.MeetsCriteria, standing.Nominated
		q.Customer.Claims, q.Customer.OpenClaims = standing.Claims, standing.OpenClaims
	}
	copied := q.Clone()
	return &copied
}

// wayOf returns the only way that can pass: a customer who consented before is
// claimed, and any other customer is added.
func wayOf(c *eligibility.Customer) eligibility.Way {
	if c.ConsentedBefore == mci.Yes {
		return eligibility.Claim
	}
	return eligibility.Add
}

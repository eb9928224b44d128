package cases

import (
	"time"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/eligibility/plan"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
)

// A prospecting is a case of a plan. It changes the prospect of which everything
// is known, and the engagements that are asked about.
type prospecting struct {
	name   string
	change func(p *plan.Prospect, asked *[]mci.EngagementID)
}

// ofProspect is a case that asks about the usual engagements.
func ofProspect(name string, change func(p *plan.Prospect)) prospecting {
	return prospecting{name, func(p *plan.Prospect, _ *[]mci.EngagementID) { change(p) }}
}

// standing is what is known of an ID for an engagement that it can be nominated
// for.
func standing() plan.Standing {
	return plan.Standing{MeetsCriteria: mci.Yes, Claims: eligibility.CountOf(0), OpenClaims: eligibility.CountOf(0), Nominated: mci.No}
}

// byParent is the customer under the ID of the parent company.
func byParent(p *plan.Prospect) plan.Identity {
	other := p.Identities[0]
	other.Customer.ID = customerID(mci.TopParentID, "659410")
	return other
}

// fromGeneva is a second location, which earns by each of the engagements.
func fromGeneva(engagements ...mci.EngagementID) eligibility.Site {
	site := eligibility.Site{
		Location: mci.Location{ID: "geneva", Country: "CH", Enrollment: mci.Enrolled, PayeeProfile: mci.Yes}, Eligible: map[mci.EngagementID]mci.Fact{},
	}
	for _, id := range engagements {
		site.Eligible[id] = mci.Yes
	}
	return site
}

// prospectings are the cases of the catalog of conditions.
var prospectings = []prospecting{
	ofProspect("everything is known", func(*plan.Prospect) {}),
	ofProspect("nothing is known", func(p *plan.Prospect) { *p = plan.Prospect{At: p.At, User: p.User} }),
	ofProspect("two IDs, of which one is hardly known", func(p *plan.Prospect) {
		other := plan.Identity{}
		other.Customer.ID = byParent(p).Customer.ID
		p.Identities = append(p.Identities, other)
	}),
	ofProspect("two locations, of which one is not enrolled", func(p *plan.Prospect) {
		site := fromGeneva("unlimited")
		site.Location.Enrollment, site.Location.PayeeProfile = mci.Invited, mci.No
		p.Sites = append(p.Sites, site)
	}),
	ofProspect("an open claim", func(p *plan.Prospect) {
		s := standing()
		s.Claims, s.OpenClaims = eligibility.CountOf(1), eligibility.CountOf(1)
		s.Open = []customers.OpenClaim{{ID: "claim-1", Status: "Under review", Deadline: day("2023-03-31"), Actions: []customers.CustomerAction{
			customers.SendConsentEmail, customers.ResendConsentEmail, customers.SubmitClaim,
		}}}
		p.Identities[0].Standings = map[mci.EngagementID]plan.Standing{"locked": s}
	}),
	ofProspect("other facts for one engagement", func(p *plan.Prospect) {
		p.Identities[0].Standings = map[mci.EngagementID]plan.Standing{"locked": {MeetsCriteria: mci.No, Nominated: mci.Yes}, "unlimited": {}}
	}),
	ofProspect("a known customer", func(p *plan.Prospect) { p.Identities[0].Customer.ConsentedBefore = mci.Yes }),
	ofProspect("a waiver that runs out", func(p *plan.Prospect) {
		p.Identities[0].Customer.MeetsCriteria = mci.No
		p.Waivers = []eligibility.Waiver{{Rule: "customer.criteria", Reason: "agreed with the program", Approver: "maria", Until: day("2023-03-10")}}
	}),
	{"variable pay beside other pay", func(p *plan.Prospect, asked *[]mci.EngagementID) {
		q := eligibility.Question{Customer: p.Identities[0].Customer}
		deal(&q)
		p.Identities = append(p.Identities, plan.Identity{Customer: q.Customer, Hours: q.Hours, Opportunity: q.Opportunity})
		p.Sites[0].Eligible["staged"] = mci.Yes
		*asked = []mci.EngagementID{"unlimited", "staged"}
	}},
	ofProspect("each engagement by another ID", func(p *plan.Prospect) {
		other := byParent(p)
		no := standing()
		no.MeetsCriteria = mci.No
		p.Identities[0].Standings = map[mci.EngagementID]plan.Standing{"unlimited": standing(), "locked": no}
		other.Standings = map[mci.EngagementID]plan.Standing{"unlimited": no, "locked": standing()}
		p.Identities = append(p.Identities, other)
	}),
	ofProspect("each engagement from another location", func(p *plan.Prospect) {
		p.Identities[0].Customer.ConsentedBefore = mci.Yes
		p.Sites[0].Eligible = map[mci.EngagementID]mci.Fact{"unlimited": mci.Yes, "locked": mci.No}
		p.Sites = append(p.Sites, fromGeneva("locked"))
		p.Sites[1].Eligible["unlimited"] = mci.No
	}),
	{"an engagement without hours, and one that needs them", func(p *plan.Prospect, asked *[]mci.EngagementID) {
		p.Identities[0].Hours, p.Identities[0].Opportunity = hours("60"), mci.Opportunity{ContractValue: usd("120000"), Status: "open"}
		p.Sites[0].Eligible["regional"] = mci.Yes
		*asked = []mci.EngagementID{"unlimited", "regional"}
	}},
	ofProspect("malformed: an ID twice", func(p *plan.Prospect) { p.Identities = append(p.Identities, p.Identities[0]) }),
	ofProspect("malformed: a location twice", func(p *plan.Prospect) { p.Sites = append(p.Sites, p.Sites[0]) }),
	ofProspect("malformed: a segment that the catalog does not have", func(p *plan.Prospect) { p.Identities[0].Customer.Segment = "retail" }),
	{"malformed: an engagement twice", func(_ *plan.Prospect, asked *[]mci.EngagementID) {
		*asked = []mci.EngagementID{"unlimited", "unlimited"}
	}},
}

// plans makes the cases of the kind "plan".
func (m *maker) plans() {
	conditions := base{"conditions", "unlimited", day("2023-03-01"), nil}
	for _, c := range prospectings {
		p, asked := m.prospect(&conditions, "unlimited", "locked"), []mci.EngagementID{"unlimited", "locked"}
		c.change(&p, &asked)
		m.offerPlan(conditions.catalog, &p, asked, "plan: "+c.name)
	}
	// The offer begins, ends, and is no longer known.
	public := base{"public", "fy23-endpoint-management", day("2023-03-01"), nil}
	for _, on := range []string{"2022-06-30", "2022-07-01", "2023-06-30", "2023-07-01"} {
		p := m.prospect(&public, "fy23-endpoint-management")
		p.At = day(on).Start(time.UTC).Add(12 * time.Hour)
		m.offerPlan("public", &p, []mci.EngagementID{"fy23-endpoint-management"}, "plan: on "+on)
	}
	m.eachZonedDay(zonedBases, func(b *base, q eligibility.Question) any {
		p := m.prospect(b, b.engagement)
		p.At, p.Waivers, p.Identities[0].Customer = q.At, q.Waivers, q.Customer
		p.Identities[0].Hours, p.Identities[0].Opportunity = q.Hours, q.Opportunity
		return answer.Plan{Catalog: b.catalog, Prospect: p, Engagements: []mci.EngagementRef{q.Engagement.Ref()}}
	})
}

// prospect returns a prospect of which everything is known, for engagements by
// which the location earns.
func (m *maker) prospect(b *base, engagements ...mci.EngagementID) plan.Prospect {
	q := b.question(m.catalogs[b.catalog])
	q.Location.PayeeProfile = mci.Yes
	site := eligibility.Site{Location: q.Location, Eligible: map[mci.EngagementID]mci.Fact{}}
	for _, id := range engagements {
		site.Eligible[id] = mci.Yes
	}
	return plan.Prospect{
		At: q.At, User: q.User, Qualifications: q.Qualifications, Sites: []eligibility.Site{site}, Identities: []plan.Identity{{Customer: q.Customer}},
	}
}

func (m *maker) offerPlan(name string, p *plan.Prospect, engagements []mci.EngagementID, covers string) {
	in := answer.Plan{Catalog: name, Prospect: *p}
	for _, id := range engagements {
		e, _ := m.catalogs[name].Find(id, mci.Date{})
		in.Engagements = append(in.Engagements, e.Ref())
	}
	m.offer(in, covers)
}

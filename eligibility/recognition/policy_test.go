package recognition

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/mci"
)

func TestThePublicPolicyIsWellFormedAndTheDefault(t *testing.T) {
	policy, err := NewPolicy(PublicPolicy().Grants())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(PublicPolicy().Grants(), policy.Grants(), sameDay); diff != "" {
		t.Errorf("the copy is another one (-public +copy):\n%s", diff)
	}
	for name, from := range passing {
		q := from()
		for _, q.Policy = range []*Policy{nil, PublicPolicy(), policy} {
			if d := q.decide(); d.Outcome() != mci.Pass {
				t.Errorf("%s: %v", name, d)
			}
		}
	}
}

func TestAPolicyWithoutGrantsCreditsNobody(t *testing.T) {
	for _, policy := range []*Policy{{}, must(NewPolicy(nil))} {
		for name, from := range passing {
			q := from()
			q.Policy = policy
			for _, q.Complete = range []mci.Fact{mci.Yes, mci.No, mci.NotSupplied} {
				if d := q.decide(); d.Outcome() != mci.Fail || d.Findings()[0].Source != mci.LibraryReading.Source() {
					t.Errorf("%s: %v, want fail as a reading", name, d)
				}
			}
			if all := must(DecideAll(&q.Case)); all != nil {
				t.Errorf("%s: there are credits: %v", name, all)
			}
		}
	}
}

func TestAHostCanTakeAnotherReading(t *testing.T) {
	grants := PublicPolicy().Grants()
	at := func(id mci.RuleID) *Grant {
		return &grants[slices.IndexFunc(grants, func(g Grant) bool { return g.ID == id })]
	}
	// This reading follows the description of the role instead of its name.
	at("cpor.incentive-dynamics").Earns = mci.Yes
	at("cpor.incentive-modern-work-csp").MinimumSeats = 0
	at("tpor.sales-csp").Sole = false
	policy := must(NewPolicy(grants))
	for _, c := range []struct {
		name   string
		q      question
		public mci.Outcome
	}{
		{"paid usage recognition", question{known(Dynamics365, WebDirect, cpor("A", UsageRecognitionNonIncentivized)), "A", UsageIncentive}, mci.Fail},
		{"a small customer", func() question { q := claimant(); q.Seats = SeatsOf(12); return q }(), mci.Fail},
		{"distributor and reseller", question{known(ModernWork, CSP, tpor("A"), tpor("B")), "A", SalesRecognition}, mci.Unknown},
	} {
		if d := c.q.decide(); d.Outcome() != c.public {
			t.Errorf("%s, public: %v, want %v", c.name, d, c.public)
		}
		c.q.Policy = policy
		if d := c.q.decide(); d.Outcome() != mci.Pass {
			t.Errorf("%s, another reading: %v, want pass", c.name, d)
		}
	}
}

// If a host changes its grants or a copy from the policy, no policy changes.
func TestAPolicyIsACopy(t *testing.T) {
	own := PublicPolicy().Grants()
	policy := must(NewPolicy(own))
	want := renderGrants(PublicPolicy().Grants())
	spoil := func(grants []Grant) {
		for i := range grants {
			clear(grants[i].Products)
			clear(grants[i].PartnerRoles)
			clear(grants[i].PALRoles)
			clear(grants[i].Channels)
		}
		clear(grants)
	}
	spoil(own)
	spoil(policy.Grants())
	spoil(PublicPolicy().Grants())
	for _, p := range []*Policy{policy, PublicPolicy()} {
		if got := renderGrants(p.Grants()); got != want {
			t.Error("the policy has changed:\n" + cmp.Diff(want, got))
		}
	}
}

func TestTheCreditsOfAProductAreThoseToWhichAGrantLeads(t *testing.T) {
	for product, want := range map[Product][]Credit{
		0:             {},
		ModernWork:    {SalesRecognition, UsageRecognition, TransactionIncentive, UsageIncentive},
		Dynamics365:   {SalesRecognition, UsageRecognition, RevenueRecognition, TransactionIncentive, PresalesIncentive, UsageIncentive},
		PowerPlatform: {SalesRecognition, UsageRecognition, TransactionIncentive, UsageIncentive},
		Azure:         {SalesRecognition, UsageRecognition, UsageIncentive, EnterpriseIncentive},
	} {
		if got := PublicPolicy().Credits(product); !slices.Equal(got, want) {
			t.Errorf("%v: %v, want %v", product, got, want)
		}
	}
}

func TestWhatIsMalformedAboutAGrantIsReportedByItsPath(t *testing.T) {
	good := Grant{
		ID: "a", Products: []Product{Azure}, Mechanism: PAL, Credit: UsageIncentive, Earns: mci.Yes, Source: reading,
	}
	for _, c := range []struct {
		change func(*Grant)
		paths  []string
	}{
		{func(*Grant) {}, nil},
		{func(g *Grant) { g.ID = "" }, []string{"grants[0].id"}},
		{func(g *Grant) { g.ID = "b" }, []string{"grants[1].id"}},
		{func(g *Grant) { g.Products = nil }, []string{"grants[0].products"}},
		{func(g *Grant) { g.Products = []Product{0, Azure, 9} }, []string{"grants[0].products[0]", "grants[0].products[2]"}},
		{func(g *Grant) { g.Mechanism = 0 }, []string{"grants[0].mechanism"}},
		{func(g *Grant) { g.Mechanism = 9 }, []string{"grants[0].mechanism"}},
		{func(g *Grant) { g.Credit = 0 }, []string{"grants[0].credit"}},
		{func(g *Grant) { g.Credit = 9 }, []string{"grants[0].credit"}},
		{func(g *Grant) { g.Earns = 9 }, []string{"grants[0].earns"}},
		{func(g *Grant) { g.PartnerRoles = []PartnerRole{UseOrConsume} }, []string{"grants[0].partnerRoles"}},
		{func(g *Grant) { g.Mechanism, g.PartnerRoles = CPOR, []PartnerRole{UseOrConsume, 0} }, []string{"grants[0].partnerRoles[1]"}},
		{func(g *Grant) { g.PALRoles = []PALRole{0} }, []string{"grants[0].palRoles[0]"}},
		{func(g *Grant) { g.Mechanism, g.PALRoles = TPOR, []PALRole{Owner} }, []string{"grants[0].palRoles"}},
		{func(g *Grant) { g.Channels = []Channel{CSP, 0} }, []string{"grants[0].channels[1]"}},
		{func(g *Grant) { g.Period = period("2024-01-01", "2023-12-31", "") }, []string{"grants[0].period"}},
		{func(g *Grant) { g.Period = period("2024-01-01", "2024-01-01", "") }, nil},
		{func(g *Grant) { g.Period = period("2024-01-01", "", "") }, nil},
		{func(g *Grant) { g.Period = period("", "2024-01-01", "") }, nil},
		{func(g *Grant) { g.MinimumSeats = -1 }, []string{"grants[0].minimumSeats"}},
		{func(g *Grant) { g.Unless = 9 }, []string{"grants[0].unless"}},
		// A grant cannot depend on its own credit.
		{func(g *Grant) { g.Unless = UsageIncentive }, []string{"grants[0].unless"}},
		{func(g *Grant) { g.Unless = EnterpriseIncentive }, nil},
		{func(g *Grant) { g.Source = mci.Source{} }, []string{"grants[0].source"}},
		{func(g *Grant) { g.Source.Title = "" }, []string{"grants[0].source"}},
		{func(g *Grant) { g.Source.Published = "" }, []string{"grants[0].source"}},
		{func(g *Grant) { g.Source.Grade = 0 }, []string{"grants[0].source"}},
		{func(g *Grant) { g.Source.Grade = 9 }, []string{"grants[0].source"}},
		{func(g *Grant) { g.RolesSource.Title = "x" }, []string{"grants[0].rolesSource"}},
		{func(g *Grant) { g.ChannelsSource.Title = "x" }, []string{"grants[0].channelsSource"}},
		{func(g *Grant) { g.SeatsSource.Title = "x" }, []string{"grants[0].seatsSource"}},
		{func(g *Grant) { g.SoleSource.Title = "x" }, []string{"grants[0].soleSource"}},
		{func(g *Grant) { g.SoleSource = reading }, nil},
		{func(g *Grant) { g.Source.Grade = mci.Illustrative }, nil},
		{func(g *Grant) { *g = Grant{} }, []string{"grants[0].id", "grants[0].products", "grants[0].mechanism", "grants[0].credit", "grants[0].source"}},
	} {
		g, other := good.clone(), good.clone()
		other.ID = "b"
		c.change(&g)
		policy, err := NewPolicy([]Grant{g, other})
		var problems mci.Problems
		errors.As(err, &problems)
		var paths []string
		for _, p := range problems {
			paths = append(paths, p.Path)
		}
		if !slices.Equal(paths, c.paths) || (policy == nil) != (err != nil) {
			t.Errorf("%+v: %v, want the paths %v", g, err, c.paths)
		}
	}
}

// If a credit could depend on a credit that depends on another, the chain might
// have no end.
func TestNoCreditDependsOnOneThatDependsOnAnother(t *testing.T) {
	grant := func(id mci.RuleID, credit, unless Credit) Grant {
		return Grant{ID: id, Products: Products(), Mechanism: TPOR, Credit: credit, Unless: unless, Earns: mci.Yes, Source: reading}
	}
	_, err := NewPolicy([]Grant{
		grant("a", EnterpriseIncentive, UsageIncentive), grant("b", UsageIncentive, SalesRecognition), grant("c", SalesRecognition, 0),
	})
	if field := wantFieldError(t, err); field.Path != "grants[0].unless" {
		t.Errorf("the path is %s", field.Path)
	}
}

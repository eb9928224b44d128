package plan

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/eligibility/eligibilitytest"
	"github.com/mci-go/incentives/eligibility/internal/questiontest"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// planned lists the engagements of the test plans. They include every kind in
// the two catalogs.
var planned = []mci.EngagementID{
	questiontest.Endpoint, "fy23-executive-order-14028", questiontest.Variable, "unlimited", "two-claims", "staged", "undemanding",
	"gated", "limited", "locked", "demanding", "barring", "sized", "paid-where-the-partner-is",
}

func engagementsOf(ids []mci.EngagementID) []*catalog.Engagement {
	var all []*catalog.Engagement
	for _, id := range ids {
		all = append(all, questiontest.Engagement(id))
	}
	return all
}

// contosoProspect returns Contoso with a tenant, a domain and an opportunity,
// and a partner with two locations.
func contosoProspect() Prospect {
	q := questiontest.Demanding("gated")()
	sites := []eligibility.Site{questiontest.Site("L-1", mci.Yes), questiontest.Site("L-2", mci.Yes)}
	for i := range sites {
		for _, id := range planned {
			sites[i].Eligible[id] = mci.Yes
		}
	}
	sites[0].Location.PayeeProfile = mci.No
	domain, deal := q.Customer, q.Customer
	domain.ID, domain.Resolution = questiontest.ContosoDomain, eligibility.Resolution{Tenant: questiontest.ContosoTenant}
	deal.ID = questiontest.ContosoDeal
	return Prospect{
		At: questiontest.At(2023, time.March, 1), User: questiontest.UserWith(mci.IncentivesUser, ""), Qualifications: q.Qualifications, Sites: sites,
		Identities: []Identity{
			{Customer: q.Customer},
			{Customer: domain},
			{Customer: deal, Hours: questiontest.Hours("60"), Opportunity: mci.Opportunity{ContractValue: questiontest.Money("120000", mci.USD), Status: "open", Stage: "Develop"}},
		},
	}
}

func plan(t *rapid.T, p Prospect, ids []mci.EngagementID) Plan {
	t.Helper()
	made, err := Make(p, slices.Values(engagementsOf(ids)))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func planOf(t *testing.T, p Prospect, ids ...mci.EngagementID) Plan {
	t.Helper()
	made, err := Make(p, slices.Values(engagementsOf(ids)))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// prospects draws the facts about Contoso. Some of them are missing and some
// are unfavorable.
func prospects() *rapid.Generator[Prospect] {
	facts := rapid.SampledFrom([]mci.Fact{mci.Yes, mci.Yes, mci.No, mci.NotSupplied})
	return rapid.Custom(func(t *rapid.T) Prospect {
		p := contosoProspect()
		p.At = rapid.SampledFrom([]time.Time{questiontest.At(2022, time.June, 1), questiontest.At(2023, time.February, 28), questiontest.At(2023, time.March, 1), questiontest.At(2023, time.June, 30), questiontest.At(2025, time.October, 1), {}}).Draw(t, "at")
		for i := range p.Identities {
			identity := &p.Identities[i]
			identity.Customer.ConsentedBefore = facts.Draw(t, "consented")
			identity.Customer.MeetsCriteria = facts.Draw(t, "criteria")
			identity.Standings = map[mci.EngagementID]Standing{
				rapid.SampledFrom(planned).Draw(t, "engagement"): {facts.Draw(t, "criteria here"), eligibility.CountOf(rapid.IntRange(0, 3).Draw(t, "claims")), eligibility.CountOf(0), facts.Draw(t, "nominated"), openClaims().Draw(t, "open claims")},
			}
		}
		for i := range p.Sites {
			p.Sites[i].Location.Enrollment = rapid.SampledFrom([]mci.Enrollment{mci.Enrolled, mci.Enrolled, mci.Invited, 0}).Draw(t, "enrollment")
			p.Sites[i].Location.PayeeProfile = facts.Draw(t, "payee profile")
			p.Sites[i].Eligible[rapid.SampledFrom(planned).Draw(t, "at the location")] = facts.Draw(t, "eligible")
		}
		if rapid.Bool().Draw(t, "waived") {
			p.Waivers = []eligibility.Waiver{{Rule: "customer.criteria", Reason: "tests", Approver: "a-1", Until: mci.DateOf(p.At.AddDate(0, 1, 0))}}
			if p.At.IsZero() {
				p.Waivers[0].Until = mci.DateOf(questiontest.At(2023, time.March, 1))
			}
		}
		return p
	})
}

// openClaims draws open claims of the partner, often none.
func openClaims() *rapid.Generator[[]customers.OpenClaim] {
	claim := rapid.SampledFrom([]customers.OpenClaim{
		{ID: "C-1", Status: "Customer claimed", Actions: []customers.CustomerAction{customers.SendConsentEmail}},
		{ID: "C-2", Status: "Customer claimed"},
	})
	return rapid.SliceOfN(claim, 0, 2)
}

// decide decides a question that is well formed.
func decide(t *rapid.T, q *eligibility.Question) eligibility.Decision {
	d, err := eligibility.Decide(q)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A saying is one line of what a plan says, and the findings that it rests on.
type saying struct {
	line     string
	findings []mci.Finding
}

// told is everything that a plan says.
func told(p Plan) []saying {
	var all []saying
	for _, option := range p.Options() {
		all = append(all, saying{fmt.Sprintln(option.Engagement.Ref(), option.Outcome(), option.Open), nil})
		for _, c := range option.Choices {
			line := fmt.Sprintln("  ", c.ID().Value(), c.Location(), c.Way(), c.Earns(), c.Payout(), c.Turn())
			all = append(all, saying{line, c.Decision().Findings()})
		}
	}
	for exclusion := range p.Exclusions() {
		all = append(all, saying{fmt.Sprintln(exclusion), nil})
	}
	return all
}

func TestThePlanDoesNotDependOnTheOrderInWhichFactsAreGiven(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := prospects().Draw(t, "prospect")
		want := told(plan(t, p, planned))
		p.Sites = rapid.Permutation(p.Sites).Draw(t, "sites")
		p.Identities = rapid.Permutation(p.Identities).Draw(t, "identities")
		if got := told(plan(t, p, rapid.Permutation(planned).Draw(t, "engagements"))); !reflect.DeepEqual(got, want) {
			t.Fatalf("the plan was\n%v\nand in another order is\n%v", want, got)
		}
	})
}

func TestEveryChoiceOfAPlanIsASingleDecisionAndTheBestIsFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := prospects().Draw(t, "prospect")
		previous := 0
		for _, option := range plan(t, p, planned).Options() {
			if len(option.Choices) != len(p.Sites)*len(p.Identities) {
				t.Fatalf("%s has %d choices", option.Engagement.Title(), len(option.Choices))
			}
			for _, c := range option.Choices {
				q := c.Question()
				if d := decide(t, &q); d.Outcome() != c.Decision().Outcome() || !slices.Equal(d.Findings(), c.Decision().Findings()) {
					t.Fatalf("the choice says %v, the decision %v", c.Decision().Findings(), d.Findings())
				}
				if rank(c.Decision().Outcome()) < rank(option.Outcome()) {
					t.Fatalf("%s: a choice is %v and the best is %v", option.Engagement.Title(), c.Decision().Outcome(), option.Outcome())
				}
			}
			place := [...]int{mci.Pass: 0, mci.Unknown: 2, mci.Fail: 3}[option.Outcome()]
			if len(option.Open) > 0 {
				place = min(place, 1)
			}
			if place < previous {
				t.Fatalf("%v with the open claims %v comes after what is worse", option.Outcome(), option.Open)
			}
			previous = place
		}
	})
}

func TestAChoiceIsWhatItIsUntilTheDayOfItsTurn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := prospects().Draw(t, "prospect")
		ids := []mci.EngagementID{rapid.SampledFrom(planned).Draw(t, "engagement")}
		c := rapid.SampledFrom(plan(t, p, ids).Options()[0].Choices).Draw(t, "choice")
		q, turn := c.Question(), c.Turn()
		zone := q.Engagement.Edition().Calendar().Zone()
		if p.At.IsZero() {
			if turn.On != (mci.Date{}) {
				t.Fatalf("without an instant it turns on %v", turn.On)
			}
			return
		}
		for day := mci.DateOf(p.At); day.Compare(mci.DateOf(questiontest.At(2027, time.January, 1))) < 0; day = day.AddDays(1) {
			q.At = day.Start(zone)
			switch d := decide(t, &q); {
			case day == turn.On:
				if d.Outcome() == c.Decision().Outcome() || d.Outcome() != turn.Outcome || !slices.Equal(d.Reasons(), turn.Reasons) {
					t.Fatalf("on its turn, %s, it is %v because of %v, and was %v", day, d.Outcome(), d.Reasons(), c.Decision().Outcome())
				}
				if turn.LastDay() != day.AddDays(-1) {
					t.Fatalf("its last day is %v", turn.LastDay())
				}
				return
			case d.Outcome() != c.Decision().Outcome():
				t.Fatalf("it turns on %q, but is %v on %s and was %v", turn.On, d.Outcome(), day, c.Decision().Outcome())
			}
		}
		if !turn.On.IsZero() {
			t.Fatalf("it should turn on %s", turn.On)
		}
	})
}

func TestTwoOptionsExcludeEachOtherExactlyIfNoChoicesCanBeNominatedInOneGo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := prospects().Draw(t, "prospect")
		made := plan(t, p, planned)
		excluded := map[[2]mci.EngagementRef]bool{}
		for e := range made.Exclusions() {
			if e.Rule == "" || e.Why == "" || e.Source.Grade == 0 {
				t.Fatalf("the exclusion says too little: %+v", e)
			}
			excluded[e.Engagements] = true
		}
		options := made.Options()
		for i := range options {
			for j := range i {
				a, b := options[j], options[i]
				want := a.Outcome() == mci.Pass && b.Outcome() == mci.Pass && !inOneGo(t, a, b)
				if got := excluded[[2]mci.EngagementRef{a.Engagement.Ref(), b.Engagement.Ref()}]; got != want {
					t.Fatalf("%s and %s exclude each other: %t, want %t", a.Engagement.Title(), b.Engagement.Title(), got, want)
				}
			}
		}
	})
}

// Choices of two options can be apart by different rules. The rule furthest down
// the list is the one that the choices come closest to.
func TestTwoOptionsAreApartByTheRuleFurthestDownTheList(t *testing.T) {
	p := contosoProspect()
	tenant, domain := &p.Identities[0], &p.Identities[1]
	option := func(id mci.EngagementID, site int, identities ...*Identity) *Option {
		o := &Option{Engagement: questiontest.Engagement(id)}
		for _, identity := range identities {
			o.Choices = append(o.Choices, choose(p.question(o.Engagement, identity, &p.Sites[site]), p.Sites[site], nil))
		}
		return o
	}
	one := option(questiontest.Endpoint, 0, tenant)
	for _, c := range []struct {
		name  string
		other *Option
		want  mci.RuleID
	}{
		{"the other ID first", option("unlimited", 1, domain, tenant), "nomination.one-location"},
		{"the same ID first", option("unlimited", 1, tenant, domain), "nomination.one-location"},
		{"the other ID alone", option("unlimited", 1, domain), "nomination.one-customer"},
		{"the other ID, and the same at the same location", option("unlimited", 0, domain, tenant), ""},
		{"none", option("unlimited", 0), ""},
	} {
		if got, apart := one.apart(c.other, eligibility.Rules()); got.Rule != c.want || apart != (c.want != "") {
			t.Errorf("%s: apart by %q (%t), want %q", c.name, got.Rule, apart, c.want)
		}
	}
}

// inOneGo reports whether some choice of each option can be nominated together
// in one call.
func inOneGo(t *rapid.T, a, b Option) bool {
	for _, one := range a.Choices {
		for _, other := range b.Choices {
			nominations, _, err := eligibility.NominateAll([]eligibility.Question{one.Question(), other.Question()}, questiontest.Details())
			if err != nil && !errors.Is(err, mci.ErrInvalid) {
				t.Fatal(err)
			}
			if nominations != nil {
				return true
			}
		}
	}
	return false
}

func TestAPlanPrefersALocationThatEarns(t *testing.T) {
	best := planOf(t, contosoProspect(), questiontest.Endpoint).Options()[0].Best()
	if best.Location() != "L-2" || best.Earns() != mci.Pass || best.Decision().Outcome() != mci.Pass {
		t.Errorf("the best choice is at %s, which earns: %v", best.Location(), best.Earns())
	}
}

func TestAPlanClaimsAKnownCustomerAndAddsAnyOther(t *testing.T) {
	for consented, want := range map[mci.Fact]eligibility.Way{mci.Yes: eligibility.Claim, mci.No: eligibility.Add, mci.NotSupplied: eligibility.Add} {
		p := contosoProspect()
		p.Identities = p.Identities[:1]
		p.Identities[0].Customer.ConsentedBefore = consented
		option := planOf(t, p, questiontest.Endpoint).Options()[0]
		if option.Best().Way() != want || (option.Outcome() == mci.Pass) != (consented != mci.NotSupplied) {
			t.Errorf("earlier consent %v: %v, %v", consented, option.Best().Way(), option.Outcome())
		}
	}
}

func TestWhatStandsForOneEngagementIsNotTakenForAnother(t *testing.T) {
	p := contosoProspect()
	p.Identities = p.Identities[:1]
	p.Identities[0].Standings = map[mci.EngagementID]Standing{questiontest.Endpoint: {MeetsCriteria: mci.No, Claims: eligibility.CountOf(0)}}
	made := planOf(t, p, questiontest.Endpoint, "unlimited")
	if first, second := made.Options()[0], made.Options()[1]; first.Engagement != questiontest.Engagement("unlimited") || first.Outcome() != mci.Pass || second.Outcome() != mci.Fail {
		t.Errorf("%s is %v, %s is %v", first.Engagement.Title(), first.Outcome(), second.Engagement.Title(), second.Outcome())
	}
}

func TestAPlanShowsTheOwnOpenClaimsOfEveryIDForTheirEngagementAlone(t *testing.T) {
	p := contosoProspect()
	first, second := customers.OpenClaim{ID: "C-1", Actions: []customers.CustomerAction{customers.SubmitClaim}}, customers.OpenClaim{ID: "C-2"}
	held := Standing{MeetsCriteria: mci.Yes, Claims: eligibility.CountOf(1), OpenClaims: eligibility.CountOf(1)}
	held.Open = []customers.OpenClaim{first}
	p.Identities[0].Standings = map[mci.EngagementID]Standing{questiontest.Endpoint: held}
	held.Open = []customers.OpenClaim{second}
	p.Identities[1].Standings = map[mci.EngagementID]Standing{questiontest.Endpoint: held}
	options := planOf(t, p, "fy23-executive-order-14028", questiontest.Endpoint, "unlimited").Options()
	var got []string
	for _, option := range options {
		var text strings.Builder
		text.WriteString(string(option.Engagement.Ref().Engagement) + " " + option.Outcome().String())
		for _, claim := range option.Open {
			text.WriteString(" " + claim.ID)
		}
		got = append(got, text.String())
	}
	// In the order of the IDs, the domain comes before the tenant.
	want := []string{"unlimited pass", string(questiontest.Endpoint) + " fail C-2 C-1", "fy23-executive-order-14028 fail"}
	if !slices.Equal(got, want) {
		t.Errorf("the plan is %q, want %q", got, want)
	}
	if actions := options[1].Open[1].Actions; !slices.Equal(actions, first.Actions) {
		t.Errorf("the actions are %v", actions)
	}
}

func TestWithoutIDsOrLocationsThePlanSaysWhatIsMissing(t *testing.T) {
	option := planOf(t, Prospect{At: questiontest.At(2023, time.March, 1)}, questiontest.Endpoint).Options()[0]
	if option.Outcome() != mci.Unknown || len(option.Choices) != 1 {
		t.Fatalf("the option is %v with %d choices", option.Outcome(), len(option.Choices))
	}
	missing := map[mci.RuleID]bool{}
	for _, f := range option.Best().Decision().Reasons() {
		missing[f.Rule] = f.Outcome == mci.Unknown
	}
	for _, rule := range []mci.RuleID{"user.role", "location.enrolled", "partner.eligible", "customer.id-type", "customer.criteria"} {
		if !missing[rule] {
			t.Errorf("%s is not named as missing", rule)
		}
	}
}

func TestAMalformedProspectIsAnErrorThatNamesTheField(t *testing.T) {
	for path, change := range map[string]func(*Prospect) []*catalog.Engagement{
		"identities[1].customer.id": func(p *Prospect) []*catalog.Engagement { p.Identities[1] = p.Identities[0]; return nil },
		"sites[1].location.id":      func(p *Prospect) []*catalog.Engagement { p.Sites[1] = p.Sites[0]; return nil },
		"waivers[0].rule": func(p *Prospect) []*catalog.Engagement {
			p.Waivers = []eligibility.Waiver{{Rule: "user.role"}}
			return nil
		},
		"engagements": func(*Prospect) []*catalog.Engagement {
			return engagementsOf([]mci.EngagementID{questiontest.Endpoint, questiontest.Variable, questiontest.Endpoint})
		},
	} {
		p := contosoProspect()
		engagements := change(&p)
		made, err := Make(p, slices.Values(engagements))
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != path || made.Options() != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := Make(Prospect{}, slices.Values([]*catalog.Engagement{nil})); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("no engagement: %v", err)
	}
}

func TestAMalformedFieldOfAProspectIsNamed(t *testing.T) {
	engagements := []*catalog.Engagement{questiontest.Engagement(questiontest.Endpoint), questiontest.Engagement("barring")}
	held := `identities[1].standings["` + string(questiontest.Endpoint) + `"].`
	standing := func(s Standing) func(*Prospect) {
		return func(p *Prospect) {
			p.Identities[1].Standings = map[mci.EngagementID]Standing{questiontest.Endpoint: s}
		}
	}
	for _, c := range []struct {
		path   string
		change func(*Prospect)
	}{
		{"at", func(p *Prospect) { p.At = time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC) }},
		{"user.grants[0].role", func(p *Prospect) { p.User.Grants = []mci.Grant{{Role: 9}} }},
		{"qualifications[0]", func(p *Prospect) { p.Qualifications = []string{"\x00"} }},
		{"identities[2].customer.country", func(p *Prospect) { p.Identities[2].Customer.Country = "ch" }},
		{"identities[0].customer.segment", func(p *Prospect) { p.Identities[0].Customer.Segment = "Commercial" }},
		{"identities[2].opportunity.status", func(p *Prospect) { p.Identities[2].Opportunity.Status = "\x00" }},
		{held + "claims", standing(Standing{Claims: eligibility.CountOf(-1)})},
		{held + "meetsCriteria", standing(Standing{MeetsCriteria: 9})},
		{held + "nominated", standing(Standing{Nominated: 9})},
		{held + "open[0].actions[0]", standing(Standing{Open: []customers.OpenClaim{{Actions: []customers.CustomerAction{0}}}})},
		{held + "open[0].id", standing(Standing{Open: []customers.OpenClaim{{ID: "\x00"}}})},
		{"sites[1].location.country", func(p *Prospect) { p.Sites[1].Location.Country = "Suisse" }},
		{`sites[0].eligible["` + string(questiontest.Endpoint) + `"]`, func(p *Prospect) { p.Sites[0].Eligible[questiontest.Endpoint] = 9 }},
	} {
		p := contosoProspect()
		c.change(&p)
		_, err := Make(p, slices.Values(engagements))
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != c.path {
			t.Errorf("%s: the error is %v", c.path, err)
		}
	}
}

func TestAPlanAsksWithEveryFactOfItsProspect(t *testing.T) {
	p := contosoProspect()
	p.User.Name, p.Sites[0].Location.Name = "Maria", "Bern"
	p.Waivers = []eligibility.Waiver{{Rule: "customer.criteria"}}
	identity, site := p.Identities[2], p.Sites[0]
	identity.Customer.Resolution.Tenant, identity.Customer.MismatchReason = questiontest.ContosoTenant, "a reason"
	e := questiontest.Engagement(questiontest.Variable)
	q := p.question(e, &identity, &site)
	eligibilitytest.TestFacts(t, *q, nil)
	want := eligibility.Question{
		Engagement: e, Way: eligibility.Add, At: p.At, User: p.User, Location: site.Location, PartnerEligible: mci.Yes, LocationEligible: mci.Yes,
		Qualifications: p.Qualifications, Customer: identity.Customer, Hours: identity.Hours, Opportunity: identity.Opportunity, Waivers: p.Waivers,
	}
	if got := string(questiontest.JSON(q)); got != string(questiontest.JSON(want)) {
		t.Errorf("the question is %s, want %s", got, questiontest.JSON(want))
	}
}

func TestAPlanIsNeverBetterWithLessInformation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := prospects().Draw(t, "prospect")
		p.Waivers = nil
		ids := []mci.EngagementID{rapid.SampledFrom(planned).Draw(t, "engagement")}
		before := plan(t, p, ids).Options()[0].Outcome()
		rapid.SampledFrom([]func(){
			func() { p.User = mci.User{} },
			func() { p.Qualifications = nil },
			func() { p.Sites = nil },
			func() { p.Identities = p.Identities[1:] },
			func() { p.At = time.Time{} },
			func() { p.Identities[0].Standings = nil; p.Identities[0].Customer.MeetsCriteria = mci.NotSupplied },
			func() { p.Sites[0].Eligible = nil },
		}).Draw(t, "forget")()
		if after := plan(t, p, ids).Options()[0].Outcome(); after == mci.Pass && before != mci.Pass {
			t.Fatalf("the plan was %v and passes with less information", before)
		}
	})
}

func TestTheZeroPlanAndItsPartsAreEmpty(t *testing.T) {
	if (Plan{}).Options() != nil || len(slices.Collect((Plan{}).Exclusions())) != 0 {
		t.Error("the zero plan has options")
	}
	c := (Option{}).Best()
	if !c.ID().IsZero() || c.Location() != "" || c.Way() != 0 || c.Payout().Outcome != mci.Unknown || c.Question().Engagement != nil || (Option{}).Outcome() != mci.Unknown || !c.Turn().LastDay().IsZero() {
		t.Errorf("the zero choice is %+v", c)
	}
}

func TestExclusionsCanBeLeftAnywhere(t *testing.T) {
	p := contosoProspect()
	p.At = questiontest.At(2025, time.October, 1)
	made := planOf(t, p, questiontest.Variable, "unlimited", "two-claims")
	all := 0
	for range made.Exclusions() {
		all++
	}
	for range made.Exclusions() {
		break
	}
	if all != 2 {
		t.Errorf("%d pairs exclude each other, want the one with variable pay and each other", all)
	}
}

func TestAChoiceIsPrintedWithoutItsCustomer(t *testing.T) {
	choice := planOf(t, contosoProspect(), questiontest.Endpoint).Options()[0].Best()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if printed := fmt.Sprintf(verb, choice); printed != "choice: pass" {
			t.Errorf("%s prints %s", verb, printed)
		}
	}
}

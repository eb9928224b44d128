package eligibility

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// planned lists the engagements of the test plans. They include every kind in
// the two catalogs.
var planned = []mci.EngagementID{
	endpoint, "fy23-executive-order-14028", variable, "unlimited", "two-claims", "staged", "undemanding",
	"gated", "limited", "locked", "demanding", "barring", "sized", "paid-where-the-partner-is",
}

func engagementsOf(ids []mci.EngagementID) []*catalog.Engagement {
	var all []*catalog.Engagement
	for _, id := range ids {
		all = append(all, engagement(id))
	}
	return all
}

// contosoProspect returns Contoso with a tenant, a domain and an opportunity,
// and a partner with two locations.
func contosoProspect() Prospect {
	q := demanding("gated")()
	sites := []Site{site("L-1", mci.Yes), site("L-2", mci.Yes)}
	for i := range sites {
		for _, id := range planned {
			sites[i].Eligible[id] = mci.Yes
		}
	}
	sites[0].Location.PayeeProfile = mci.No
	domain, deal := q.Customer, q.Customer
	domain.ID, domain.Resolution = contoso, Resolution{Tenant: contosoTenant}
	deal.ID = contosoDeal
	return Prospect{
		At: at(2023, time.March, 1), User: userWith(mci.IncentivesUser, ""), Qualifications: q.Qualifications, Sites: sites,
		Identities: []Identity{
			{Customer: q.Customer},
			{Customer: domain},
			{Customer: deal, Hours: hours("60"), Opportunity: mci.Opportunity{ContractValue: money("120000", mci.USD), Status: "open", Stage: "Develop"}},
		},
	}
}

func plan(t *rapid.T, p Prospect, ids []mci.EngagementID) Plan {
	t.Helper()
	made, err := MakePlan(p, slices.Values(engagementsOf(ids)))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func planOf(t *testing.T, p Prospect, ids ...mci.EngagementID) Plan {
	t.Helper()
	made, err := MakePlan(p, slices.Values(engagementsOf(ids)))
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
		p.At = rapid.SampledFrom([]time.Time{at(2022, time.June, 1), at(2023, time.February, 28), at(2023, time.March, 1), at(2023, time.June, 30), at(2025, time.October, 1), {}}).Draw(t, "at")
		for i := range p.Identities {
			identity := &p.Identities[i]
			identity.Customer.ConsentedBefore = facts.Draw(t, "consented")
			identity.Customer.MeetsCriteria = facts.Draw(t, "criteria")
			identity.Standings = map[mci.EngagementID]Standing{
				rapid.SampledFrom(planned).Draw(t, "engagement"): {facts.Draw(t, "criteria here"), CountOf(rapid.IntRange(0, 3).Draw(t, "claims")), CountOf(0), facts.Draw(t, "nominated"), openClaims().Draw(t, "open claims")},
			}
		}
		for i := range p.Sites {
			p.Sites[i].Location.Enrollment = rapid.SampledFrom([]mci.Enrollment{mci.Enrolled, mci.Enrolled, mci.Invited, 0}).Draw(t, "enrollment")
			p.Sites[i].Location.PayeeProfile = facts.Draw(t, "payee profile")
			p.Sites[i].Eligible[rapid.SampledFrom(planned).Draw(t, "at the location")] = facts.Draw(t, "eligible")
		}
		if rapid.Bool().Draw(t, "waived") {
			p.Waivers = []Waiver{{Rule: "customer.criteria", Reason: "tests", Approver: "a-1", Until: mci.DateOf(p.At.AddDate(0, 1, 0))}}
			if p.At.IsZero() {
				p.Waivers[0].Until = mci.DateOf(at(2023, time.March, 1))
			}
		}
		return p
	})
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
				if d := decide(&q); d.Outcome() != c.Decision().Outcome() || !slices.Equal(d.Findings(), c.Decision().Findings()) {
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
		for day := mci.DateOf(p.At); day.Compare(mci.DateOf(at(2027, time.January, 1))) < 0; day = day.AddDays(1) {
			q.At = day.Start(zone)
			switch d := decide(&q); {
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

// inOneGo reports whether some choice of each option can be nominated together
// in one call.
func inOneGo(t *rapid.T, a, b Option) bool {
	for _, one := range a.Choices {
		for _, other := range b.Choices {
			nominations, _, err := NominateAll([]Question{one.Question(), other.Question()}, details())
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
	best := planOf(t, contosoProspect(), endpoint).Options()[0].Best()
	if best.Location() != "L-2" || best.Earns() != mci.Pass || best.Decision().Outcome() != mci.Pass {
		t.Errorf("the best choice is at %s, which earns: %v", best.Location(), best.Earns())
	}
}

func TestAPlanClaimsAKnownCustomerAndAddsAnyOther(t *testing.T) {
	for consented, want := range map[mci.Fact]Way{mci.Yes: Claim, mci.No: Add, mci.NotSupplied: Add} {
		p := contosoProspect()
		p.Identities = p.Identities[:1]
		p.Identities[0].Customer.ConsentedBefore = consented
		option := planOf(t, p, endpoint).Options()[0]
		if option.Best().Way() != want || (option.Outcome() == mci.Pass) != (consented != mci.NotSupplied) {
			t.Errorf("earlier consent %v: %v, %v", consented, option.Best().Way(), option.Outcome())
		}
	}
}

func TestWhatStandsForOneEngagementIsNotTakenForAnother(t *testing.T) {
	p := contosoProspect()
	p.Identities = p.Identities[:1]
	p.Identities[0].Standings = map[mci.EngagementID]Standing{endpoint: {MeetsCriteria: mci.No, Claims: CountOf(0)}}
	made := planOf(t, p, endpoint, "unlimited")
	if first, second := made.Options()[0], made.Options()[1]; first.Engagement != engagement("unlimited") || first.Outcome() != mci.Pass || second.Outcome() != mci.Fail {
		t.Errorf("%s is %v, %s is %v", first.Engagement.Title(), first.Outcome(), second.Engagement.Title(), second.Outcome())
	}
}

func TestAPlanShowsTheOwnOpenClaimsOfEveryIDForTheirEngagementAlone(t *testing.T) {
	p := contosoProspect()
	first, second := OpenClaim{ID: "C-1", Actions: []CustomerAction{SubmitClaim}}, OpenClaim{ID: "C-2"}
	held := Standing{MeetsCriteria: mci.Yes, Claims: CountOf(1), OpenClaims: CountOf(1)}
	held.Open = []OpenClaim{first}
	p.Identities[0].Standings = map[mci.EngagementID]Standing{endpoint: held}
	held.Open = []OpenClaim{second}
	p.Identities[1].Standings = map[mci.EngagementID]Standing{endpoint: held}
	options := planOf(t, p, "fy23-executive-order-14028", endpoint, "unlimited").Options()
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
	want := []string{"unlimited pass", string(endpoint) + " fail C-2 C-1", "fy23-executive-order-14028 fail"}
	if !slices.Equal(got, want) {
		t.Errorf("the plan is %q, want %q", got, want)
	}
	if actions := options[1].Open[1].Actions; !slices.Equal(actions, first.Actions) {
		t.Errorf("the actions are %v", actions)
	}
}

func TestWithoutIDsOrLocationsThePlanSaysWhatIsMissing(t *testing.T) {
	option := planOf(t, Prospect{At: at(2023, time.March, 1)}, endpoint).Options()[0]
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
		"waivers[0].rule":           func(p *Prospect) []*catalog.Engagement { p.Waivers = []Waiver{{Rule: "user.role"}}; return nil },
		"engagements": func(*Prospect) []*catalog.Engagement {
			return engagementsOf([]mci.EngagementID{endpoint, variable, endpoint})
		},
	} {
		p := contosoProspect()
		engagements := change(&p)
		made, err := MakePlan(p, slices.Values(engagements))
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != path || made.Options() != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := MakePlan(Prospect{}, slices.Values([]*catalog.Engagement{nil})); !errors.Is(err, mci.ErrInvalid) {
		t.Errorf("no engagement: %v", err)
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
	p.At = at(2025, time.October, 1)
	made := planOf(t, p, variable, "unlimited", "two-claims")
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
	choice := planOf(t, contosoProspect(), endpoint).Options()[0].Best()
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if printed := fmt.Sprintf(verb, choice); printed != "choice: pass" {
			t.Errorf("%s prints %s", verb, printed)
		}
	}
}

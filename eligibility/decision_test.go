package eligibility

import (
	"errors"
	"maps"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// questions draws questions of all kinds. For most rules, about half of the
// questions pass, and the others fail or lack a fact.
func questions() *rapid.Generator[Question] {
	engagements := []*catalog.Engagement{
		engagement("fy23-endpoint-management"), engagement("fy23-nextgen-windows"), engagement("illustrative-variable-pay"),
		engagement("unlimited"), engagement("two-claims"), engagement("staged"), engagement("undemanding"), engagement("paid-where-the-partner-is"),
		engagement("gated"), engagement("limited"), engagement("locked"), engagement("demanding"), engagement("barring"), engagement("sized"), engagement("regional"),
	}
	grants := []mci.Grant{{Role: mci.IncentivesUser, Location: "L-1"}, {Role: mci.IncentivesAdmin}, {Role: mci.IncentivesUser, Location: "L-2"}}
	fact := rapid.SampledFrom([]mci.Fact{mci.Yes, mci.Yes, mci.No, mci.NotSupplied})
	country := rapid.SampledFrom([]mci.Country{"CH", "BS", "TH", ""})
	instants := []time.Time{{}, at(2022, time.June, 1), at(2022, time.September, 1), at(2023, time.March, 1), at(2024, time.January, 1), at(2025, time.October, 1), at(2027, time.January, 1)}
	ids := slices.SortedFunc(maps.Values(contosoIDOfKind), func(a, b mci.CustomerID) int { return int(a.Type()) - int(b.Type()) })
	return rapid.Custom(func(t *rapid.T) Question {
		q := Question{
			Engagement:       rapid.SampledFrom(engagements).Draw(t, "engagement"),
			Way:              rapid.SampledFrom([]Way{Add, Claim, Add, Claim, 0}).Draw(t, "way"),
			At:               rapid.SampledFrom(instants).Draw(t, "at"),
			PartnerEligible:  fact.Draw(t, "partner eligible"),
			LocationEligible: fact.Draw(t, "location eligible"),
			Location: mci.Location{
				ID: "L-1", Country: country.Draw(t, "location's country"),
				Enrollment: rapid.SampledFrom([]mci.Enrollment{mci.Enrolled, mci.Enrolled, mci.EnrollmentUnknown, mci.Invited}).Draw(t, "enrollment"),
			},
			Customer: Customer{
				ID:             rapid.SampledFrom(append(ids, mci.CustomerID{})).Draw(t, "ID"),
				Country:        country.Draw(t, "customer's country"),
				Resolution:     rapid.SampledFrom(resolutions).Draw(t, "resolution"),
				MeetsCriteria:  fact.Draw(t, "meets criteria"),
				Claims:         rapid.SampledFrom([]Count{{}, CountOf(0), CountOf(1), CountOf(2)}).Draw(t, "claims"),
				MailMatches:    fact.Draw(t, "mail matches"),
				MismatchReason: rapid.SampledFrom([]string{"", "an external project lead"}).Draw(t, "mismatch reason"),

				ConsentedBefore: fact.Draw(t, "consented before"),
			},
			Hours: rapid.SampledFrom([]mci.Hours{{}, hours("10"), hours("60")}).Draw(t, "hours"),
			Opportunity: mci.Opportunity{
				ContractValue: rapid.SampledFrom([]mci.Money{{}, money("40000", mci.USD), money("120000.00", mci.USD), money("120000", "EUR")}).Draw(t, "contract value"),
				Status:        rapid.SampledFrom([]string{"", "open", "lost"}).Draw(t, "status"),
				Stage:         rapid.SampledFrom([]string{"", "Develop", "Close"}).Draw(t, "stage"),
			},
		}
		q.User.Grants = rapid.SliceOfN(rapid.SampledFrom(grants), 0, 2).Draw(t, "grants")
		q.Qualifications = rapid.SampledFrom([][]string{nil, {}, {"designation A", "agreement"}, {"specialization B", "agreement"}}).Draw(t, "qualifications")
		drawTerms(t, &q.Customer, fact)
		if rapid.Bool().Draw(t, "pay kind fits") {
			variable := q.Engagement.PayKind() == catalog.VariablePay
			if variable != (q.Customer.ID.Type() == mci.OpportunityID) && !q.Customer.ID.IsZero() {
				q.Customer.ID = map[bool]mci.CustomerID{true: contosoDeal, false: contosoTenant}[variable]
			}
			if !variable {
				q.Hours = mci.Hours{}
			}
		}
		if !q.Engagement.Edition().KnowsSegment(q.Customer.Segment) {
			q.Customer.Segment = ""
		}
		if contradictory(q.Customer.Claims, q.Customer.OpenClaims) {
			q.Customer.OpenClaims = q.Customer.Claims
		}
		return q
	})
}

var resolutions = []Resolution{
	{},
	{Tenant: contosoTenant},
	{Tenant: fabrikamTenant},
	{Failure: ErrTenantNotFound},
	{Failure: ErrTenantAmbiguous},
	{Failure: ErrNationalCloud},
}

// drawTerms draws the facts that only some engagements require.
func drawTerms(t *rapid.T, c *Customer, fact *rapid.Generator[mci.Fact]) {
	c.OpenClaims = rapid.SampledFrom([]Count{{}, CountOf(0), CountOf(1), CountOf(2)}).Draw(t, "open claims")
	c.Nominated = fact.Draw(t, "nominated")
	c.Segment = rapid.SampledFrom([]mci.Segment{"", "commercial", "education", "public sector"}).Draw(t, "segment")
	c.Quantities = mci.Quantities{}
	for _, measure := range []mci.MeasureID{"seats", "users"} {
		if text := rapid.SampledFrom([]string{"", "0", "300", "1200"}).Draw(t, string(measure)); text != "" {
			c.Quantities[measure] = quantity(text)
		}
	}
	if rapid.IntRange(0, 4).Draw(t, "requirements are known") > 0 {
		c.Requirements = map[mci.RequirementID]mci.Fact{"bona-fide": fact.Draw(t, "bona fide")}
	}
}

// copied returns a question that shares nothing with q.
func copied(q Question) Question {
	q.User.Grants = slices.Clone(q.User.Grants)
	q.Qualifications = slices.Clone(q.Qualifications)
	q.Customer.Quantities = maps.Clone(q.Customer.Quantities)
	q.Customer.Requirements = maps.Clone(q.Customer.Requirements)
	return q
}

func TestFailBeatsUnknownBeatsPass(t *testing.T) {
	unknown := func(q *Question) { q.Customer.Claims = Count{} }
	fails := func(q *Question) { q.Customer.MeetsCriteria = mci.No }
	for _, c := range []struct {
		name    string
		changes []func(*Question)
		want    mci.Outcome
		reasons []mci.RuleID
	}{
		{"every rule passes", nil, mci.Pass, nil},
		{"one lacks a fact", []func(*Question){unknown}, mci.Unknown, []mci.RuleID{"customer.claim-limit"}},
		{"one fails", []func(*Question){fails}, mci.Fail, []mci.RuleID{"customer.criteria"}},
		{"one fails, one lacks a fact", []func(*Question){fails, unknown}, mci.Fail, []mci.RuleID{"customer.criteria", "customer.claim-limit"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			q := workshop()
			for _, change := range c.changes {
				change(&q)
			}
			d := decide(&q)
			if d.Outcome() != c.want {
				t.Errorf("the outcome is %v, want %v", d.Outcome(), c.want)
			}
			var reasons []mci.RuleID
			for _, f := range d.Reasons() {
				reasons = append(reasons, f.Rule)
			}
			if !slices.Equal(reasons, c.reasons) {
				t.Errorf("the reasons are %v, want %v", reasons, c.reasons)
			}
		})
	}
}

func TestTheZeroDecisionIsUnknownAndHasNoFindings(t *testing.T) {
	var d Decision
	if d.Outcome() != mci.Unknown || d.Findings() != nil || d.Reasons() != nil {
		t.Errorf("the zero Decision is %v with %v", d.Outcome(), d.Findings())
	}
}

func TestTheOutcomeIsThatOfAllFindingsTogether(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		d := decide(&q)
		together, findings := mci.Pass, d.Findings()
		var standing []mci.Finding
		for i, f := range findings {
			together = together.And(f.Outcome)
			if f.Rule != rules[i].ID {
				t.Fatalf("finding %d is of rule %s, want the order of the table", i, f.Rule)
			}
			if f.Outcome != mci.Pass {
				standing = append(standing, f)
			}
		}
		if len(findings) != len(rules) || d.Outcome() != together {
			t.Fatalf("the outcome is %v, its %d findings together say %v", d.Outcome(), len(findings), together)
		}
		if !slices.Equal(d.Reasons(), standing) {
			t.Fatalf("the reasons are %v, want the findings that do not pass, %v", d.Reasons(), standing)
		}
	})
}

func TestEveryFindingCanBeChecked(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		for _, f := range decide(&q).Findings() {
			if f.Rule == "" || f.Path == "" || f.Want == "" || f.Found == "" {
				t.Fatalf("%+v lacks the rule, the path, or what was wanted or found", f)
			}
			if f.Source.Title == "" || f.Source.Published == "" || f.Source.Grade == 0 {
				t.Fatalf("%s names the source %+v, without a title, a date or a grade", f.Rule, f.Source)
			}
		}
	})
}

func TestDecidingIsPure(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		before, again := copied(q), copied(q)
		first := decide(&q)
		findings := first.Findings()
		if !reflect.DeepEqual(q, before) {
			t.Fatalf("the question was changed from %+v to %+v", before, q)
		}
		second := decide(&again)
		if first.Outcome() != second.Outcome() || !slices.Equal(findings, second.Findings()) || !slices.Equal(findings, first.Findings()) {
			t.Fatalf("the same question has two answers, %v and %v", findings, second.Findings())
		}
	})
}

// forgettable maps the name of a supplied fact to a function that removes it
// from a question.
var forgettable = map[string]func(*Question){
	"at":                func(q *Question) { q.At = time.Time{} },
	"way":               func(q *Question) { q.Way = 0 },
	"grants":            func(q *Question) { q.User.Grants = nil },
	"last grant":        func(q *Question) { q.User.Grants = q.User.Grants[:max(0, len(q.User.Grants)-1)] },
	"location":          func(q *Question) { q.Location = mci.Location{} },
	"location ID":       func(q *Question) { q.Location.ID = "" },
	"enrollment":        func(q *Question) { q.Location.Enrollment = mci.EnrollmentUnknown },
	"location country":  func(q *Question) { q.Location.Country = "" },
	"partner eligible":  func(q *Question) { q.PartnerEligible = mci.NotSupplied },
	"location eligible": func(q *Question) { q.LocationEligible = mci.NotSupplied },
	"ID":                func(q *Question) { q.Customer.ID = mci.CustomerID{} },
	"country":           func(q *Question) { q.Customer.Country = "" },
	"resolution":        func(q *Question) { q.Customer.Resolution = Resolution{} },
	"criteria":          func(q *Question) { q.Customer.MeetsCriteria = mci.NotSupplied },
	"earlier consent":   func(q *Question) { q.Customer.ConsentedBefore = mci.NotSupplied },
	"claims":            func(q *Question) { q.Customer.Claims = Count{} },
	"open claims":       func(q *Question) { q.Customer.OpenClaims = Count{} },
	"nominated":         func(q *Question) { q.Customer.Nominated = mci.NotSupplied },
	"segment":           func(q *Question) { q.Customer.Segment = "" },
	"quantities":        func(q *Question) { q.Customer.Quantities = nil },
	"seats":             func(q *Question) { delete(q.Customer.Quantities, "seats") },
	"requirements":      func(q *Question) { q.Customer.Requirements = nil },
	"qualifications":    func(q *Question) { q.Qualifications = nil },
	"mail":              func(q *Question) { q.Customer.MailMatches = mci.NotSupplied },
	"mismatch reason":   func(q *Question) { q.Customer.MismatchReason = "" },
	"contract value":    func(q *Question) { q.Opportunity.ContractValue = mci.Money{} },
	"status":            func(q *Question) { q.Opportunity.Status = "" },
	"stage":             func(q *Question) { q.Opportunity.Stage = "" },
	"hours": func(q *Question) {
		if q.Engagement.PayKind() == catalog.VariablePay { // fixed pay requires no hours
			q.Hours = mci.Hours{}
		}
	},
}

func TestNoDecisionIsBetterWithLessInformation(t *testing.T) {
	names := slices.Sorted(maps.Keys(forgettable))
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		less := copied(q)
		for _, name := range rapid.Permutation(names).Draw(t, "forgotten one after the other") {
			with := decide(&less).Outcome()
			forgettable[name](&less)
			if without := decide(&less).Outcome(); without == mci.Pass && with != mci.Pass {
				t.Fatalf("the decision is %v, and passes when the host does not supply the %s", with, name)
			}
		}
	})
}

// The rule above for the whole decision also holds for each finding. The way
// and the day are not removed, because they change the question: the way
// selects the fact that counts, and the day selects the rate.
func TestNoFindingIsBetterWithLessInformation(t *testing.T) {
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(forgettable)), func(name string) bool { return name == "way" || name == "at" })
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		with := decide(&q).Findings()
		for _, name := range names {
			less := copied(q)
			forgettable[name](&less)
			for i, without := range decide(&less).Findings() {
				if without.Outcome == mci.Pass && with[i].Outcome != mci.Pass {
					t.Fatalf("%s is %v, and passes when the host does not supply the %s", with[i].Rule, with[i].Outcome, name)
				}
			}
		}
	})
}

// If a host supplies only the engagement, the findings are unknown and do not
// fail. The way and the hours are exceptions, because they are part of the
// question and not facts.
func TestAFactThatIsNotSuppliedIsUnknownAndNeverAFailure(t *testing.T) {
	asked := []mci.RuleID{"customer.add-or-claim", "pay.hours"}
	for _, id := range []mci.EngagementID{"fy23-endpoint-management", "staged", "gated", "limited", "locked", "demanding", "barring", "sized"} {
		q := Question{Engagement: engagement(id)}
		for _, f := range decide(&q).Findings() {
			if f.Outcome == mci.Fail && !slices.Contains(asked, f.Rule) {
				t.Errorf("%s: %s fails, though nothing was supplied: want %s, found %s", id, f.Rule, f.Want, f.Found)
			}
		}
	}
}

// Eligibility belongs to the exact ID. Facts about other IDs of the customer do
// not count.
func TestTheEligibilityOfAnIDSaysNothingAboutAnotherIDOfTheSameCustomer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		other := copied(q)
		if q.Customer.ID.Type() != mci.DomainName { // the resolution is a fact about the domain
			other.Customer.Resolution = rapid.SampledFrom(resolutions).Draw(t, "other resolution")
		}
		// The mail domain is compared only for a tenant ID.
		if !q.Customer.ID.IsZero() && q.Customer.ID.Type() != mci.TenantID {
			other.Customer.MailMatches = rapid.SampledFrom([]mci.Fact{mci.Yes, mci.No, mci.NotSupplied}).Draw(t, "other mail")
			other.Customer.MismatchReason = rapid.SampledFrom([]string{"", "a reason"}).Draw(t, "other reason")
		}
		with, without := decide(&q).Findings(), decide(&other).Findings()
		for i := range with {
			if with[i].Outcome != without[i].Outcome {
				t.Fatalf("%s: %v becomes %v by what is known of another ID", with[i].Rule, with[i].Outcome, without[i].Outcome)
			}
		}
	})
}

func TestWhatTheTenantMeetsIsNotKnownOfTheDomainOrTheTPID(t *testing.T) {
	tenant := workshop()
	if d := decide(&tenant); d.Outcome() != mci.Pass {
		t.Fatalf("the tenant is %v, want pass", d.Outcome())
	}
	for _, q := range []Question{workshopByDomain(), workshop()} {
		if q.Customer.ID.Type() == mci.TenantID {
			q.Customer.ID = contosoTPID
		}
		q.Customer.MeetsCriteria, q.Customer.Claims = mci.NotSupplied, Count{}
		if d := decide(&q); d.Outcome() != mci.Unknown {
			t.Errorf("%v of the same customer is %v, want unknown", q.Customer.ID, d.Outcome())
		}
	}
}

func TestACustomerIsAddedOrClaimedAndNeverBoth(t *testing.T) {
	both := 0
	rapid.Check(t, func(t *rapid.T) {
		add := questions().Draw(t, "question")
		claim := copied(add)
		add.Way, claim.Way = Add, Claim
		a, c := decide(&add), decide(&claim)
		if a.Outcome() == mci.Pass && c.Outcome() == mci.Pass {
			t.Fatal("the customer can be added and claimed")
		}
		if outcomeOf(a, "customer.add-or-claim") == mci.Pass || outcomeOf(c, "customer.add-or-claim") == mci.Pass {
			both++
		}
	})
	if both == 0 {
		t.Error("no customer could be added or claimed: the test shows nothing")
	}
}

func TestAResolutionThatFailedOrIsNoTenantNeverPasses(t *testing.T) {
	for _, resolution := range []Resolution{
		{Tenant: contosoTenant, Failure: ErrTenantAmbiguous},
		{Tenant: contosoTPID},
		{Tenant: contosoAzure},
		{Tenant: contoso},
	} {
		q := workshopByDomain()
		q.Customer.Resolution = resolution
		if got := outcomeOf(decide(&q), "customer.domain-resolved"); got == mci.Pass {
			t.Errorf("a domain that was resolved to %v with the failure %v passes", resolution.Tenant, resolution.Failure)
		}
	}
}

// If the nomination or the creation selects the rate, the rate is known when
// the question is asked. A customer in market B has no rate from 2023 on.
func TestACustomerWithoutARateOnTheDayOfTheNominationIsNotEligible(t *testing.T) {
	for _, id := range []mci.EngagementID{"anchored-by-nomination", "anchored-by-creation"} {
		q := workshop()
		q.Engagement, q.Customer.Country = engagement(id), "BS"
		q.At = at(2022, time.December, 31)
		if d := decide(&q); d.Outcome() != mci.Pass {
			t.Errorf("%s: while there is a rate, the decision is %v because of %v", id, d.Outcome(), d.Reasons())
		}
		q.At = at(2023, time.January, 1)
		if got := outcomeOf(decide(&q), "customer.market"); got != mci.Fail {
			t.Errorf("%s: from the day on which there is no rate, the rule answers %v, want fail", id, got)
		}
	}
}

func TestWithoutAnEngagementNothingIsDecided(t *testing.T) {
	for path, q := range map[string]*Question{"": nil, "engagement": {}} {
		d, err := Decide(q)
		var field *mci.FieldError
		if !errors.As(err, &field) || field.Path != path {
			t.Errorf("the error is %v, want one of the field %q", err, path)
		}
		if d.Outcome() != mci.Unknown || d.Findings() != nil || d.Reasons() != nil {
			t.Errorf("the decision is %v with %v", d.Outcome(), d.Findings())
		}
	}
}

func TestDecidingDoesNotAllocate(t *testing.T) {
	cents := opportunity()
	cents.Opportunity.ContractValue = money("120000.50", mci.USD)
	staged := opportunity()
	staged.Engagement = engagement("staged")
	for name, q := range map[string]Question{
		"by tenant": workshop(), "by domain": workshopByDomain(), "claimed": known(),
		"gates": demanding("gated")(), "limits": demanding("limited")(), "a lock": demanding("locked")(), "requirements": demanding("demanding")(),
		"barred segments": demanding("barring")(), "sizes": demanding("sized")(), "a region": regional(),
		"variable pay": opportunity(), "variable pay with cents": cents, "variable pay with sales stages": staged,
	} {
		if allocations := testing.AllocsPerRun(100, func() { decide(&q) }); allocations != 0 {
			t.Errorf("%s: %v allocations, want none", name, allocations)
		}
	}
}

func TestTheOrderOfTheRulesChangesNoAnswer(t *testing.T) {
	byRule := func(d Decision) map[mci.RuleID]mci.Finding {
		findings := map[mci.RuleID]mci.Finding{}
		for _, f := range d.Findings() {
			findings[f.Rule] = f
		}
		return findings
	}
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		before := decide(&q)
		findings, outcome, reasons := byRule(before), before.Outcome(), before.AboutCustomer().Outcome()
		kept := rules
		defer func() { rules, conditional = kept, conditionsOf(kept[:]) }()
		copy(rules[:], rapid.Permutation(kept[:]).Draw(t, "order"))
		conditional = conditionsOf(rules[:])
		after := decide(&q)
		if after.Outcome() != outcome || after.AboutCustomer().Outcome() != reasons || !maps.Equal(byRule(after), findings) {
			t.Fatalf("in another order the decision is %v", after.Findings())
		}
	})
}

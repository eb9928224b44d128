package eligibility

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/eligibility/internal/formtest"
	"github.com/mci-go/incentives/eligibility/internal/ruletest"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/ruling"
)

// update is whether the golden files are rewritten.
var update = formtest.Update

func golden(t *testing.T, name, got string) { t.Helper(); formtest.Golden(t, name, got) }

// A ruleCase is a question with the expected outcome of one rule.
type ruleCase struct {
	name   string
	want   mci.Outcome
	from   func() Question // a question for which every rule passes
	change func(*Question)
}

func (c ruleCase) question() Question {
	q := c.from()
	c.change(&q)
	return q
}

func asIs(*Question) {}

// of returns an edit that changes only the engagement.
func of(id mci.EngagementID) func(*Question) {
	return func(q *Question) { q.Engagement = engagement(id) }
}

// ruleCases holds at least three cases for each rule: one passes, one fails and
// one is unknown. A rule in twoValued has no unknown case.
var ruleCases = map[mci.RuleID][]ruleCase{
	"user.role": {
		{"a user at the location", mci.Pass, workshop, asIs},
		{"an admin of all locations", mci.Pass, workshop, func(q *Question) { q.User.Grants = []mci.Grant{{Role: mci.IncentivesAdmin}} }},
		{"a role at another location", mci.Fail, workshop, func(q *Question) { q.User.Grants[0].Location = "L-2" }},
		{"a user without a role", mci.Fail, workshop, func(q *Question) { q.User.Grants = []mci.Grant{} }},
		{"a user whose roles nobody supplied", mci.Unknown, workshop, func(q *Question) { q.User.Grants = nil }},
		{"no user, and no role", mci.Fail, workshop, func(q *Question) { q.User = mci.User{Grants: []mci.Grant{}} }},
		{"no user", mci.Unknown, workshop, func(q *Question) { q.User = mci.User{} }},
	},
	"location.enrolled": {
		{"enrolled", mci.Pass, workshop, asIs},
		{"invited", mci.Fail, workshop, func(q *Question) { q.Location.Enrollment = mci.Invited }},
		{"action required", mci.Fail, workshop, func(q *Question) { q.Location.Enrollment = mci.EnrollmentActionRequired }},
		{"validating", mci.Fail, workshop, func(q *Question) { q.Location.Enrollment = mci.ValidatingEnrollment }},
		{"enrolling", mci.Fail, workshop, func(q *Question) { q.Location.Enrollment = mci.Enrolling }},
		{"ineligible", mci.Fail, workshop, func(q *Question) { q.Location.Enrollment = mci.Ineligible }},
		{"discontinued", mci.Fail, workshop, func(q *Question) { q.Location.Enrollment = mci.Discontinued }},
		{"not supplied", mci.Unknown, workshop, func(q *Question) { q.Location.Enrollment = mci.EnrollmentUnknown }},
	},
	"partner.eligible": {
		{"adding from an eligible location", mci.Pass, workshop, asIs},
		{"adding from a location that is not eligible itself", mci.Pass, workshop, func(q *Question) { q.LocationEligible = mci.No }},
		{"adding without any eligible location", mci.Fail, workshop, func(q *Question) { q.PartnerEligible = mci.No }},
		{"adding, not supplied", mci.Unknown, workshop, func(q *Question) { q.PartnerEligible = mci.NotSupplied }},
		{"claiming from an eligible location", mci.Pass, known, func(q *Question) { q.PartnerEligible = mci.NotSupplied }},
		{"claiming from a location that is not eligible itself", mci.Fail, known, func(q *Question) { q.LocationEligible = mci.No }},
		{"claiming, the location's not supplied", mci.Unknown, known, func(q *Question) { q.LocationEligible = mci.NotSupplied }},
	},
	"partner.gate": {
		{"no gate", mci.Pass, workshop, asIs},
		{"both gates", mci.Pass, demanding("gated"), asIs},
		{"a designation until its day", mci.Pass, demanding("gated"), func(q *Question) {
			q.Qualifications, q.At = []string{"designation A", "agreement"}, time.Date(2023, time.February, 28, 23, 59, 59, 0, time.UTC)
		}},
		{"a designation from the next day", mci.Fail, demanding("gated"), func(q *Question) { q.Qualifications = []string{"designation A", "agreement"} }},
		{"one gate of two", mci.Fail, demanding("gated"), func(q *Question) { q.Qualifications = []string{"specialization B"} }},
		{"nothing held", mci.Fail, demanding("gated"), func(q *Question) { q.Qualifications = []string{} }},
		{"not supplied", mci.Unknown, demanding("gated"), func(q *Question) { q.Qualifications = nil }},
		{"after the day until which the gate is known", mci.Unknown, demanding("gated"), func(q *Question) { q.At = at(2023, time.June, 1) }},
		{"no instant", mci.Unknown, demanding("gated"), func(q *Question) { q.At = time.Time{} }},
	},
	"engagement.offered": {
		{"the first day", mci.Pass, workshop, func(q *Question) { q.At = time.Date(2022, time.July, 1, 0, 0, 0, 0, time.UTC) }},
		{"the end of the last day that is known", mci.Pass, workshop, func(q *Question) { q.At = time.Date(2023, time.June, 30, 23, 59, 59, 0, time.UTC) }},
		{"the end of the last day", mci.Pass, opportunity, func(q *Question) { q.At = time.Date(2026, time.June, 30, 23, 59, 59, 0, time.UTC) }},
		{"just before the first day", mci.Fail, workshop, func(q *Question) { q.At = time.Date(2022, time.June, 30, 23, 59, 59, 0, time.UTC) }},
		{"the first day elsewhere, but not where the catalog counts", mci.Fail, workshop, func(q *Question) {
			q.At = time.Date(2022, time.July, 1, 1, 0, 0, 0, time.FixedZone("CEST", 2*60*60))
		}},
		{"after the last day", mci.Fail, opportunity, func(q *Question) { q.At = time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC) }},
		{"after the last day that is known", mci.Unknown, workshop, func(q *Question) { q.At = time.Date(2023, time.July, 1, 0, 0, 0, 0, time.UTC) }},
		{"no instant", mci.Unknown, workshop, func(q *Question) { q.At = time.Time{} }},
	},
	"customer.id-type": {
		{"a tenant for fixed pay", mci.Pass, workshop, asIs},
		{"a domain for fixed pay", mci.Pass, workshopByDomain, asIs},
		{"a TPID for fixed pay", mci.Pass, workshop, func(q *Question) { q.Customer.ID = contosoTPID }},
		{"an opportunity for variable pay", mci.Pass, opportunity, asIs},
		{"an Azure subscription where it is not among the IDs", mci.Fail, workshop, func(q *Question) { q.Customer.ID = contosoAzure }},
		{"an opportunity for fixed pay", mci.Fail, workshop, func(q *Question) { q.Customer.ID = contosoDeal }},
		{"a tenant for variable pay", mci.Fail, opportunity, func(q *Question) { q.Customer.ID = contosoTenant }},
		{"no ID", mci.Unknown, workshop, func(q *Question) { q.Customer.ID = mci.CustomerID{} }},
	},
	"customer.domain-resolved": {
		{"a domain with a tenant", mci.Pass, workshopByDomain, asIs},
		{"an ID that is no domain", mci.Pass, workshop, func(q *Question) { q.Customer.ID = contosoTPID }},
		{"a domain without a tenant", mci.Fail, workshopByDomain, func(q *Question) { q.Customer.Resolution = Resolution{Failure: ErrTenantNotFound} }},
		{"a domain with several tenants", mci.Fail, workshopByDomain, func(q *Question) { q.Customer.Resolution = Resolution{Failure: ErrTenantAmbiguous} }},
		{"a domain of a national cloud", mci.Fail, workshopByDomain, func(q *Question) { q.Customer.Resolution = Resolution{Failure: ErrNationalCloud} }},
		{"a domain that was not looked for", mci.Unknown, workshopByDomain, func(q *Question) { q.Customer.Resolution = Resolution{} }},
		{"no ID", mci.Unknown, workshop, func(q *Question) { q.Customer.ID = mci.CustomerID{} }},
	},
	"customer.criteria": {
		{"the portal shows that it meets them", mci.Pass, workshop, asIs},
		{"the portal shows that it does not", mci.Fail, workshop, func(q *Question) { q.Customer.MeetsCriteria = mci.No }},
		{"not supplied", mci.Unknown, workshop, func(q *Question) { q.Customer.MeetsCriteria = mci.NotSupplied }},
	},
	"customer.market": {
		{"market A", mci.Pass, workshop, asIs},
		{"the market of every other country", mci.Pass, workshop, func(q *Question) { q.Customer.Country = "TH" }},
		{"the country of the location, where it decides", mci.Pass, workshop, func(q *Question) {
			of("paid-where-the-partner-is")(q)
			q.Customer.Country = "TH"
		}},
		{"an hourly rate", mci.Pass, opportunity, asIs},
		{"the one country in which it is offered", mci.Pass, workshop, func(q *Question) {
			of("fy23-executive-order-14028")(q)
			q.Customer.Country = "US"
		}},
		{"a country in which it is not offered, of a market that has a rate", mci.Fail, workshop, of("fy23-executive-order-14028")},
		{"a market without a rate", mci.Fail, workshop, func(q *Question) {
			of("unlimited")(q)
			q.Customer.Country = "BS"
		}},
		{"a country on no market list", mci.Fail, workshop, func(q *Question) {
			of("unlimited")(q)
			q.Customer.Country = "TH"
		}},
		{"a market without an hourly rate", mci.Fail, opportunity, func(q *Question) {
			of("undemanding")(q)
			q.Customer.Country = "BS"
		}},
		{"the country of the location, without a rate", mci.Fail, workshop, func(q *Question) {
			of("paid-where-the-partner-is")(q)
			q.Location.Country = "BS"
		}},
		{"no country", mci.Unknown, workshop, func(q *Question) { q.Customer.Country = "" }},
		{"no country of the location, where it decides", mci.Unknown, workshop, func(q *Question) {
			of("paid-where-the-partner-is")(q)
			q.Location.Country = ""
		}},
	},
	"customer.region": {
		{"no region is asked for", mci.Pass, workshop, asIs},
		{"one country", mci.Pass, regional, asIs},
		{"two countries of one region", mci.Pass, regional, func(q *Question) { q.Location.Country = "US" }},
		{"two regions", mci.Fail, regional, func(q *Question) { q.Location.Country = "BS" }},
		{"a location in no region", mci.Fail, regional, func(q *Question) { q.Location.Country = "TH" }},
		{"no country of the customer", mci.Unknown, regional, func(q *Question) { q.Customer.Country = "" }},
		{"no country of the location", mci.Unknown, regional, func(q *Question) { q.Location.Country = "" }},
	},
	"customer.segment": {
		{"nobody is barred", mci.Pass, workshop, asIs},
		{"a segment that is not barred", mci.Pass, demanding("barring"), asIs},
		{"a segment that is barred", mci.Fail, demanding("barring"), func(q *Question) { q.Customer.Segment = "public sector" }},
		{"not supplied", mci.Unknown, demanding("barring"), func(q *Question) { q.Customer.Segment = "" }},
		{"barred from a size only", mci.Pass, demanding("sized"), func(q *Question) { q.Customer.Segment = "education" }},
	},
	"customer.size": {
		{"no sizes", mci.Pass, workshop, asIs},
		{"a size", mci.Pass, demanding("sized"), asIs},
		{"the smallest", mci.Pass, demanding("sized"), func(q *Question) {
			q.Customer.Quantities["seats"], q.Customer.Quantities["users"] = quantity("300"), quantity("300")
		}},
		{"more users than seats", mci.Fail, demanding("sized"), func(q *Question) { q.Customer.Quantities["seats"] = quantity("799.99") }},
		{"too small", mci.Fail, demanding("sized"), func(q *Question) { q.Customer.Quantities["seats"] = quantity("299.99") }},
		{"of a segment that is barred from the size", mci.Fail, demanding("sized"), func(q *Question) { q.Customer.Segment = "education" }},
		{"of that segment, and another size", mci.Pass, demanding("sized"), func(q *Question) {
			q.Customer.Segment, q.Customer.Quantities["users"] = "education", quantity("100")
		}},
		{"not counted", mci.Unknown, demanding("sized"), func(q *Question) { delete(q.Customer.Quantities, "users") }},
		{"of a segment that is not known", mci.Unknown, demanding("sized"), func(q *Question) { q.Customer.Segment = "" }},
	},
	"customer.requirements": {
		{"no requirements", mci.Pass, workshop, asIs},
		{"all are met", mci.Pass, demanding("demanding"), asIs},
		{"one is counted short", mci.Fail, demanding("demanding"), func(q *Question) { q.Customer.Quantities["seats"] = quantity("299") }},
		{"one is known not to be", mci.Fail, demanding("demanding"), func(q *Question) { q.Customer.Requirements["bona-fide"] = mci.No }},
		{"one is not counted", mci.Unknown, demanding("demanding"), func(q *Question) { q.Customer.Quantities = nil }},
		{"one is not supplied", mci.Unknown, demanding("demanding"), func(q *Question) { q.Customer.Requirements = nil }},
	},
	"customer.open-claims": {
		{"no limit", mci.Pass, workshop, asIs},
		{"one below the limit", mci.Pass, demanding("limited"), func(q *Question) { q.Customer.OpenClaims = CountOf(1) }},
		{"at the limit", mci.Fail, demanding("limited"), func(q *Question) { q.Customer.OpenClaims = CountOf(2) }},
		{"before there was one", mci.Pass, demanding("limited"), func(q *Question) {
			q.At, q.Customer.OpenClaims = at(2023, time.February, 1), CountOf(9)
		}},
		{"not counted", mci.Unknown, demanding("limited"), func(q *Question) { q.Customer.OpenClaims = Count{} }},
		{"after the day until which the limit is known", mci.Unknown, demanding("limited"), func(q *Question) { q.At = at(2023, time.June, 1) }},
	},
	"customer.lock": {
		{"no lock", mci.Pass, workshop, func(q *Question) { q.Customer.Nominated = mci.Yes }},
		{"locked, and not nominated", mci.Pass, demanding("locked"), asIs},
		{"locked, and nominated", mci.Fail, demanding("locked"), func(q *Question) { q.Customer.Nominated = mci.Yes }},
		{"locked, not supplied", mci.Unknown, demanding("locked"), func(q *Question) { q.Customer.Nominated = mci.NotSupplied }},
		{"nominated after the lock ended", mci.Pass, demanding("limited"), func(q *Question) { q.Customer.Nominated = mci.Yes }},
		{"nominated while it lasted", mci.Fail, demanding("limited"), func(q *Question) {
			q.Customer.Nominated, q.At = mci.Yes, at(2023, time.February, 1)
		}},
		{"a lock that depends on the day", mci.Unknown, demanding("limited"), func(q *Question) { q.At = time.Time{} }},
	},
	"customer.claim-limit": {
		{"a limit that rose", mci.Pass, demanding("limited"), func(q *Question) { q.Customer.Claims = CountOf(2) }},
		{"before it rose", mci.Fail, demanding("limited"), func(q *Question) {
			q.Customer.Claims, q.At = CountOf(1), at(2023, time.February, 1)
		}},
		{"after the day until which the limit is known", mci.Unknown, demanding("limited"), func(q *Question) {
			q.Customer.Claims, q.At = CountOf(5), at(2023, time.June, 1)
		}},
		{"no claim yet", mci.Pass, workshop, asIs},
		{"one below the limit", mci.Pass, workshop, func(q *Question) {
			of("two-claims")(q)
			q.Customer.Claims = CountOf(1)
		}},
		{"many claims, but no limit", mci.Pass, workshop, func(q *Question) {
			of("unlimited")(q)
			q.Customer.Claims = CountOf(100)
		}},
		{"not counted, but no limit", mci.Pass, workshop, func(q *Question) {
			of("unlimited")(q)
			q.Customer.Claims = Count{}
		}},
		{"at the limit", mci.Fail, workshop, func(q *Question) { q.Customer.Claims = CountOf(1) }},
		{"at a higher limit", mci.Fail, workshop, func(q *Question) {
			of("two-claims")(q)
			q.Customer.Claims = CountOf(2)
		}},
		{"above the limit", mci.Fail, workshop, func(q *Question) { q.Customer.Claims = CountOf(2) }},
		{"not counted", mci.Unknown, workshop, func(q *Question) { q.Customer.Claims = Count{} }},
	},
	"customer.add-or-claim": {
		{"a new customer is added", mci.Pass, workshop, asIs},
		{"a known customer is claimed", mci.Pass, known, asIs},
		{"a known customer is added", mci.Fail, workshop, func(q *Question) { q.Customer.ConsentedBefore = mci.Yes }},
		{"a new customer is claimed", mci.Fail, known, func(q *Question) { q.Customer.ConsentedBefore = mci.No }},
		{"no way", mci.Fail, workshop, func(q *Question) { q.Way = 0 }},
		{"an undeclared way", mci.Fail, workshop, func(q *Question) { q.Way = 9 }},
		{"added, earlier consent not supplied", mci.Unknown, workshop, func(q *Question) { q.Customer.ConsentedBefore = mci.NotSupplied }},
		{"claimed, earlier consent not supplied", mci.Unknown, known, func(q *Question) { q.Customer.ConsentedBefore = mci.NotSupplied }},
	},
	"customer.tenant-mismatch": {
		{"the mail domain is the tenant's", mci.Pass, workshop, asIs},
		{"it is not, with a reason", mci.Pass, workshop, func(q *Question) {
			q.Customer.MailMatches, q.Customer.MismatchReason = mci.No, "the contact is an external project lead"
		}},
		{"not compared, with a reason", mci.Pass, workshop, func(q *Question) {
			q.Customer.MailMatches, q.Customer.MismatchReason = mci.NotSupplied, "the contact is an external project lead"
		}},
		{"a domain is given, so nothing is compared", mci.Pass, workshopByDomain, func(q *Question) { q.Customer.MailMatches = mci.No }},
		{"it is not, without a reason", mci.Fail, workshop, func(q *Question) { q.Customer.MailMatches = mci.No }},
		{"not compared", mci.Unknown, workshop, func(q *Question) { q.Customer.MailMatches = mci.NotSupplied }},
	},
	"pay.hours": {
		{"fixed pay without hours", mci.Pass, workshop, asIs},
		{"variable pay with hours", mci.Pass, opportunity, asIs},
		{"fixed pay with hours, which are its condition", mci.Pass, regional, asIs},
		{"fixed pay without the hours that are its condition", mci.Fail, regional, func(q *Question) { q.Hours = mci.Hours{} }},
		{"fixed pay with hours", mci.Fail, workshop, func(q *Question) { q.Hours = hours("8") }},
		{"variable pay without hours", mci.Fail, opportunity, func(q *Question) { q.Hours = mci.Hours{} }},
	},
	"opportunity.hours": {
		{"exactly the minimum", mci.Pass, opportunity, func(q *Question) { q.Hours = hours("20") }},
		{"no minimum", mci.Pass, opportunity, func(q *Question) {
			of("undemanding")(q)
			q.Hours = hours("0.25")
		}},
		{"fixed pay", mci.Pass, workshop, asIs},
		{"just below the minimum", mci.Fail, opportunity, func(q *Question) { q.Hours = hours("19.99") }},
		{"exactly the maximum of fixed pay", mci.Pass, regional, func(q *Question) { q.Hours = hours("400") }},
		{"just above it", mci.Fail, regional, func(q *Question) { q.Hours = hours("400.01") }},
		{"not supplied", mci.Unknown, opportunity, func(q *Question) { q.Hours = mci.Hours{} }},
	},
	"opportunity.contract-value": {
		{"exactly the minimum", mci.Pass, opportunity, func(q *Question) { q.Opportunity.ContractValue = money("50000.00", mci.USD) }},
		{"no minimum", mci.Pass, opportunity, func(q *Question) {
			of("undemanding")(q)
			q.Opportunity.ContractValue = mci.Money{}
		}},
		{"just below the minimum", mci.Fail, opportunity, func(q *Question) { q.Opportunity.ContractValue = money("49999.99", mci.USD) }},
		{"exactly the maximum", mci.Pass, regional, func(q *Question) { q.Opportunity.ContractValue = money("200000", mci.USD) }},
		{"just above it", mci.Fail, regional, func(q *Question) { q.Opportunity.ContractValue = money("200000.01", mci.USD) }},
		{"not supplied", mci.Unknown, opportunity, func(q *Question) { q.Opportunity.ContractValue = mci.Money{} }},
		{"in another currency", mci.Unknown, opportunity, func(q *Question) { q.Opportunity.ContractValue = money("120000", "EUR") }},
	},
	"opportunity.status": {
		{"the one that is asked for", mci.Pass, opportunity, asIs},
		{"the one that is asked for, in other letters", mci.Pass, opportunity, func(q *Question) { q.Opportunity.Status = "OPEN" }},
		{"none is asked for", mci.Pass, opportunity, func(q *Question) {
			of("undemanding")(q)
			q.Opportunity.Status = "lost"
		}},
		{"another", mci.Fail, opportunity, func(q *Question) { q.Opportunity.Status = "lost" }},
		{"not supplied", mci.Unknown, opportunity, func(q *Question) { q.Opportunity.Status = "" }},
	},
	"opportunity.stage": {
		{"the first that is asked for", mci.Pass, opportunity, of("staged")},
		{"the last that is asked for", mci.Pass, opportunity, func(q *Question) {
			of("staged")(q)
			q.Opportunity.Stage = "Propose"
		}},
		{"one that is asked for, in other letters", mci.Pass, opportunity, func(q *Question) {
			of("staged")(q)
			q.Opportunity.Stage = "pROPOSE"
		}},
		{"none is asked for", mci.Pass, opportunity, func(q *Question) { q.Opportunity.Stage = "" }},
		{"another", mci.Fail, opportunity, func(q *Question) {
			of("staged")(q)
			q.Opportunity.Stage = "Close"
		}},
		{"not supplied", mci.Unknown, opportunity, func(q *Question) {
			of("staged")(q)
			q.Opportunity.Stage = ""
		}},
	},
}

// twoValued lists the rules that are never unknown, because they are about the
// question and not about a fact.
var twoValued = []mci.RuleID{"pay.hours"}

// possible returns the outcomes that a rule can have.
func possible(id mci.RuleID) []mci.Outcome {
	if slices.Contains(twoValued, id) {
		return []mci.Outcome{mci.Pass, mci.Fail}
	}
	return []mci.Outcome{mci.Unknown, mci.Pass, mci.Fail}
}

// outcomeOf returns the outcome of a rule.
func outcomeOf(d Decision, id mci.RuleID) mci.Outcome {
	i := slices.IndexFunc(d.Findings(), func(f mci.Finding) bool { return f.Rule == id })
	return d.Findings()[i].Outcome
}

func TestEveryRuleAnswersItsCases(t *testing.T) {
	for i := range rules {
		for _, c := range ruleCases[rules[i].ID] {
			t.Run(string(rules[i].ID)+"/"+c.name, func(t *testing.T) {
				q := c.question()
				if got := outcomeOf(decide(&q), rules[i].ID); got != c.want {
					t.Errorf("the rule answers %v, want %v", got, c.want)
				}
			})
		}
	}
}

func TestEveryRuleHasACaseForEachOutcomeThatItCanHave(t *testing.T) {
	known := map[mci.RuleID]bool{}
	for i := range rules {
		id := rules[i].ID
		known[id] = true
		for _, outcome := range []mci.Outcome{mci.Pass, mci.Fail, mci.Unknown} {
			has := slices.ContainsFunc(ruleCases[id], func(c ruleCase) bool { return c.want == outcome })
			needs := slices.Contains(possible(id), outcome)
			if has != needs {
				t.Errorf("rule %s: a case with the outcome %v: %t, want %t", id, outcome, has, needs)
			}
		}
	}
	for id := range ruleCases {
		if !known[id] {
			t.Errorf("there are cases for %s, which is no rule", id)
		}
	}
}

func TestRulesAboutWhatIsAskedForAreNeverUnknown(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := questions().Draw(t, "question")
		for _, id := range twoValued {
			if outcomeOf(decide(&q), id) == mci.Unknown {
				t.Fatalf("%s is unknown", id)
			}
		}
	})
}

// The cases start from questions that pass as a whole, so that each case shows
// the effect of its rule.
func TestTheCasesStartFromQuestionsThatPass(t *testing.T) {
	for name, from := range map[string]func() Question{
		"gated": demanding("gated"), "limited": demanding("limited"), "locked": demanding("locked"), "demanding": demanding("demanding"),
		"barring": demanding("barring"), "sized": demanding("sized"), "workshop": workshop, "by domain": workshopByDomain, "opportunity": opportunity, "known": known,
	} {
		q := from()
		if d := decide(&q); d.Outcome() != mci.Pass || d.Reasons() != nil {
			t.Errorf("%s: %v, because of %v", name, d.Outcome(), d.Reasons())
		}
	}
}

// failing returns the names of the cases in which the current table gives
// another outcome than expected.
func failing(i int) []string {
	var names []string
	for _, c := range ruleCases[rules[i].ID] {
		q := c.question()
		if outcomeOf(decide(&q), rules[i].ID) != c.want {
			names = append(names, c.name)
		}
	}
	return names
}

func TestTheCasesCatchEveryMutantOfTheTable(t *testing.T) {
	if err := ruletest.Survivors(rules[:], possible, failing); err != nil {
		t.Error(err)
	}
}

// Hosts refer to rules by ID and display their paths. A retired ID is never
// reused for another rule.
func TestRulesKeepTheirIDsPathsAndSources(t *testing.T) {
	var b strings.Builder
	for i := range rules {
		r := &rules[i]
		fmt.Fprintf(&b, "%s\n  path    %s\n  source  %s\n", r.ID, r.Path, r.Source)
		if r.Own.reason != NoReason {
			fmt.Fprintf(&b, "  reason  %s\n", r.Own.reason)
		}
	}
	for i := range togetherRules {
		r := &togetherRules[i]
		fmt.Fprintf(&b, "%s\n  path    %s\n  source  %s\n", r.ID, r.Path, r.Source)
	}
	golden(t, "rules.golden.txt", b.String())
}

func TestEveryRowOfTheTablesIsComplete(t *testing.T) {
	for _, err := range []error{ruling.Check(rules[:]), ruling.Check(togetherRules[:])} {
		if err != nil {
			t.Error(err)
		}
	}
}

// The golden file contains the texts of every case, so that a person can read
// them.
func TestEveryRuleSaysInWordsWhatItWantsAndFound(t *testing.T) {
	var b strings.Builder
	for i := range rules {
		fmt.Fprintf(&b, "%s, %s\n", rules[i].ID, rules[i].Path)
		for _, c := range ruleCases[rules[i].ID] {
			q := c.question()
			f := decide(&q).Findings()[i]
			fmt.Fprintf(&b, "  %s: %s\n    want   %s\n    found  %s\n", c.name, f.Outcome, f.Want, f.Found)
		}
	}
	golden(t, "findings.golden.txt", b.String())
}

func limitOf(e *catalog.Engagement) catalog.ClaimLimit {
	limit, _ := e.ClaimLimit(mci.Date{})
	return limit
}

func TestAFindingAboutAFigureOfTheCatalogNamesTheCatalogsSource(t *testing.T) {
	variable, limited := opportunity(), workshop()
	variable.Engagement, limited.Engagement = engagement("staged"), engagement("two-claims")
	for _, c := range []struct {
		rule     mci.RuleID
		question Question
		want     mci.Source
	}{
		{"opportunity.hours", variable, variable.Engagement.OpportunityTerms().Source},
		{"opportunity.contract-value", variable, variable.Engagement.OpportunityTerms().Source},
		{"opportunity.status", variable, variable.Engagement.OpportunityTerms().Source},
		{"opportunity.stage", variable, variable.Engagement.OpportunityTerms().Source},
		{"customer.claim-limit", limited, limitOf(limited.Engagement).Source},
	} {
		for _, f := range decide(&c.question).Findings() {
			if f.Rule == c.rule && f.Source != c.want {
				t.Errorf("%s: %q rests on %q, want %q, where the figure is from", f.Rule, f.Want, f.Source, c.want)
			}
		}
	}
}

func TestOfSeveralGatesOrRequirementsTheFindingCitesTheOneInTheWay(t *testing.T) {
	const first, second = "Made-up terms of the tests", "Made up for the tests of this package"
	for _, c := range []struct {
		name   string
		rule   mci.RuleID
		change func(*Question)
		want   string
	}{
		{"all gates are passed", "partner.gate", asIs, first},
		{"the second gate is not", "partner.gate", func(q *Question) { q.Qualifications = []string{"specialization B"} }, second},
		{"neither gate is", "partner.gate", func(q *Question) { q.Qualifications = []string{} }, first},
		{"the first gate is not known, the second is failed", "partner.gate", func(q *Question) {
			q.Qualifications, q.At = []string{"specialization B"}, at(2023, time.June, 1)
		}, second},
		{"all requirements are met", "customer.requirements", asIs, first},
		{"the second requirement is not", "customer.requirements", func(q *Question) { q.Customer.Requirements["bona-fide"] = mci.No }, second},
		{"the second requirement is not known", "customer.requirements", func(q *Question) { q.Customer.Requirements = nil }, second},
		{"the first is not known, the second not met", "customer.requirements", func(q *Question) {
			q.Customer.Quantities, q.Customer.Requirements["bona-fide"] = nil, mci.No
		}, second},
	} {
		id := mci.EngagementID("gated")
		if c.rule == "customer.requirements" {
			id = "demanding"
		}
		q := demanding(id)()
		c.change(&q)
		for _, f := range decide(&q).Findings() {
			if f.Rule == c.rule && f.Source.Title != c.want {
				t.Errorf("%s: the finding cites %q, want %q", c.name, f.Source.Title, c.want)
			}
		}
	}
}

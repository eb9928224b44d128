package recognition

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/eligibility/internal/ruletest"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/ruling"
)

// A ruleCase is a question with the expected outcome of one rule.
type ruleCase struct {
	name   string
	want   mci.Outcome
	from   func() question // a question for which every rule passes
	change func(*question)
}

func (c ruleCase) question() question {
	q := c.from()
	c.change(&q)
	return q
}

func asIs(*question) {}

// own returns an edit of the first association, which belongs to A.
func own(change func(*Association)) func(*question) {
	return func(q *question) { change(&q.Associations[0]) }
}

// with returns an edit that adds an association.
func with(a Association) func(*question) {
	return func(q *question) { q.Associations = append(q.Associations, a) }
}

// altered returns a changed association.
func altered(a Association, change func(*Association)) Association {
	change(&a)
	return a
}

// ruleCases holds at least three cases for each rule: one passes, one fails and
// one is unknown. A rule in neverFailing has no failing case.
var ruleCases = map[mci.RuleID][]ruleCase{
	"association.mechanism": {
		{"the seller in CSP", mci.Pass, seller, asIs},
		{"a claim to a workload", mci.Pass, claimant, asIs},
		{"a link to an Azure resource", mci.Pass, linked, asIs},
		{"a mechanism that does not lead to it", mci.Fail, claimant, func(q *question) { q.Associations[0] = pal("A", Owner) }},
		{"the seller of Azure and consumption", mci.Fail, linked, func(q *question) { q.Associations[0] = tpor("A") }},
		{"usage recognition that is not incentivized", mci.Fail, advisor, func(q *question) {
			q.Associations[0], q.credit = cpor("A", UsageRecognitionNonIncentivized), UsageIncentive
		}},
		{"a credit that no mechanism earns", mci.Fail, linked, func(q *question) { q.credit = PresalesIncentive }},
		{"a DPOR of Dynamics 365", mci.Unknown, advisor, func(q *question) {
			q.Associations[0], q.credit = dpor("A"), UsageRecognition
		}},
		{"a reader and usage recognition", mci.Unknown, linked, func(q *question) {
			q.Associations[0], q.credit = pal("A", Reader), UsageRecognition
		}},
		{"a contributor to Power Platform", mci.Unknown, maker, own(func(a *Association) { a.PALRole = Contributor })},
	},
	"association.partner-role": {
		{"the role for the use of a workload", mci.Pass, claimant, asIs},
		{"the role for presales", mci.Pass, advisor, asIs},
		{"a mechanism without partner roles", mci.Pass, linked, asIs},
		{"a role for another credit", mci.Fail, advisor, own(func(a *Association) { a.PartnerRole = InfluencedRevenueNonIncentivized })},
		{"a role for another product", mci.Fail, claimant, own(func(a *Association) { a.PartnerRole = BuildIntentAdvisor })},
		{"not supplied", mci.Unknown, claimant, own(func(a *Association) { a.PartnerRole = 0 })},
	},
	"association.pal-role": {
		{"Owner", mci.Pass, linked, asIs},
		{"Contributor", mci.Pass, linked, own(func(a *Association) { a.PALRole = Contributor })},
		{"Owner of a Power Platform resource", mci.Pass, maker, asIs},
		{"a mechanism without PAL roles", mci.Pass, claimant, asIs},
		{"Reader", mci.Fail, linked, own(func(a *Association) { a.PALRole = Reader })},
		{"Reader of a Power Platform resource", mci.Fail, maker, own(func(a *Association) { a.PALRole = Reader })},
		{"not supplied", mci.Unknown, linked, own(func(a *Association) { a.PALRole = 0 })},
	},
	"purchase.channel": {
		{"the seller in CSP", mci.Pass, seller, asIs},
		{"presales and an Enterprise Agreement", mci.Pass, advisor, asIs},
		{"presales and volume licensing", mci.Pass, advisor, func(q *question) { q.Channel = VolumeLicensing }},
		{"presales and Web-Direct", mci.Pass, advisor, func(q *question) { q.Channel = WebDirect }},
		{"a workload in CSP", mci.Pass, claimant, asIs},
		{"a workload and Web-Direct", mci.Pass, claimant, func(q *question) { q.Channel = WebDirect }},
		{"any channel", mci.Pass, linked, func(q *question) { q.Channel = 0 }},
		{"a claim to Dynamics 365 in CSP", mci.Fail, advisor, func(q *question) { q.Channel = CSP }},
		{"use by the seller outside of CSP", mci.Fail, seller, func(q *question) { q.Channel = EnterpriseAgreement }},
		{"a DPOR outside of an Enterprise Agreement", mci.Fail, named, func(q *question) { q.Channel = VolumeLicensing }},
		{"not supplied", mci.Unknown, advisor, func(q *question) { q.Channel = 0 }},
	},
	"credit.period": {
		{"the last day of incentives by DPOR", mci.Pass, named, asIs},
		{"any day", mci.Pass, linked, func(q *question) { q.Day = mci.Date{} }},
		{"the day after", mci.Fail, named, func(q *question) { q.Day = date("2021-10-01") }},
		{"no day", mci.Unknown, named, func(q *question) { q.Day = mci.Date{} }},
	},
	"customer.seats": {
		{"300", mci.Pass, claimant, asIs},
		{"more", mci.Pass, claimant, func(q *question) { q.Seats = SeatsOf(301) }},
		{"any number", mci.Pass, linked, func(q *question) { q.Seats = SeatsOf(0) }},
		{"not supplied where it does not matter", mci.Pass, linked, func(q *question) { q.Seats = Seats{} }},
		{"299", mci.Fail, claimant, func(q *question) { q.Seats = SeatsOf(299) }},
		{"none", mci.Fail, claimant, func(q *question) { q.Seats = SeatsOf(0) }},
		{"not supplied", mci.Unknown, claimant, func(q *question) { q.Seats = Seats{} }},
	},
	"association.subject": {
		{"this one", mci.Pass, seller, asIs},
		{"an earlier subscription", mci.Fail, seller, own(func(a *Association) { a.Subject = elsewhere })},
		{"not supplied", mci.Unknown, seller, own(func(a *Association) { a.Subject = "" })},
	},
	"association.held": {
		{"since before, seen after", mci.Pass, seller, asIs},
		{"from that day", mci.Pass, seller, own(func(a *Association) { a.Held = period("2024-04-08", "", "2024-12-31") })},
		{"until that day", mci.Pass, seller, own(func(a *Association) { a.Held = period("2020-01-01", "2024-04-08", "") })},
		{"seen on that day", mci.Pass, seller, own(func(a *Association) { a.Held = period("2020-01-01", "", "2024-04-08") })},
		{"from the day after", mci.Fail, seller, own(func(a *Association) { a.Held = period("2024-04-09", "", "2024-12-31") })},
		{"from the day after, no end", mci.Fail, seller, own(func(a *Association) { a.Held = period("2024-04-09", "", "") })},
		{"until the day before", mci.Fail, seller, own(func(a *Association) { a.Held = period("2020-01-01", "2024-04-07", "") })},
		{"until the day before, no beginning", mci.Fail, seller, own(func(a *Association) { a.Held = period("", "2024-04-07", "") })},
		{"last seen on the day before", mci.Unknown, seller, own(func(a *Association) { a.Held = period("2020-01-01", "", "2024-04-07") })},
		{"no beginning", mci.Unknown, seller, own(func(a *Association) { a.Held = period("", "2024-12-31", "") })},
		{"no end", mci.Unknown, seller, own(func(a *Association) { a.Held = period("2020-01-01", "", "") })},
		{"not supplied", mci.Unknown, seller, own(func(a *Association) { a.Held = mci.Period{} })},
		{"no day", mci.Unknown, seller, func(q *question) { q.Day = mci.Date{} }},
	},
	"association.status": {
		{"Approved", mci.Pass, claimant, asIs},
		{"a mechanism without claims", mci.Pass, linked, asIs},
		{"Draft", mci.Fail, claimant, own(func(a *Association) { a.Status = Draft })},
		{"Submitted", mci.Fail, claimant, own(func(a *Association) { a.Status = Submitted })},
		{"Under review", mci.Fail, claimant, own(func(a *Association) { a.Status = UnderReview })},
		{"Partner action required", mci.Fail, claimant, own(func(a *Association) { a.Status = PartnerActionRequired })},
		{"Rejected", mci.Fail, claimant, own(func(a *Association) { a.Status = Rejected })},
		{"Dispute", mci.Fail, claimant, own(func(a *Association) { a.Status = Dispute })},
		{"Rejected final", mci.Fail, claimant, own(func(a *Association) { a.Status = RejectedFinal })},
		{"not supplied", mci.Unknown, claimant, own(func(a *Association) { a.Status = 0 })},
	},
	"customer.opt-out": {
		{"the customer stays", mci.Pass, claimant, asIs},
		{"a mechanism of which the customer cannot opt out", mci.Pass, linked, own(func(a *Association) { a.OptedOut = mci.Yes })},
		{"the customer opted out", mci.Fail, claimant, own(func(a *Association) { a.OptedOut = mci.Yes })},
		{"not supplied", mci.Unknown, claimant, own(func(a *Association) { a.OptedOut = mci.NotSupplied })},
	},
	"subscription.active": {
		{"active", mci.Pass, advisor, asIs},
		{"ended, where it does not matter", mci.Pass, claimant, func(q *question) { q.SubscriptionActive = mci.No }},
		{"ended", mci.Fail, advisor, func(q *question) { q.SubscriptionActive = mci.No }},
		{"not supplied", mci.Unknown, advisor, func(q *question) { q.SubscriptionActive = mci.NotSupplied }},
	},
	"incentive.declined": {
		{"wanted", mci.Pass, claimant, asIs},
		{"declined, for recognition", mci.Pass, claimant, func(q *question) {
			q.credit, q.Associations[0].PayDeclined = UsageRecognition, mci.Yes
		}},
		{"declined", mci.Fail, claimant, own(func(a *Association) { a.PayDeclined = mci.Yes })},
		{"not supplied", mci.Unknown, claimant, own(func(a *Association) { a.PayDeclined = mci.NotSupplied })},
	},
	"association.sole": {
		{"alone", mci.Pass, claimant, asIs},
		{"another partner's claim to another workload", mci.Pass, claimant, with(altered(cpor("B", UseOrConsume), func(a *Association) { a.Subject = elsewhere }))},
		{"another partner's claim under review to another workload", mci.Pass, claimant, with(altered(cpor("B", UseOrConsume), func(a *Association) { a.Subject, a.Status = elsewhere, UnderReview }))},
		{"a second claim of the same partner under review", mci.Pass, claimant, with(altered(cpor("A", UseOrConsume), func(a *Association) { a.Status = UnderReview }))},
		{"another partner's rejected claim", mci.Pass, claimant, with(altered(cpor("B", UseOrConsume), func(a *Association) { a.Status = Rejected }))},
		{"another partner's claim under review", mci.Pass, claimant, with(altered(cpor("B", UseOrConsume), func(a *Association) { a.Status = UnderReview }))},
		{"another partner of whom the customer opted out", mci.Pass, claimant, with(altered(cpor("B", UseOrConsume), func(a *Association) { a.OptedOut = mci.Yes }))},
		{"another partner's former association", mci.Pass, claimant, with(altered(cpor("B", UseOrConsume), func(a *Association) { a.Held = period("2020-01-01", "2024-04-07", "") }))},
		{"a second claim of the same partner", mci.Pass, claimant, with(cpor("A", UseOrConsume))},
		{"another partner by another mechanism", mci.Pass, claimant, with(tpor("B"))},
		{"several links to Azure", mci.Pass, linked, with(pal("B", Owner))},
		{"a reader of a Power Platform resource", mci.Pass, maker, with(pal("B", Reader))},
		{"not known whether alone, where it does not matter", mci.Pass, linked, func(q *question) { q.Complete = mci.NotSupplied }},
		{"another partner's approved claim", mci.Unknown, claimant, with(cpor("B", UseOrConsume))},
		{"another partner's claim in another role", mci.Unknown, advisor, with(cpor("B", InfluencedRevenueNonIncentivized))},
		{"another partner's claim of which little is known", mci.Unknown, claimant, with(Association{Partner: "B", Mechanism: CPOR})},
		{"another partner who sold it", mci.Unknown, seller, with(tpor("B"))},
		{"another DPOR", mci.Unknown, named, with(dpor("B"))},
		{"another owner of a Power Platform resource", mci.Unknown, maker, with(pal("B", Owner))},
		{"a link in an unknown role to a Power Platform resource", mci.Unknown, maker, with(pal("B", 0))},
		{"not known whether alone", mci.Unknown, claimant, func(q *question) { q.Complete = mci.NotSupplied }},
		{"known that there are others", mci.Unknown, claimant, func(q *question) { q.Complete = mci.No }},
	},
	"credit.displaced": {
		{"the seller alone", mci.Pass, enterprise, asIs},
		{"the seller as a reader", mci.Pass, enterprise, with(pal("A", Reader))},
		{"another partner linked", mci.Pass, enterprise, with(pal("B", Owner))},
		{"a credit that nothing takes the place of", mci.Pass, seller, asIs},
		{"the seller as an owner", mci.Fail, enterprise, with(pal("A", Owner))},
		{"the seller as a contributor", mci.Fail, enterprise, with(pal("A", Contributor))},
		{"the seller in an unknown role", mci.Unknown, enterprise, with(pal("A", 0))},
		{"not known what else the seller has", mci.Unknown, enterprise, func(q *question) { q.Complete = mci.NotSupplied }},
	},
}

// neverFailing lists the rules that only pass or are unknown.
var neverFailing = []mci.RuleID{"association.sole"}

// possible returns the outcomes that a rule can have.
func possible(id mci.RuleID) []mci.Outcome {
	if slices.Contains(neverFailing, id) {
		return []mci.Outcome{mci.Unknown, mci.Pass}
	}
	return []mci.Outcome{mci.Unknown, mci.Pass, mci.Fail}
}

// outcomeOf returns the outcome of a rule for the partner's first association.
func outcomeOf(d Decision, id mci.RuleID) mci.Outcome {
	findings := d.Findings()
	return findings[slices.IndexFunc(findings, func(f mci.Finding) bool { return f.Rule == id })].Outcome
}

func TestEveryRuleAnswersItsCases(t *testing.T) {
	for i := range rules {
		for _, c := range ruleCases[rules[i].ID] {
			t.Run(string(rules[i].ID)+"/"+c.name, func(t *testing.T) {
				q := c.question()
				if got := outcomeOf(q.decide(), rules[i].ID); got != c.want {
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

func TestAConflictNeverFails(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := cases().Draw(t, "case")
		for _, d := range must(DecideAll(&c)) {
			for _, f := range d.Findings() {
				if slices.Contains(neverFailing, f.Rule) && f.Outcome == mci.Fail {
					t.Fatalf("%s fails", f.Rule)
				}
			}
		}
	})
}

// The cases start from questions that pass as a whole, so that each case shows
// the effect of its rule.
func TestTheCasesStartFromQuestionsThatPass(t *testing.T) {
	for name, from := range passing {
		q := from()
		if d := q.decide(); d.Outcome() != mci.Pass || d.Reasons() != nil {
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
		if outcomeOf(q.decide(), rules[i].ID) != c.want {
			names = append(names, c.name)
		}
	}
	return names
}

func TestTheCasesCatchEveryMutantOfTheRules(t *testing.T) {
	if err := ruletest.Survivors(rules[:], possible, failing); err != nil {
		t.Error(err)
	}
}

// Hosts refer to rules by ID and display their paths. A retired ID is never
// reused for another rule.
func TestRulesKeepTheirIDsAndPaths(t *testing.T) {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n  path  associations\n", onPartnerRule)
	seen := map[mci.RuleID]bool{onPartnerRule: true}
	for _, r := range rules {
		if seen[r.ID] {
			t.Errorf("the ID %s is used twice", r.ID)
		}
		seen[r.ID] = true
		path := r.Path
		if r.Own.ofAssociation {
			path = "associations[…]." + path
		}
		fmt.Fprintf(&b, "%s\n  path  %s\n", r.ID, path)
	}
	golden(t, "rules.golden.txt", b.String())
}

func TestEveryRowOfTheTableIsComplete(t *testing.T) {
	if err := ruling.Check(rules[:]); err != nil {
		t.Error(err)
	}
}

func TestEveryRuleSaysInWordsWhatItWantsAndFound(t *testing.T) {
	var b strings.Builder
	for i := range rules {
		fmt.Fprintf(&b, "%s\n", rules[i].ID)
		for _, c := range ruleCases[rules[i].ID] {
			q := c.question()
			f := q.decide().Findings()[i+1]
			fmt.Fprintf(&b, "  %s: %s\n    want   %s\n    found  %s\n    source %s\n", c.name, f.Outcome, f.Want, f.Found, f.Source)
		}
	}
	golden(t, "findings.golden.txt", b.String())
}

package eligibility

import (
	"cmp"
	"slices"
	"sync"

	"github.com/mci-go/incentives/mci"
)

// retired are the rules that no longer decide anything, and the earlier
// versions of rules that still do. They explain a finding that a host stored at
// any time. Before a rule is changed or removed, its row moves here.
var retired = []mci.Rule{
	{
		ID:      "pay.hours",
		Version: 1,
		Retired: true,
		Means:   "variable pay has the hours needed, which are then frozen; fixed pay has none",
		Path:    "hours",
		Source:  mci.CustomersPage.Source(),
	},
	{
		ID:      "opportunity.hours",
		Version: 1,
		Retired: true,
		Means:   "the hours reach the catalog's minimum",
		Path:    "hours",
		Source:  mci.BusinessApplicationsAssistant.Source(),
	},
	{
		ID:      "opportunity.contract-value",
		Version: 1,
		Retired: true,
		Means:   "the contract value reaches the catalog's minimum",
		Path:    "opportunity.contractValue",
		Source:  mci.BusinessApplicationsAssistant.Source(),
	},
	{
		// A difference of two measures that is below zero counted as zero.
		ID:      "customer.size",
		Version: 1,
		Retired: true,
		Means:   "the customer has a size that is paid, and is not barred from it",
		Path:    "customer.quantities",
		Source:  mci.EngagementsOverview.Source(),
	},
}

// Rules returns this package's rules with their meanings: first the rules of a
// [Decision], in the order of its findings, then the rules of nominating in one
// go ([NominateAll]), and then the retired ones.
func Rules() []mci.Rule {
	var all []mci.Rule
	for i := range rules {
		all = append(all, rules[i].Rule())
	}
	for i := range togetherRules {
		all = append(all, togetherRules[i].Rule())
	}
	return append(all, retired...)
}

// A ruleName is one version of a rule.
type ruleName struct {
	id      mci.RuleID
	version int
}

// byName holds the rules by their names, so that a history of many findings is
// explained in one pass.
var byName = sync.OnceValue(func() map[ruleName]mci.Rule { return namedRules(Rules()) })

func namedRules(rules []mci.Rule) map[ruleName]mci.Rule {
	names := make(map[ruleName]mci.Rule, len(rules))
	for _, r := range rules {
		names[ruleName{r.ID, r.Version}] = r
	}
	return names
}

// Explain completes a finding that a host stored in short form: its rule,
// version, outcome and found value. If Path is empty, it becomes the path of
// the rule in the version that the finding was made under. If Want is empty, it
// becomes the rule's meaning. If Source is empty, it becomes the rule's.
// Anything that the finding already has stays. If this package does not know
// the rule or the version, Explain returns the finding as it was stored.
func Explain(stored mci.Finding) mci.Finding { return explain(stored, byName()) }

func explain(stored mci.Finding, known map[ruleName]mci.Rule) mci.Finding {
	rule := known[ruleName{stored.Rule, stored.Version}]
	stored.Path = cmp.Or(stored.Path, rule.Path)
	stored.Want = cmp.Or(stored.Want, rule.Means)
	if stored.Source == (mci.Source{}) {
		stored.Source = rule.Source
	}
	return stored
}

// ExplainAll is [Explain] for the stored findings of a decision whose question
// is known again. It returns them in the order of [Rules], those that this
// package does not know last. If a rule is still in the version of its finding,
// the wanted value is the one for this question, as the decision gave it, and
// the source is the catalog's own if it has one. If several conditions of a
// rule did not pass, the source can belong to another condition than before.
//
// Of the question, only the facts that a claim freezes are needed: the
// engagement, the way, the instant, the location, the hours, the opportunity,
// and the customer's ID, country, segment and quantities. If the question has
// no engagement, each finding is explained as by Explain.
func ExplainAll(q *Question, stored []mci.Finding) []mci.Finding {
	explained := make([]mci.Finding, len(stored))
	for i := range stored {
		explained[i] = explainFor(q, stored[i])
	}
	slices.SortStableFunc(explained, func(a, b mci.Finding) int { return cmp.Compare(order(a.Rule), order(b.Rule)) })
	return explained
}

// order returns the place of a rule in the table, or the number of rules if the
// table does not have it.
func order(id mci.RuleID) int {
	if i, known := place(id); known {
		return i
	}
	return len(rules)
}

func explainFor(q *Question, stored mci.Finding) mci.Finding {
	i, known := place(stored.Rule)
	if q.Engagement == nil || !known || rules[i].Version != stored.Version {
		return Explain(stored)
	}
	subject := *q
	if stored.Outcome == mci.Pass {
		subject.grant()
	}
	found := rules[i].Finding(asked{&subject}, stored.Outcome)
	found.Found, found.Waived = stored.Found, stored.Waived
	found.Path = cmp.Or(stored.Path, found.Path)
	found.Want = cmp.Or(stored.Want, found.Want)
	if stored.Source != (mci.Source{}) {
		found.Source = stored.Source
	}
	return found
}

// grant sets the facts that no claim freezes as a rule that passed found them:
// every qualification is held, and every requirement met.
func (q *Question) grant() {
	q.Qualifications = []string{}
	for gate := range (asked{q}).gates() {
		q.Qualifications = append(q.Qualifications, gate.AnyOf()...)
	}
	q.Customer.Requirements = map[mci.RequirementID]mci.Fact{}
	for requirement := range q.Engagement.Requirements() {
		q.Customer.Requirements[requirement.ID] = mci.Yes
	}
}

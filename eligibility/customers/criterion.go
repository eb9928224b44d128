package customers

import (
	"slices"

	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/internal/fact"
	"github.com/mci-go/incentives/mci"
)

// A criterion is a rule about the customer, which decides on which tab the
// customer is.
type criterion struct {
	id     mci.RuleID
	place  int // in a verdict
	reason eligibility.Reason
	reads  fact.Set
}

// mostCriteria is the number of rules that a table of package eligibility can
// have.
const mostCriteria = 32

// allCriteria lists the rules about the customer, in the order of findings.
func allCriteria() []criterion {
	var all []criterion
	about := eligibility.Criteria()
	for place, rule := range eligibility.Rules() {
		if about.Has(place) {
			all = append(all, criterion{rule.ID, place, eligibility.ReasonOf(rule.ID), eligibility.Reads(rule.ID)})
		}
	}
	return all
}

// onceEach returns the reasons without those that come again.
func onceEach(reasons []eligibility.Reason) (once []eligibility.Reason) {
	for _, reason := range reasons {
		if !slices.Contains(once, reason) {
			once = append(once, reason)
		}
	}
	return once
}

package cases

import (
	"fmt"
	"maps"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci"
)

// associationTerms returns terms that differ from the public ones in one
// figure, by names.
func associationTerms() map[string]answer.Terms {
	all := map[string]answer.Terms{
		"told at the approval":   {ToldAtApproval: true},
		"proofs of three months": {ProofMonths: 3},
		"a holiday":              {Holidays: []mci.Date{day("2023-01-09")}},
		"a clock of no days":     {Lengths: []cpor.ClockLength{{Clock: cpor.Clocks()[0]}}},
	}
	for _, clock := range cpor.Clocks() {
		all[fmt.Sprintf("a %s clock of 3 days", clock)] = answer.Terms{Lengths: []cpor.ClockLength{{Clock: clock, Days: 3}}}
	}
	return all
}

// associationByTerms visits a claim by the terms of each host, if they change
// one of its deadlines. If the terms are malformed, the claim is visited as it
// is.
func (m *maker) associationByTerms(claim *association.Claim, visit func(name string, terms answer.Terms, of *association.Claim)) {
	all := associationTerms()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		terms, err := all[name].Read()
		if err != nil {
			visit(name, all[name], claim) // malformed
			continue
		}
		of, err := association.Restore(claim.Record(), terms)
		if err != nil {
			continue // no such claim by these terms
		}
		if !slices.EqualFunc(claim.Deadlines(), of.Deadlines(), func(a, b association.Deadline) bool { return a.Window.End.Equal(b.Window.End) }) {
			visit(name, all[name], of)
		}
	}
}

// associationExpiries expires claims by terms of the host's own.
func (m *maker) associationExpiries(claim *association.Claim) {
	m.associationByTerms(claim, func(name string, terms answer.Terms, of *association.Claim) {
		if deadline, ok := of.Expiry(); ok {
			in := associationStep(claim, association.Expire{}, asAdmin(claims.System, deadline.Window.End))
			in.Terms = terms
			m.offer(in, "terms, "+name+": expire")
		}
	})
}

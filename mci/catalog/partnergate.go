package catalog

import (
	"iter"
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A PartnerGate is a condition on a partner for an engagement: the partner must
// hold at least one of several qualifications, such as a designation or a
// specialization. Gates can change on a date; for example, a designation can
// suffice until one day, and a specialization can be required from the next.
type PartnerGate struct {
	ID      string      // stable within the engagement
	InForce mci.Outcome // unknown if it depends on a day that is not known
	Source  mci.Source  // document that states the gate
	anyOf   []string
}

// AnyOf returns the accepted qualifications. One of them suffices. If they
// depend on an unknown day, there are none. The slice is a copy.
func (g PartnerGate) AnyOf() []string { return slices.Clone(g.anyOf) }

type partnerGate struct {
	id   string
	rows dated[[]string]
}

// PartnerGates yields the gates for a claim with these dates. The partner must
// pass all of them. If a gate is not in force on its day, it is left out.
func (e *Engagement) PartnerGates(dates mci.AnchorDates) iter.Seq[PartnerGate] {
	return func(yield func(PartnerGate) bool) {
		for i := range e.gates {
			if gate := e.gates[i].on(dates); gate.InForce != mci.Fail && !yield(gate) {
				return
			}
		}
	}
}

func (g *partnerGate) on(dates mci.AnchorDates) PartnerGate {
	row, inForce := g.rows.on(dates.On(g.rows.anchor))
	if dates.On(g.rows.anchor).IsZero() && !dates.Nomination.IsZero() {
		row, inForce = g.rows.from(dates.Nomination) // no date of a claim is before its nomination
	}
	gate := PartnerGate{ID: g.id, InForce: inForce, Source: g.rows.rows[0].source}
	if row != nil {
		gate.Source, gate.anyOf = row.source, row.terms
	}
	return gate
}

// AdmitsPartner answers whether a partner passes every gate that is in force
// for a claim with these dates. If the held qualifications are nil, they are
// not known. If the date of a gate is still to come, the gate is known only if
// every day from the nomination on selects the same row.
func (e *Engagement) AdmitsPartner(held []string, dates mci.AnchorDates) mci.Outcome {
	outcome := mci.Pass
	for i := range e.gates {
		if gate := e.gates[i].on(dates); gate.InForce != mci.Fail {
			outcome = outcome.And(gate.Admits(held))
		}
	}
	return outcome
}

// Admits answers whether a partner with these qualifications passes the gate.
// If held is nil, they are not known.
func (g PartnerGate) Admits(held []string) mci.Outcome {
	if g.InForce != mci.Pass || held == nil {
		return mci.Unknown
	}
	return mci.FactOf(slices.ContainsFunc(g.anyOf, func(one string) bool { return slices.Contains(held, one) })).Outcome()
}

// String returns the accepted qualifications, such as "Security designation or
// Cloud Security specialization".
func (g PartnerGate) String() string {
	if len(g.anyOf) == 0 {
		return "what the gate " + g.ID + " asks for on a day that is not known"
	}
	return strings.Join(g.anyOf, " or ")
}

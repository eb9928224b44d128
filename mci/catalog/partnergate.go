package catalog

import (
	"iter"
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A PartnerGate is what a partner must hold to take part in an engagement: at
// least one of several qualifications, such as a designation or a
// specialization. Gates are dated: a designation can suffice until a day, and a
// specialization be required from the next.
type PartnerGate struct {
	ID      string      // stable within the engagement
	InForce mci.Outcome // unknown where that depends on a day that is not known
	Source  mci.Source
	anyOf   []string
}

// AnyOf returns the qualifications of which one suffices; none where they
// depend on a day that is not known. The slice is a copy.
func (g PartnerGate) AnyOf() []string { return slices.Clone(g.anyOf) }

type partnerGate struct {
	id   string
	rows dated[[]string]
}

// PartnerGates yields the gates by the dates of a claim; the partner must pass
// each of them. A gate that is not in force on its day is left out.
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

// AdmitsPartner answers whether a partner who holds qualifications passes every
// gate that is in force by the dates of a claim. Nil qualifications are not
// known. A gate by a date that is still to come is known if every day from the
// nomination on selects the same.
func (e *Engagement) AdmitsPartner(held []string, dates mci.AnchorDates) mci.Outcome {
	outcome := mci.Pass
	for i := range e.gates {
		if gate := e.gates[i].on(dates); gate.InForce != mci.Fail {
			outcome = outcome.And(gate.Admits(held))
		}
	}
	return outcome
}

// Admits answers whether a partner who holds qualifications passes the gate.
// Nil qualifications are not known.
func (g PartnerGate) Admits(held []string) mci.Outcome {
	if g.InForce != mci.Pass || held == nil {
		return mci.Unknown
	}
	return mci.FactOf(slices.ContainsFunc(g.anyOf, func(one string) bool { return slices.Contains(held, one) })).Outcome()
}

// String returns what the gate asks for, such as "Security designation or Cloud
// Security specialization".
func (g PartnerGate) String() string {
	if len(g.anyOf) == 0 {
		return "what the gate " + g.ID + " asks for on a day that is not known"
	}
	return strings.Join(g.anyOf, " or ")
}

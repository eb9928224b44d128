package catalog

import (
	"iter"
	"slices"

	"github.com/mci-go/incentives/mci"
)

// A Requirement is what an engagement asks of its customers, beside what the
// portal calls the criteria: a measure that reaches a bound, or a fact that the
// host knows.
type Requirement struct {
	ID      mci.RequirementID
	Means   string        // in words
	Measure mci.MeasureID // empty for a fact
	Source  mci.Source
	least   bound[mci.Quantity] // of the measure
}

// Requirements yields what the engagement asks of its customers, in the order
// of the catalog.
func (e *Engagement) Requirements() iter.Seq[Requirement] { return slices.Values(e.requirements) }

// MeetsRequirements answers whether a customer meets all that the engagement
// asks for.
func (e *Engagement) MeetsRequirements(counted mci.Quantities, known map[mci.RequirementID]mci.Fact) mci.Outcome {
	outcome := mci.Pass
	for i := range e.requirements {
		outcome = outcome.And(e.requirements[i].Met(counted, known))
	}
	return outcome
}

// Met answers the requirement by what was counted, or by what is known under
// its ID.
func (r Requirement) Met(counted mci.Quantities, known map[mci.RequirementID]mci.Fact) mci.Outcome {
	if r.Measure == "" {
		return known[r.ID].Outcome()
	}
	q, ok := counted[r.Measure]
	if !ok {
		return mci.Unknown
	}
	return mci.FactOf(r.least.admits(q)).Outcome()
}

// String returns the requirement in words, such as "paid seats of the workload:
// at least 300 seats".
func (r Requirement) String() string {
	if r.Measure == "" {
		return r.Means
	}
	return r.Means + ": " + r.least.least(r.least.at.String()) + " " + string(r.Measure)
}

// segmentBar bars a segment from an engagement, or from some of its sizes.
type segmentBar struct {
	segment mci.Segment
	size    string // empty for all
	source  mci.Source
}

// Bars answers whether customers of a segment are barred: from a size, or from
// the whole engagement for the empty size. The outcome is pass where they are
// not, and unknown for the empty segment where another would be barred.
func (e *Engagement) Bars(segment mci.Segment, size string) mci.Outcome {
	for _, bar := range e.bars {
		switch {
		case bar.size != size:
		case segment == "":
			return mci.Unknown
		case segment == bar.segment:
			return mci.Fail
		}
	}
	return mci.Pass
}

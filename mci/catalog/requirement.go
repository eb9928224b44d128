package catalog

import (
	"iter"
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// A Requirement is a condition on an engagement's customers, in addition to the
// criteria that the portal shows: a measure must lie between a least and a
// most, or a fact that the host knows must hold.
type Requirement struct {
	ID      mci.RequirementID // unique in the engagement
	Means   string            // meaning in words
	Measure mci.MeasureID     // empty for a fact
	Source  mci.Source        // document that states the requirement
	// least, if not nil, is the bound that the measure must reach, and most the
	// lower end of the quantities that are too large. A measure has one of them
	// at least.
	least, most *bound[mci.Quantity]
}

// Requirements yields the requirements on the engagement's customers, in the
// order of the catalog.
func (e *Engagement) Requirements() iter.Seq[Requirement] { return slices.Values(e.requirements) }

// MeetsRequirements answers whether a customer meets all requirements of the
// engagement.
func (e *Engagement) MeetsRequirements(counted mci.Quantities, known map[mci.RequirementID]mci.Fact) mci.Outcome {
	outcome := mci.Pass
	for i := range e.requirements {
		outcome = outcome.And(e.requirements[i].Met(counted, known))
	}
	return outcome
}

// Met answers whether a customer meets the requirement. If it has a measure,
// the counted quantity decides, else the fact that is known under its ID. The
// outcome is unknown if the measure was not counted or the fact is not known.
func (r Requirement) Met(counted mci.Quantities, known map[mci.RequirementID]mci.Fact) mci.Outcome {
	if r.Measure == "" {
		return known[r.ID].Outcome()
	}
	q, ok := counted[r.Measure]
	if !ok {
		return mci.Unknown
	}
	enough := r.least == nil || r.least.admits(q)
	return mci.FactOf(enough && (r.most == nil || !r.most.admits(q))).Outcome()
}

// String returns the requirement in words, such as "paid seats of the workload:
// at least 300 seats".
func (r Requirement) String() string {
	if r.Measure == "" {
		return r.Means
	}
	var ends []string
	if r.least != nil {
		ends = append(ends, r.least.least(r.least.at.String()))
	}
	if r.most != nil {
		ends = append(ends, r.most.most(r.most.at.String()))
	}
	return r.Means + ": " + strings.Join(ends, " and ") + " " + string(r.Measure)
}

// statement returns the requirement as its edition states it. Its words belong
// to its canonical form, since a fact has no other condition.
func (r *Requirement) statement() statement {
	if r.Measure == "" {
		return statement{r.Means, r.String()}
	}
	value := string(r.Measure)
	if r.least != nil {
		value += " " + r.least.canonical(r.least.at.String())
	}
	if r.most != nil {
		value += " not " + r.most.canonical(r.most.at.String())
	}
	return statement{value + " " + r.Means, r.String()}
}

// segmentBar bars a segment from an engagement, or from some of its sizes.
type segmentBar struct {
	segment mci.Segment
	size    string // empty for all
	source  mci.Source
}

// Bars answers whether customers of a segment are admitted to a size or, if the
// size is empty, to the whole engagement. The outcome is fail if the segment is
// barred, and pass if it is not. If the segment is empty and another one is
// barred, the outcome is unknown.
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

package mci

import (
	"iter"
	"slices"
)

// A Segment is a group of customers that rates and rules tell apart, such as "education". A catalog declares its
// segments. The empty Segment is unknown.
type Segment string

// A RequirementID names a requirement of an engagement.
type RequirementID string

// A Requirement is what an engagement asks of its customers, beside what the portal calls the criteria: a
// measure that reaches a bound, or a fact that the host knows.
type Requirement struct {
	ID      RequirementID
	Means   string    // in words
	Measure MeasureID // empty for a fact
	Source  Source
	least   bound[Quantity] // of the measure
}

// Requirements yields what the engagement asks of its customers, in the order of the catalog.
func (e *Engagement) Requirements() iter.Seq[Requirement] { return slices.Values(e.requirements) }

// MeetsRequirements answers whether a customer meets all that the engagement asks for.
func (e *Engagement) MeetsRequirements(counted Quantities, known map[RequirementID]Fact) Outcome {
	outcome := Pass
	for i := range e.requirements {
		outcome = outcome.And(e.requirements[i].Met(counted, known))
	}
	return outcome
}

// Met answers the requirement by what was counted, or by what is known under its ID.
func (r Requirement) Met(counted Quantities, known map[RequirementID]Fact) Outcome {
	if r.Measure == "" {
		return known[r.ID].Outcome()
	}
	q, ok := counted[r.Measure]
	if !ok {
		return Unknown
	}
	return FactOf(r.least.admits(q)).Outcome()
}

// String returns the requirement in words, such as "paid seats of the workload: at least 300 seats".
func (r Requirement) String() string {
	if r.Measure == "" {
		return r.Means
	}
	return r.Means + ": " + r.least.least(r.least.at.String()) + " " + string(r.Measure)
}

// segmentBar bars a segment from an engagement, or from some of its sizes.
type segmentBar struct {
	segment Segment
	size    string // empty for all
	source  Source
}

// Bars answers whether customers of a segment are barred: from a size, or from the whole engagement for the empty
// size. The outcome is pass where they are not, and unknown for the empty segment where another would be barred.
func (e *Engagement) Bars(segment Segment, size string) Outcome {
	for _, bar := range e.bars {
		switch {
		case bar.size != size:
		case segment == "":
			return Unknown
		case segment == bar.segment:
			return Fail
		}
	}
	return Pass
}

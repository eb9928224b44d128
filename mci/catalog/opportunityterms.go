package catalog

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// OpportunityTerms say what an opportunity must have before it can be nominated
// for variable pay. A zero field asks for nothing.
type OpportunityTerms struct {
	MinimumHours         mci.Hours
	MinimumContractValue mci.Money
	Status               string
	Source               mci.Source
	stages               []string
}

// Stages returns the sales stages of which the opportunity must be in one; none
// if any will do. The slice is a copy.
func (t OpportunityTerms) Stages() []string { return slices.Clone(t.stages) }

// TakesStage answers whether an opportunity in a sales stage can be nominated,
// whatever the case of its letters. It is unknown for the empty stage if stages
// are asked for.
func (t OpportunityTerms) TakesStage(stage string) mci.Outcome {
	switch {
	case len(t.stages) == 0:
		return mci.Pass
	case stage == "":
		return mci.Unknown
	default:
		return mci.FactOf(slices.ContainsFunc(t.stages, func(one string) bool { return strings.EqualFold(one, stage) })).Outcome()
	}
}

package catalog

import (
	"slices"
	"strings"

	"github.com/mci-go/incentives/mci"
)

// OpportunityTerms are the conditions that an opportunity must meet before it
// can be nominated for variable pay. A zero field sets no condition.
type OpportunityTerms struct {
	// MinimumHours is the smallest number of hours that is accepted.
	MinimumHours mci.Hours
	// MinimumContractValue is the smallest contract value that is accepted, in
	// the currency of the pay.
	MinimumContractValue mci.Money
	// Status is the status that the opportunity must have.
	Status string
	// Source is the document that states the conditions.
	Source mci.Source
	stages []string
}

// Stages returns the accepted sales stages of the opportunity. If there are
// none, any stage is accepted. The slice is a copy.
func (t OpportunityTerms) Stages() []string { return slices.Clone(t.stages) }

// TakesStage answers whether an opportunity in a sales stage can be nominated.
// It ignores upper and lower case. If the catalog lists stages, the outcome is
// unknown for the empty stage.
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

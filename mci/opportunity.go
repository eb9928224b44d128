package mci

import (
	"slices"
	"strings"
)

// An Opportunity is what the host knows of an opportunity in Microsoft's seller system. Empty fields are
// unknown. Source of the shape: [SellerSystemCode] and [BusinessApplicationsAssistant].
type Opportunity struct {
	ContractValue Money  `json:"contractValue"` // value of one year
	Status        string `json:"status"`        // as the seller system names it, such as "open"
	Stage         string `json:"stage"`         // sales stage, as the seller system names it
}

// OpportunityTerms say what an opportunity must have before it can be nominated for variable pay. A zero
// field asks for nothing.
type OpportunityTerms struct {
	MinimumHours         Hours
	MinimumContractValue Money
	Status               string
	Source               Source
	stages               []string
}

// Stages returns the sales stages of which the opportunity must be in one; none if any will do. The slice
// is a copy.
func (t OpportunityTerms) Stages() []string { return slices.Clone(t.stages) }

// TakesStage answers whether an opportunity in a sales stage can be nominated,
// whatever the case of its letters. It is unknown for the empty stage if stages
// are asked for.
func (t OpportunityTerms) TakesStage(stage string) Outcome {
	switch {
	case len(t.stages) == 0:
		return Pass
	case stage == "":
		return Unknown
	default:
		return FactOf(slices.ContainsFunc(t.stages, func(one string) bool { return strings.EqualFold(one, stage) })).Outcome()
	}
}

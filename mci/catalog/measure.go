package catalog

import "github.com/mci-go/incentives/mci"

// A Measure is something that is counted for a claim's customer, such as seats.
// Sizes, tiers, targets and requirements depend on measures.
type Measure struct {
	// unique in the catalog
	ID mci.MeasureID `json:"id,omitzero"`
	// meaning in words: the thing that is counted, and its place
	Means string `json:"means,omitempty"`
	// currency of an amount of money; else empty
	Currency mci.Currency `json:"currency,omitzero"`
	// document that defines the measure
	Source mci.Source `json:"source,omitzero"`
}

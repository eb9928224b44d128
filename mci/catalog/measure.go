package catalog

import "github.com/mci-go/incentives/mci"

// A Measure is something that is counted for a claim's customer, such as seats.
// Sizes, tiers, targets and requirements depend on measures.
type Measure struct {
	ID       mci.MeasureID // unique in the catalog
	Means    string        // meaning in words: what is counted, and where
	Currency mci.Currency  // currency of an amount of money; else empty
	Source   mci.Source    // document that defines the measure
}

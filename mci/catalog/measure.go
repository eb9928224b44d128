package catalog

import "github.com/mci-go/incentives/mci"

// A Measure is something that is counted of a claim's customer and that sizes,
// tiers and targets depend on.
type Measure struct {
	ID       mci.MeasureID
	Means    string       // what is counted, and where
	Currency mci.Currency // of a measure that is an amount of money; else empty
	Source   mci.Source
}

package mci

// A Measure is something that is counted of a claim's customer and that sizes, tiers and targets depend on.
type Measure struct {
	ID       MeasureID
	Means    string   // what is counted, and where
	Currency Currency // of a measure that is an amount of money; else empty
	Source   Source
}

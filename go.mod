module github.com/mci-go/incentives

go 1.25.0

require (
	github.com/google/go-cmp v0.7.0
	github.com/looplab/fsm v1.0.3
	github.com/shopspring/decimal v1.6.0
	pgregory.net/rapid v1.3.0
)

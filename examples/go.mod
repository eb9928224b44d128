module github.com/mci-go/incentives/examples

go 1.25.0

require (
	github.com/fatih/color v1.18.0
	github.com/google/go-cmp v0.7.0
	github.com/mci-go/incentives v0.0.0
	github.com/santhosh-tekuri/jsonschema/v6 v6.0.3
	golang.org/x/text v0.14.0
)

require (
	github.com/looplab/fsm v1.0.3 // indirect
	github.com/mattn/go-colorable v0.1.13 // indirect
	github.com/mattn/go-isatty v0.0.20 // indirect
	github.com/shopspring/decimal v1.6.0 // indirect
	golang.org/x/sys v0.25.0 // indirect
)

replace github.com/mci-go/incentives => ../

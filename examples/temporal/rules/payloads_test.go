package rules_test

import (
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/workflow"
)

// fromPayloads reads the input of a run that continues.
func fromPayloads(next *workflow.ContinueAsNewError, value any) error {
	return converter.GetDefaultDataConverter().FromPayloads(next.Input, value)
}

package claims_test

import (
	"fmt"

	"github.com/mci-go/incentives/claims"
)

// Rules explains the rule ID of a finding.
func ExampleRules() {
	for _, rule := range claims.Rules() {
		if rule.ID == "claim.cancel" {
			fmt.Println(rule.Means)
			fmt.Println(rule.Source)
		}
	}
	// Output:
	// T8 cancel: Customer claimed to Canceled; T8 cancel: Awaiting customer consent response to Canceled; T8 cancel: Customer consent received to Canceled
	// Microsoft Learn, Submit a workshop claim, 2023-10-01 (Microsoft public)
}

package eligibility_test

import (
	"fmt"

	"github.com/mci-go/incentives/eligibility"
)

// Rules explains the rule ID of a finding.
func ExampleRules() {
	for _, rule := range eligibility.Rules() {
		if rule.ID == "customer.claim-limit" {
			fmt.Println(rule.Means)
			fmt.Println(rule.Source)
		}
	}
	// Output:
	// the ID has fewer open or approved claims than are allowed, with all partners together
	// Microsoft Learn, Customers page for MCI engagements, 2023-10-01 (Microsoft public)
}

package referral_test

import (
	"fmt"

	"github.com/mci-go/incentives/referral"
)

// Rules explains the rule ID of a finding.
func ExampleRules() {
	for _, rule := range referral.Rules() {
		if rule.ID == "registration.hours" {
			fmt.Println(rule.Means)
			fmt.Println(rule.Source)
		}
	}
	// Output:
	// registration needs at least 72 hours from creation to winning
	// Microsoft Learn, Register deals, 2023-05-13 (Microsoft public)
}

package recognition_test

import (
	"fmt"

	"github.com/mci-go/incentives/eligibility/recognition"
)

// Rules explains the rule ID of a finding.
func ExampleRules() {
	for _, rule := range recognition.Rules() {
		if rule.ID == "cpor.usage-modern-work" {
			fmt.Println(rule.Means)
			fmt.Println(rule.Source)
		}
	}
	// Output:
	// CPOR for Modern Work and Security earns usage recognition, bought by Enterprise Agreement or Volume Licensing or Web-Direct
	// Microsoft Learn, Create a customer association, 2023-10-10 (Microsoft public)
}

package resource

import "github.com/mci-go/incentives/mci"

// A Verdict says whether a referral meets the rules, with the reasons. The zero
// Verdict is unknown.
type Verdict struct {
	// Fail if any finding fails, else Unknown if any is unknown
	Outcome mci.Outcome `json:"outcome"`
	// one for each rule that was checked
	Findings []mci.Finding `json:"findings,omitempty"`
}

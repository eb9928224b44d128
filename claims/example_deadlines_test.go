package claims_test

import (
	"fmt"

	"github.com/mci-go/incentives/claims"
)

// After the consent, two clocks run. The claim expires at the end of the first
// submission clock, but not at the end of the review clock.
func ExampleClaim_Deadlines() {
	claim := contosoClaim(
		step{"2022-11-11", claims.Partner, claims.SendConsent{}},
		step{"2022-11-20", claims.Customer, claims.Accept{}},
	)
	for _, d := range claim.Deadlines() {
		fmt.Printf("%s: %d days, until %s, %d left; expires the claim: %t (%s)\n",
			d.Clock, d.Days, d.Window.LastDay, d.DaysLeft(day("2023-02-01")), d.Expires, d.Rule)
	}
	// Output:
	// first submission: 90 days, until 2023-02-18, 17 left; expires the claim: true (clock.first-submission)
	// review: 120 days, until 2023-03-20, 47 left; expires the claim: false (clock.review)
}

// The permitted events depend on the day as well as on the status.
func ExampleClaim_PermittedAt() {
	claim := contosoClaim(step{"2022-11-11", claims.Partner, claims.SendConsent{}})
	fmt.Println(claim.PermittedAt(day("2022-12-10")))
	fmt.Println(claim.PermittedAt(day("2022-12-11")))
	// Output:
	// resend consent, accept, decline, cancel, update contact
	// expire
}

// The maximum duration of a claim is only informative: no claim expires because
// of it. For large projects the published table contradicts itself.
func ExampleMaximum() {
	fmt.Println(contosoClaim().Maximum())
	fmt.Println(claims.Maximum{Published: 310, Computed: 320})
	// Output:
	// 150 days
	// 320 days; published as 310, which the windows of the same table contradict
}

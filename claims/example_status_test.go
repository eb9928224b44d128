package claims_test

import (
	"fmt"

	"github.com/mci-go/incentives/claims"
)

// Documents, exports and older screens have more than one name for a status.
func ExampleParseStatus() {
	for _, name := range []string{"Under review", "consent rejected", "Action Required", "Draft", "Cancelled", "On hold"} {
		status, err := claims.ParseStatus(name)
		if err != nil {
			fmt.Println(err) // keep the name and show it
			continue
		}
		fmt.Printf("%s: %s\n", name, status)
	}
	// Output:
	// Under review: Under review
	// consent rejected: Customer consent declined
	// Action Required: Partner action required
	// Draft: Customer consent received
	// Cancelled: Canceled
	// status: found "On hold", want a documented status of a claim
}

// Rejected is not the end, because it can be disputed; the rejection after a dispute is.
func ExampleState_Terminal() {
	fmt.Println(claims.State{Status: claims.Rejected}.Terminal())
	fmt.Println(claims.State{Status: claims.RejectedFinal, Disputed: true}.Terminal())
	// Output:
	// false
	// true
}

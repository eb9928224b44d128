package claims_test

import (
	"fmt"
	"slices"

	"github.com/mci-go/incentives/claims"
)

// Documents, exports and older screens have more than one name for a status.
func ExampleParseStatus() {
	for _, name := range []string{"Under review", "consent rejected", "Action Required", "Draft", "Cancelled", "On hold"} {
		status, err := claims.ParseStatus(name)
		if err != nil {
			fmt.Println(err) // keep the name as it is and show it
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

// Rejected is not terminal, because the claim can be disputed. A rejection
// after the dispute is terminal.
func ExampleState_Terminal() {
	fmt.Println(claims.State{Status: claims.Rejected}.Terminal())
	fmt.Println(claims.State{Status: claims.RejectedFinal, Disputed: true}.Terminal())
	// Output:
	// false
	// true
}

// ReadStatus keeps any name that the portal shows, even if no document lists
// it.
func ExampleReadStatus() {
	for _, name := range []string{"Action Required", "Submitted / Under review", "Expired", "Waiting for tax form"} {
		shown := claims.ReadStatus(name)
		status, one := shown.Status()
		switch {
		case one:
			fmt.Printf("%s is %s\n", shown, status)
		case shown.Known():
			fmt.Printf("%s is one of %d, class %q\n", shown, len(slices.Collect(shown.All())), shown.Class())
		default:
			fmt.Printf("%s is not documented\n", shown)
		}
	}
	// Output:
	// Action Required is Partner action required
	// Submitted / Under review is one of 2, class ""
	// Expired is one of 4, class "expired"
	// Waiting for tax form is not documented
}

// The Complete tab groups the claims that have ended. A rejection does not end
// a claim, because it can be disputed.
func ExampleStatus_Class() {
	for _, status := range []claims.Status{claims.Approved, claims.DisputedExpired, claims.Rejected, claims.RejectedFinal} {
		fmt.Printf("%s: %q\n", status, status.Class())
	}
	// Output:
	// Approved: "completed"
	// Disputed expired: "expired"
	// Rejected: ""
	// Rejected final: "final rejected"
}

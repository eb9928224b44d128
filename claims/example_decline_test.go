package claims_test

import (
	"fmt"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/mci"
)

// If a newly added customer declines or does not answer, the customer leaves
// the Customers page of the engagement, and the claim appears on the Complete
// tab. A customer who consented to an earlier claim stays on the page.
func ExampleDecline() {
	claim := contosoClaim(
		step{"2022-11-11", claims.Partner, claims.SendConsent{}},
		step{"2022-11-20", claims.Customer, claims.Decline{}},
	)
	question := contosoNomination("2022-11-21").Question()
	entry := customers.Entry{Name: claim.Record().Name, Question: question}
	claim.EnterOn(&entry, question.At)
	known := entry
	known.Question.Customer.ConsentedBefore = mci.Yes
	for _, e := range []customers.Entry{entry, known} {
		for line := range customers.Page(slices.Values([]customers.Entry{e})) {
			fmt.Println(line.Tab)
		}
		fmt.Println("-")
	}
	// Output:
	// Complete
	// -
	// Eligible
	// Complete
	// -
}

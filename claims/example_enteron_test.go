package claims_test

import (
	"fmt"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/customers"
)

// While the partner has an open claim, its customer stays on the Eligible tab
// with the actions that are possible now, even if the limit rules out another
// claim.
func ExampleClaim_EnterOn() {
	asked := step{"2022-11-11", claims.Partner, claims.SendConsent{}}
	agreed := step{"2022-11-20", claims.Customer, claims.Accept{}}
	for _, steps := range [][]step{nil, {asked}, {asked, agreed}} {
		claim := contosoClaim(steps...)
		question := contosoNomination("2022-11-21").Question()
		question.Customer.Claims = eligibility.CountOf(1)
		entry := customers.Entry{Name: claim.Record().Name, Question: question}
		claim.EnterOn(&entry, question.At)
		for line := range customers.Page(slices.Values([]customers.Entry{entry})) {
			open := line.Open[0]
			fmt.Printf("%s: %s until %s %v\n", line.Tab, open.Status, open.Deadline, line.Actions)
		}
	}
	// Output:
	// Eligible: Customer claimed until 2022-12-10 [Send customer consent email]
	// Eligible: Awaiting customer consent response until 2022-12-10 [Re-send email for customer consent]
	// Eligible: Customer consent received until 2023-02-18 [Submit claim]
}

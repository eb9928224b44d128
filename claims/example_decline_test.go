package claims_test

import (
	"context"
	"fmt"
	"log"
	"slices"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility/customers"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// deskWithClaim returns a desk with one claim, which was opened on 2022-11-10.
// The partner gave the commands on the next day.
func deskWithClaim(id claims.ID, commands ...claims.Command) *claims.Desk {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	desk := claims.NewDesk(&claims.MemoryStore{}, card)
	if _, err := desk.Open(context.Background(), contosoNomination("2022-11-10"), id, meta(claims.Partner, "2022-11-10")); err != nil {
		log.Fatal(err)
	}
	for _, command := range commands {
		if _, err := desk.Do(context.Background(), id, command, meta(claims.Partner, "2022-11-11")); err != nil {
			log.Fatal(err)
		}
	}
	return desk
}

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

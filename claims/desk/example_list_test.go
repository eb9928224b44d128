package desk_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
)

// After a change of the catalog, Reindex recomputes the index keys of the
// stored claims.
func ExampleDesk_Reindex() {
	d, s := contosoDesk()
	ctx := context.Background()
	stored, err := s.Load(ctx, "claim-1")
	if err != nil {
		log.Fatal(err)
	}
	record, err := desk.Decode(stored)
	if err != nil {
		log.Fatal(err)
	}
	record.Index = claims.Index{} // as if it came from another catalog
	stored, err = desk.Encode(&record)
	if err != nil {
		log.Fatal(err)
	}
	if err := s.Reindex(ctx, []store.Envelope{stored}); err != nil {
		log.Fatal(err)
	}
	for id, err := range d.Reindex(ctx, store.Query{}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("rewritten:", id)
	}
	// Output: rewritten: claim-1
}

// Claims loads many claims in one call if the store supports it.
func ExampleDesk_Claims() {
	desk, _ := contosoDesk()
	for claim, err := range desk.Claims(context.Background(), []claims.ID{"claim-1", "claim-2"}) {
		var one *store.ClaimError
		switch {
		case errors.As(err, &one):
			fmt.Println(one)
		case err != nil:
			log.Fatal(err)
		default:
			fmt.Println(claim)
		}
	}
	// Output:
	// claim claim-1, Awaiting customer consent response
	// claim "claim-2": no such claim
}

// A pipeline sums up the claims and their amounts by status.
func ExampleDesk_Totals() {
	desk, _ := contosoDesk()
	pipeline, _, err := desk.Totals(context.Background(), store.Query{Open: true})
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range pipeline {
		fmt.Println(line.Status, line.Claims, line.Amounts[0].Estimated.Money)
	}
	// Output: Awaiting customer consent response 1 USD 5,000.00
}

package store_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
)

// A relay stores the position of the last entry that it passed on. The position
// must survive a restart of the relay.
func ExampleTail() {
	d, s := contosoDesk()
	var position store.Position
	relay := func() {
		for delivery, err := range s.Tail(context.Background(), position) {
			var one *store.ClaimError
			switch {
			case errors.As(err, &one):
				fmt.Println("look at", one.ID) // the relay continues
			case err != nil:
				log.Fatal(err) // relay again later, from the same position
			default:
				entry, err := desk.DecodeEntry(delivery.Entry)
				fmt.Println(entry.Claim, entry.Number, entry.Event, err)
			}
			position = delivery.Position // store it only after the entry was passed on
		}
	}
	relay()
	if _, err := d.Do(context.Background(), "claim-1", claims.Accept{}, meta(claims.Customer, "2022-11-20")); err != nil {
		log.Fatal(err)
	}
	fmt.Println("and then")
	relay()
	// Output:
	// claim-1 1 add customer <nil>
	// claim-1 2 send consent <nil>
	// and then
	// claim-1 3 accept <nil>
}

// A database can save many changes in one transaction. A sweep uses SaveAll if
// the store has it.
func ExampleBatchSaver() {
	d, s := contosoDesk()
	claim, err := d.Claim(context.Background(), "claim-1")
	if err != nil {
		log.Fatal(err)
	}
	change, err := claims.Apply(claim, claims.ResendConsent{}, meta(claims.Partner, "2022-11-15"))
	if err != nil {
		log.Fatal(err)
	}
	rows, err := desk.EncodeChange(change)
	if err != nil {
		log.Fatal(err)
	}
	var batch store.BatchSaver = s
	fmt.Println(batch.SaveAll(context.Background(), []store.Change{rows}))
	fmt.Println(batch.SaveAll(context.Background(), []store.Change{rows}))
	// Output:
	// <nil>
	// the claim has changed since it was loaded
}

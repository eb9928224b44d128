package desk_test

import (
	"context"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// The customer agreed by mail on the last day of the window, and the partner
// records it after the sweep of the next night.
func ExampleDesk_Correct() {
	ctx := context.Background()
	d, _ := contosoDesk()
	for change, err := range d.Sweep(ctx, store.Query{}, day("2022-12-11")) {
		fmt.Println(change.Claim, err)
	}

	back, given := meta(claims.Partner, "2022-12-12"), meta(claims.Customer, "2022-12-10")
	given.Received = back.Received
	expiry := uint64(3)
	change, err := d.Correct(ctx, "claim-1", expiry, back, claims.Accept{}, given)
	if err != nil {
		log.Fatal(err)
	}
	for _, entry := range change.Entries {
		fmt.Println(entry.Number, entry.Event, "from", entry.From, "to", entry.To)
	}
	// Output:
	// claim claim-1, Customer consent expired <nil>
	// 4 take back from Customer consent expired to Awaiting customer consent response
	// 5 accept from Awaiting customer consent response to Customer consent received
}

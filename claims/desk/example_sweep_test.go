package desk_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims/store"
)

// A host sweeps once a day or more often. Another sweep on the same day is
// harmless, because it does not expire a claim twice.
func ExampleDesk_Sweep() {
	d, _ := contosoDesk()
	for _, on := range []string{"2022-12-10", "2022-12-11", "2022-12-12"} {
		expired := 0
		for change, err := range d.Sweep(context.Background(), store.Query{}, day(on)) {
			var one *store.ClaimError
			switch {
			case errors.As(err, &one):
				fmt.Println("look at", one.ID) // the sweep continues
			case err != nil:
				log.Fatal(err) // sweep again later
			default:
				expired++
				fmt.Println(on, change.Claim)
			}
		}
		fmt.Println(on, expired, "expired")
	}
	// Output:
	// 2022-12-10 0 expired
	// 2022-12-11 claim claim-1, Customer consent expired
	// 2022-12-11 1 expired
	// 2022-12-12 0 expired
}

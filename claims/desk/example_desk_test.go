package desk_test

import (
	"context"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci/catalog"
)

// A desk loads, applies and saves. In production, the store is the host's own
// database.
func ExampleDesk() {
	ctx := context.Background()
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	s := &store.Memory{}
	d := desk.New(s, card)

	if _, err := d.Open(ctx, contosoNomination("2022-11-10"), "claim-1", meta(claims.Partner, "2022-11-10")); err != nil {
		log.Fatal(err)
	}
	if _, err := d.Do(ctx, "claim-1", claims.SendConsent{}, meta(claims.Partner, "2022-11-11")); err != nil {
		log.Fatal(err)
	}
	_, err = d.Do(ctx, "claim-1", claims.Approve{}, meta(claims.Microsoft, "2022-11-12"))
	fmt.Println(err)

	// The customer may have only one claim for this workshop.
	_, err = d.Open(ctx, contosoNomination("2022-11-12"), "claim-2", meta(claims.Partner, "2022-11-12"))
	fmt.Println(err)

	for entry, err := range d.History(ctx, "claim-1") {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(entry.Number, entry.At.Format("2006-01-02"), entry.Event, "->", entry.To)
	}
	// Output:
	// approve in status Awaiting customer consent response: the status does not permit it (claim.machine); permitted: resend consent, accept, decline, cancel, update contact
	// the customer has the most claims that are allowed
	// 1 2022-11-10 add customer -> Customer claimed
	// 2 2022-11-11 send consent -> Awaiting customer consent response
}

// If a caller does not know whether a command succeeded, it repeats the command
// under the same key.
func ExampleDesk_Do_repeated() {
	ctx := context.Background()
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	d := desk.New(&store.Memory{}, card)
	if _, err := d.Open(ctx, contosoNomination("2022-11-10"), "claim-1", meta(claims.Partner, "2022-11-10")); err != nil {
		log.Fatal(err)
	}
	send := meta(claims.Partner, "2022-11-11")
	send.Key = "request-4712"
	for range 3 {
		change, err := d.Do(ctx, "claim-1", claims.SendConsent{}, send)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(change.Claim.State(), "by", len(change.Entries), "new entries")
	}
	// Output:
	// Awaiting customer consent response by 1 new entries
	// Awaiting customer consent response by 0 new entries
	// Awaiting customer consent response by 0 new entries
}

package claims_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci/catalog"
)

// contosoDesk returns a desk with one claim, whose consent was requested on
// 2022-11-11.
func contosoDesk() (*claims.Desk, *claims.MemoryStore) {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	store := &claims.MemoryStore{}
	desk := claims.NewDesk(store, card)
	ctx := context.Background()
	if _, err := desk.Open(ctx, contosoNomination("2022-11-10"), "claim-1", meta(claims.Partner, "2022-11-10")); err != nil {
		log.Fatal(err)
	}
	if _, err := desk.Do(ctx, "claim-1", claims.SendConsent{}, meta(claims.Partner, "2022-11-11")); err != nil {
		log.Fatal(err)
	}
	return desk, store
}

// A host sweeps once a day or more often. Another sweep on the same day is
// harmless, because it does not expire a claim twice.
func ExampleDesk_Sweep() {
	desk, _ := contosoDesk()
	for _, on := range []string{"2022-12-10", "2022-12-11", "2022-12-12"} {
		expired := 0
		for change, err := range desk.Sweep(context.Background(), claims.Query{}, day(on)) {
			var one *claims.ClaimError
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

// The host stores the key of each reminder that it sent. If a key is stored
// already, it does not send the reminder again.
func ExampleDesk_Reminders() {
	desk, _ := contosoDesk()
	sent := map[string]bool{}
	for _, on := range []string{"2022-12-02", "2022-12-03", "2022-12-04"} {
		for reminder, err := range desk.Reminders(context.Background(), claims.Query{}, day(on), 7) {
			if err != nil {
				log.Fatal(err)
			}
			if !sent[reminder.Key()] {
				sent[reminder.Key()] = true
				fmt.Printf("%s: %s window of %s ends with %s, in %d days\n",
					on, reminder.Deadline.Clock, reminder.Claim.ID(), reminder.Deadline.Window.LastDay, reminder.DaysLeft)
			}
		}
	}
	// Output:
	// 2022-12-03: consent window of claim-1 ends with 2022-12-10, in 7 days
}

// A relay stores the position of the last entry that it passed on. The position
// must survive a restart of the relay.
func ExampleTail() {
	desk, store := contosoDesk()
	var position claims.Position
	relay := func() {
		for delivery, err := range store.Tail(context.Background(), position) {
			var one *claims.ClaimError
			switch {
			case errors.As(err, &one):
				fmt.Println("look at", one.ID) // the relay continues
			case err != nil:
				log.Fatal(err) // relay again later, from the same position
			default:
				fmt.Println(delivery.Entry.Claim, delivery.Entry.Number, delivery.Entry.Event)
			}
			position = delivery.Position // store it only after the entry was passed on
		}
	}
	relay()
	if _, err := desk.Do(context.Background(), "claim-1", claims.Accept{}, meta(claims.Customer, "2022-11-20")); err != nil {
		log.Fatal(err)
	}
	fmt.Println("and then")
	relay()
	// Output:
	// claim-1 1 add customer
	// claim-1 2 send consent
	// and then
	// claim-1 3 accept
}

// A relay sends one JSON object per entry.
func ExampleCloudEvent() {
	_, store := contosoDesk()
	for entry, err := range store.History(context.Background(), "claim-1", 1) {
		if err != nil {
			log.Fatal(err)
		}
		sent, err := json.Marshal(claims.CloudEvent{Source: "/fabrikam/incentives", Entry: entry})
		if err != nil {
			log.Fatal(err)
		}
		var received claims.CloudEvent
		if err := json.Unmarshal(sent, &received); err != nil {
			log.Fatal(err)
		}
		fmt.Println(received.Type())
		fmt.Println(received.ID(), "leads to", received.Entry.To)
	}
	// Output:
	// com.github.mci-go.incentives.claims.send-consent
	// claim-1/2 leads to Awaiting customer consent response
}

// A database can save many changes in one transaction. A sweep uses SaveAll if
// the store has it.
func ExampleBatchSaver() {
	desk, store := contosoDesk()
	claim, err := desk.Claim(context.Background(), "claim-1")
	if err != nil {
		log.Fatal(err)
	}
	change, err := claims.Apply(claim, claims.ResendConsent{}, meta(claims.Partner, "2022-11-15"))
	if err != nil {
		log.Fatal(err)
	}
	var batch claims.BatchSaver = store
	fmt.Println(batch.SaveAll(context.Background(), []claims.Change{change}))
	fmt.Println(batch.SaveAll(context.Background(), []claims.Change{change}))
	// Output:
	// <nil>
	// the claim has changed since it was loaded
}

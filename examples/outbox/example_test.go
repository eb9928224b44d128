package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/mci/catalog"
)

// A printer is a receiver that prints events, and ends the relay after two. A
// host uses NewHTTP.
type printer struct {
	events int
	stop   func()
}

func (p *printer) Send(_ context.Context, event *outbox.Event) error {
	if event.ID == "claim-2/1" {
		return &outbox.SendError{Verdict: outbox.Refused, Reason: "422 Unprocessable Entity"}
	}
	fmt.Println("delivered", event.ID)
	if p.events++; p.events == 2 {
		p.stop()
	}
	return nil
}

func Example() {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	store := &store.Memory{} // a host has its database
	for n := range 3 {
		change, err := sample.Open(card, claims.ID(fmt.Sprint("claim-", n+1)), n, sample.Now)
		if err != nil {
			log.Fatal(err)
		}
		if err := store.Save(context.Background(), change); err != nil {
			log.Fatal(err)
		}
	}
	ctx, stop := context.WithCancel(context.Background())
	source, err := outbox.Claims(store, "/fabrikam/incentives")
	if err != nil {
		log.Fatal(err)
	}
	book := &outbox.MemoryBook{} // a host uses the book of its store
	relay, err := outbox.NewRelay(source, book, &printer{stop: stop}, outbox.Options{Holder: "one", Parallel: 1})
	if err != nil {
		log.Fatal(err)
	}
	if err := relay.Run(ctx); !errors.Is(err, context.Canceled) {
		log.Fatal(err)
	}
	letters, err := book.Letters(context.Background(), 0, false, 10)
	if err != nil {
		log.Fatal(err)
	}
	for _, l := range letters {
		fmt.Println("letter", l.Number, l.Event, l.Reason)
	}
	// Output:
	// delivered claim-1/1
	// delivered claim-3/1
	// letter 1 claim-2/1 422 Unprocessable Entity
}

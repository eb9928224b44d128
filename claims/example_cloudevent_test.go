package claims_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
)

// A relay sends one JSON object per entry.
func ExampleCloudEvent() {
	d, _ := contosoDesk()
	for entry, err := range d.History(context.Background(), "claim-1") {
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
	// com.github.mci-go.incentives.claims.add-customer
	// claim-1/1 leads to Customer claimed
	// com.github.mci-go.incentives.claims.send-consent
	// claim-1/2 leads to Awaiting customer consent response
}

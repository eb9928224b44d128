package desk_test

import (
	"context"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
)

// Package impact compares records with a new catalog, so it must not restore
// them under the present one.
func ExampleRecords() {
	_, s := contosoDesk()
	for record, err := range desk.Records(s.List(context.Background(), store.Query{})) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(record.ID, record.Engagement.Engagement)
	}
	// Output: claim-1 fy23-microsoft-viva
}

// A history is kept as rows, which the desk opens.
func ExampleDecodeEntry() {
	_, s := contosoDesk()
	for row, err := range s.History(context.Background(), "claim-1", 1) {
		if err != nil {
			log.Fatal(err)
		}
		entry, err := desk.DecodeEntry(row)
		fmt.Println(row.Number, entry.Event, err)
	}
	// Output: 2 send consent <nil>
}

package claims_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
)

// The next page of a list starts after the last claim of the page before. The
// query carries that claim's key and ID.
func ExampleQuery() {
	_, store := contosoDesk()
	query := claims.Query{Statuses: claims.StatusSetOf(claims.AwaitingConsent), Text: "contoso", Key: claims.AttentionKey, ByKey: true, Most: 50}
	for page := 1; ; page++ {
		n := 0
		for record, err := range store.List(context.Background(), query) {
			if err != nil {
				log.Fatal(err)
			}
			n++
			fmt.Println(record.ID, "needs somebody by", record.Index.Attention.Format("2006-01-02"))
			query.After, query.AfterKey = record.ID, record.Index.Attention
		}
		fmt.Println("page", page, "has", n)
		if n < query.Most {
			break
		}
	}
	// Output:
	// claim-1 needs somebody by 2022-12-11
	// page 1 has 1
}

// After a change of the catalog, Reindex recomputes the index keys of the
// stored claims.
func ExampleDesk_Reindex() {
	desk, store := contosoDesk()
	ctx := context.Background()
	record, err := store.Load(ctx, "claim-1")
	if err != nil {
		log.Fatal(err)
	}
	record.Index = claims.Index{} // as if it came from another catalog
	if err := store.Reindex(ctx, []claims.Record{record}); err != nil {
		log.Fatal(err)
	}
	for id, err := range desk.Reindex(ctx, claims.Query{}) {
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
		var one *claims.ClaimError
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
func ExampleDesk_Pipeline() {
	desk, _ := contosoDesk()
	pipeline, _, err := desk.Pipeline(context.Background(), claims.Query{Open: true})
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range pipeline {
		fmt.Println(line.Status, line.Claims, line.Amounts[0].Estimated.Money)
	}
	// Output: Awaiting customer consent response 1 USD 5,000.00
}

// A work item has a JSON form for web clients.
func ExampleWorkItem() {
	desk, _ := contosoDesk()
	for item, err := range desk.Worklist(context.Background(), claims.Query{}, day("2022-12-01")) {
		if err != nil {
			log.Fatal(err)
		}
		item.Next = claims.Countdown{} // omitted because it is long
		data, err := json.Marshal(item)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(string(data))
	}
	// Output: {"claim":"claim-1","version":2,"name":"Contoso: Viva workshop","state":{"status":"Awaiting customer consent response"},"engagement":{"edition":"FY23-2022-11","engagement":"fy23-microsoft-viva"},"customer":{"type":"tenant ID","value":"2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"},"location":"Zurich","actor":"customer","until":"2022-12-11T00:00:00Z"}
}

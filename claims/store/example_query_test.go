package store_test

import (
	"context"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

// The next page of a list starts after the last claim of the page before. The
// query carries that claim's key and ID.
func ExampleQuery() {
	_, s := contosoDesk()
	query := store.Query{Statuses: store.Statuses(claims.AwaitingConsent), Text: "contoso", Key: store.AttentionKey, ByKey: true, Most: 50}
	for page := 1; ; page++ {
		n := 0
		for claim, err := range s.List(context.Background(), query) {
			if err != nil {
				log.Fatal(err)
			}
			n++
			fmt.Println(claim.ID, "needs somebody by", claim.Attention.Format("2006-01-02"))
			query.After, query.AfterKey = claim.ID, claim.Attention
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

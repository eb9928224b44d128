package store_test

import (
	"fmt"
	"math/bits"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
)

// opening returns the change that opens a claim.
func opening(id claims.ID, change func(*eligibility.Question)) claims.Change {
	q := question(engagement(public(), viva), at("2022-11-10"))
	if change != nil {
		change(&q)
	}
	return must(claims.Open(nominate(q), id, by(claims.AddCustomer, q.At)))
}

func save(t testing.TB, s store.Store, changes ...claims.Change) {
	t.Helper()
	for _, change := range changes {
		if err := s.Save(t.Context(), must(desk.EncodeChange(change))); err != nil {
			t.Fatal(err)
		}
	}
}

// ids returns the IDs of the claims in a list.
func ids(t testing.TB, s store.Store, query store.Query) []claims.ID {
	t.Helper()
	var found []claims.ID
	for record, err := range s.List(t.Context(), query) {
		if err != nil {
			t.Fatal(err)
		}
		found = append(found, record.ID)
	}
	return found
}

// of returns the change that opens claim number n, for its own customer.
func of(n int) claims.Change {
	return opening(claims.ID(fmt.Sprintf("claim-%03d", n)), func(q *eligibility.Question) {
		q.Customer.ID = must(mci.ParseCustomerID(mci.TopParentID, fmt.Sprint(1000+n)))
	})
}

// uniform draws from 0 to n-1 with nearly equal probability. The generators of
// rapid prefer small values.
func uniform(t *rapid.T, label string, n int) int {
	width := bits.Len(uint(n)) + 2
	drawn := 0
	for _, bit := range rapid.SliceOfN(rapid.Bool(), width, width).Draw(t, label) {
		drawn *= 2
		if bit {
			drawn++
		}
	}
	return drawn * n >> width
}

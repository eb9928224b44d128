package store_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
)

func TestAnOrderedListIsTheSortedListOfWhatItHolds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var list store.OrderedList
		held := map[string]bool{}
		name := func(key, id int) string { return fmt.Sprintf("%d/%04d", key, id) }
		instant := func(key int) time.Time { return time.Unix(int64(key), 0) }
		for range rapid.IntRange(0, 3000).Draw(t, "steps") {
			key, id := uniform(t, "key", 3), uniform(t, "id", 2000)
			n := name(key, id)
			if held[n] || uniform(t, "remove", 3) == 0 {
				list.Remove(instant(key), claims.ID(n))
				delete(held, n)
			} else {
				list.Insert(instant(key), claims.ID(n))
				held[n] = true
			}
		}
		key, id := uniform(t, "after key", 3), uniform(t, "after id", 2000)
		var want []claims.ID
		for n := range held {
			if n > name(key, id) {
				want = append(want, claims.ID(n))
			}
		}
		slices.Sort(want)
		if got := list.After(instant(key), claims.ID(name(key, id))); !slices.Equal(got, want) {
			t.Fatalf("got %d, want %d: %v, %v", len(got), len(want), got, want)
		}
	})
}

package claims_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
)

// tailed returns the deliveries of a store after a position, and the last
// position.
func tailed(t testing.TB, store claims.Tail, after claims.Position) ([]string, claims.Position) {
	t.Helper()
	var names []string
	for delivery, err := range store.Tail(t.Context(), after) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, fmt.Sprint(delivery.Entry.Claim, "/", delivery.Entry.Number))
		after = delivery.Position
	}
	return names, after
}

func TestARelayThatKeepsItsPositionMissesNothing(t *testing.T) {
	store := many(t, 2)
	got, position := tailed(t, store, "")
	if want := []string{"claim-000/1", "claim-001/1"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, same := tailed(t, store, position); got != nil || same != position {
		t.Errorf("with nothing new: got %v", got)
	}
	sweep(t, store, claims.Query{}, over)
	got, _ = tailed(t, store, position)
	if want := []string{"claim-000/2", "claim-001/2"}; !slices.Equal(got, want) {
		t.Errorf("after a sweep: got %v, want %v", got, want)
	}
}

func TestAPositionThatAStoreNeverGaveIsMalformed(t *testing.T) {
	for _, position := range []claims.Position{"x", "0", "-1", "01", "+1", " 1", "3", "99999999999999999999"} {
		for _, err := range many(t, 2).Tail(t.Context(), position) {
			if !errors.Is(err, mci.ErrInvalid) {
				t.Errorf("%q: got error %v", position, err)
			}
		}
	}
}

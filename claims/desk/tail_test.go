package desk_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// tailed returns the deliveries of a store after a position, and the last
// position.
func tailed(t testing.TB, s store.Tail, after store.Position) ([]string, store.Position) {
	t.Helper()
	var names []string
	for delivery, err := range s.Tail(t.Context(), after) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, fmt.Sprint(delivery.Entry.Claim, "/", delivery.Entry.Number))
		after = delivery.Position
	}
	return names, after
}

func TestARelayThatKeepsItsPositionMissesNothing(t *testing.T) {
	s := many(t, 2)
	got, position := tailed(t, s, "")
	if want := []string{"claim-000/1", "claim-001/1"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got, same := tailed(t, s, position); got != nil || same != position {
		t.Errorf("with nothing new: got %v", got)
	}
	sweep(t, s, store.Query{}, over)
	got, _ = tailed(t, s, position)
	if want := []string{"claim-000/2", "claim-001/2"}; !slices.Equal(got, want) {
		t.Errorf("after a sweep: got %v, want %v", got, want)
	}
}

func TestAPositionThatAStoreNeverGaveIsMalformed(t *testing.T) {
	for _, position := range []store.Position{"x", "0", "-1", "01", "+1", " 1", "3", "99999999999999999999"} {
		for _, err := range many(t, 2).Tail(t.Context(), position) {
			if !errors.Is(err, mci.ErrInvalid) {
				t.Errorf("%q: got error %v", position, err)
			}
		}
	}
}

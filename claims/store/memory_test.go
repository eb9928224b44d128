package store_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
)

// A limit has two numbers, and one that is 0 limits nothing.
func TestEachNumberOfALimitHoldsAlone(t *testing.T) {
	for _, c := range []struct {
		most, open int
		second     error
	}{
		{0, 0, nil}, {0, 2, nil}, {0, 1, store.ErrLimit}, {2, 0, nil}, {1, 0, store.ErrLimit}, {2, 1, store.ErrLimit}, {1, 2, store.ErrLimit},
	} {
		s := &store.Memory{}
		for n, want := range []error{nil, c.second} {
			change := must(desk.EncodeChange(opening(claims.ID(fmt.Sprint("claim-", n)), nil)))
			change.Limit = claims.Limit{Customer: change.Envelope.Customer, Engagement: viva, Most: c.most, Open: c.open}
			if err := s.Save(t.Context(), change); !errors.Is(err, want) {
				t.Errorf("at most %d, %d of them open: claim %d: got %v, want %v", c.most, c.open, n+1, err, want)
			}
		}
	}
}

func TestATailBeginsOnlyAfterAPositionThatTheStoreGave(t *testing.T) {
	s := &store.Memory{}
	save(t, s, of(1), of(2))
	for position, left := range map[store.Position]int{"": 2, "1": 1, "2": 0} {
		entries := 0
		for _, err := range s.Tail(t.Context(), position) {
			if err != nil {
				t.Errorf("after %q: %v", position, err)
			}
			entries++
		}
		if entries != left {
			t.Errorf("after %q: %d entries, want %d", position, entries, left)
		}
	}
	for _, position := range []store.Position{"0", "-1", "01", "+1", " 1", "x", "3", "99999999999999999999"} {
		results := 0
		for delivery, err := range s.Tail(t.Context(), position) {
			var field *mci.FieldError
			if results++; !errors.As(err, &field) || field.Path != "after" || delivery.Entry.Claim != "" {
				t.Errorf("after %q: got %v, %v", position, delivery, err)
			}
		}
		if results != 1 {
			t.Errorf("after %q: %d results, want one error", position, results)
		}
	}
}

func TestAQueryIsLoggedWithoutItsCustomer(t *testing.T) {
	for _, c := range []struct {
		query store.Query
		want  string
	}{
		{store.Query{}, "query.customer=false query.engagement=\"\" query.location=\"\" query.open=false query.after=\"\" query.most=0\n"},
		{
			store.Query{Customer: tenant, Engagement: viva, Location: "zurich", Open: true, After: "claim-1", Most: 5},
			"query.customer=true query.engagement=fy23-microsoft-viva query.location=zurich query.open=true query.after=claim-1 query.most=5\n",
		},
	} {
		var log strings.Builder
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "query", c.query)
		if !strings.HasSuffix(log.String(), c.want) || strings.Contains(log.String(), tenant.Value()) {
			t.Errorf("got %s, want %s", log.String(), c.want)
		}
	}
}

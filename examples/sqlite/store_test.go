package sqlite

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/mci"
)

func newStore(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "claims.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestTheStoreKeepsTheContract(t *testing.T) {
	claimstest.TestStore(t, func(t *testing.T) store.Store { return newStore(t) })
}

// A store without a file has no claims, but a caller who has given up must not
// hear that.
func TestACanceledLoadIsNoAnswerEvenBeforeThereIsAFile(t *testing.T) {
	s := newStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Load(ctx, "claim-1"); !errors.Is(err, context.Canceled) {
		t.Errorf("got error %v, want %v", err, context.Canceled)
	}
}

// The test has one query for each index that a list can use.
func TestEveryListIsFoundByAnIndex(t *testing.T) {
	s := newStore(t)
	open, err := s.made(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	tenant, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		t.Fatal(err)
	}
	for index, query := range map[string]store.Query{
		"claims_by_expires":    {Key: store.ExpiresKey, Until: now, ByKey: true},
		"claims_by_attention":  {Key: store.AttentionKey, Until: now, ByKey: true},
		"claims_of_customer":   {Customer: tenant},
		"claims_of_engagement": {Engagement: "viva"},
		"claims_at_location":   {Location: "zurich"},
		"claims_of_owner":      {Owner: "Kim@fabrikam.com"},
		"open_claims":          {Open: true},
		"PRIMARY KEY":          {},

		"associations":              {Kind: store.PartnerAssociation},
		"associations_by_expires":   {Kind: store.PartnerAssociation, Key: store.ExpiresKey, Until: now, ByKey: true},
		"associations_by_attention": {Kind: store.PartnerAssociation, Key: store.AttentionKey, Until: now, ByKey: true},
	} {
		selected := selectionOf(query)
		statement, args := selected.page(row.Sortable(now.AddDate(0, 0, -1)), "a", 100)
		var plan string
		var ignored any
		if err := open.reader.QueryRowContext(t.Context(), "EXPLAIN QUERY PLAN "+statement, args...).Scan(&ignored, &ignored, &ignored, &plan); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan, "SEARCH claims USING") || !strings.Contains(plan, index) {
			t.Errorf("want the index %s: %s", index, plan)
		}
	}
}

// A text is looked for in every claim, and an index would only add the time to
// jump from one claim to the next.
func TestATextIsLookedForWithoutAnotherIndex(t *testing.T) {
	s := newStore(t)
	open, err := s.made(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, query := range []store.Query{
		{Open: true, Text: "contoso"},
		{Open: true, Text: "contoso", Key: store.AttentionKey, ByKey: true},
		{Text: "contoso", Key: store.ExpiresKey, ByKey: true},
		{Kind: store.PartnerActivity, Text: "contoso"},
	} {
		selected := selectionOf(query)
		statement, args := selected.page("", "a", 100)
		var plan string
		var ignored any
		if err := open.reader.QueryRowContext(t.Context(), "EXPLAIN QUERY PLAN "+statement, args...).Scan(&ignored, &ignored, &ignored, &plan); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(plan, "INDEX") {
			t.Errorf("%+v: %s", query, plan)
		}
	}
}

var (
	_ store.BatchSaver  = (*Store)(nil)
	_ store.BatchLoader = (*Store)(nil)
	_ store.Reindexer   = (*Store)(nil)
	_ store.Tail        = (*Store)(nil)
)

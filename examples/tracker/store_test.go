package main

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/claimstest"
)

func newStore(t *testing.T) *store {
	t.Helper()
	s, err := openStore(t.Context(), filepath.Join(t.TempDir(), "claims.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestTheStoreKeepsTheContract(t *testing.T) {
	claimstest.TestStore(t, func(t *testing.T) claims.Store { return newStore(t) })
}

func TestWhatIsAskedByAKeyIsFoundByItsIndex(t *testing.T) {
	s := newStore(t)
	for key, index := range map[claims.IndexKey]string{claims.ExpiresKey: "claims_by_expires", claims.AttentionKey: "claims_by_attention"} {
		now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
		selected := selectionOf(claims.Query{Key: key, Until: now, ByKey: true})
		statement, args := selected.page(sortable(now.AddDate(0, 0, -1)), "a", 100)
		var plan string
		var ignored any
		if err := s.reader.QueryRowContext(t.Context(), "EXPLAIN QUERY PLAN "+statement, args...).Scan(&ignored, &ignored, &ignored, &plan); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(plan, "SEARCH claims USING INDEX "+index) {
			t.Errorf("by the key %q: %s", key, plan)
		}
	}
}

var (
	_ claims.BatchSaver  = (*store)(nil)
	_ claims.BatchLoader = (*store)(nil)
	_ claims.Reindexer   = (*store)(nil)
	_ claims.Tail        = (*store)(nil)
)

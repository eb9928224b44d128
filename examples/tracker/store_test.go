package main

import (
	"path/filepath"
	"testing"

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

var (
	_ claims.BatchSaver  = (*store)(nil)
	_ claims.BatchLoader = (*store)(nil)
	_ claims.Reindexer   = (*store)(nil)
	_ claims.Tail        = (*store)(nil)
)

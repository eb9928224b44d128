package sqlite

import (
	"path/filepath"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/claimstest"
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
	claimstest.TestStore(t, func(t *testing.T) claims.Store { return newStore(t) })
}

var (
	_ claims.BatchSaver = (*Store)(nil)
	_ claims.Tail       = (*Store)(nil)
)

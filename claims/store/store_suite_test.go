package store_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/mci-go/incentives/claims/claimstest"
	"github.com/mci-go/incentives/claims/store"
)

func newJournal(t testing.TB, path string) *journal {
	t.Helper()
	s, err := openJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.file.Close() })
	return s
}

func TestTheStoreOfTheExampleHoldsTheContract(t *testing.T) {
	claimstest.TestStore(t, func(t *testing.T) store.Store { return newJournal(t, filepath.Join(t.TempDir(), "journal")) })
}

// A crash can leave part of the last line. The change in that line was not
// saved.
func TestTheStoreOfTheExampleForgetsAChangeThatACrashCutOff(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal")
	s := newJournal(t, path)
	save(t, s, of(1), of(2))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data[:len(data)-10], 0o600); err != nil {
		t.Fatal(err)
	}
	s = newJournal(t, path)
	if got := ids(t, s, store.Query{}); len(got) != 1 || got[0] != "claim-001" {
		t.Errorf("got %v", got)
	}
	save(t, s, of(2))
	if got := ids(t, newJournal(t, path), store.Query{}); len(got) != 2 {
		t.Errorf("after it was saved again: %v", got)
	}
}

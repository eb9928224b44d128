package sqlite

import (
	"path/filepath"
	"testing"

	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/examples/outbox/outboxtest"
)

func TestABookInTheFileKeepsTheContract(t *testing.T) {
	outboxtest.TestBook(t, func(t *testing.T) outbox.Book {
		s, err := Open(t.Context(), filepath.Join(t.TempDir(), "claims.db"), true)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		book, err := s.Book(t.Context(), "test")
		if err != nil {
			t.Fatal(err)
		}
		return book
	})
}

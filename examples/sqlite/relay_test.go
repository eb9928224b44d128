package sqlite

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/examples/outbox/outboxtest"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func relayStore(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), filepath.Join(t.TempDir(), "claims.db"), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func bookOf(t *testing.T, s *Store, name string) outbox.Book {
	t.Helper()
	book, err := s.Book(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestABookInTheFileKeepsTheContract(t *testing.T) {
	s := relayStore(t)
	outboxtest.TestBook(t, func(t *testing.T) outbox.Book { return bookOf(t, s, t.Name()) })
}

func TestARelayThatIsKilledAnywhereLosesNothing(t *testing.T) {
	s := relayStore(t)
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	desk := desk.New(s, card)
	meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: sample.Now, Received: sample.Now}
	for n := range 3 {
		id := claims.ID(fmt.Sprint("claim-", n))
		change, err := sample.Open(card, id, n, sample.Now)
		if err == nil {
			err = s.Save(t.Context(), change)
		}
		if err == nil {
			_, err = desk.Do(t.Context(), id, claims.SendConsent{}, meta)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	source, err := outbox.Claims(s, "/fabrikam/incentives")
	if err != nil {
		t.Fatal(err)
	}
	outboxtest.TestRelay(t, source, 6, func(name string) outbox.Book { return bookOf(t, s, name) })
}

func TestAFileThatCanOnlyBeReadHasNoBook(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root writes every file")
	}
	s := relayStore(t)
	bookOf(t, s, "test")
	if err := errors.Join(s.Close(), os.Chmod(s.file, 0o400)); err != nil {
		t.Fatal(err)
	}
	frozen, err := Open(t.Context(), s.file, false)
	if err != nil {
		t.Fatal(err)
	}
	defer frozen.Close()
	if _, err := frozen.Book(t.Context(), "test"); !errors.Is(err, ErrReadOnly) {
		t.Error(err)
	}
}

package postgres

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
	"github.com/mci-go/incentives/mci"
)

// mailed returns a store with a table of a host's own, and a work that writes a
// row of it.
func mailed(t *testing.T, more string) (*Store, func(context.Context, pgx.Tx) error) {
	t.Helper()
	s := opens(t, clustertest.Schema(t)+more)
	if _, err := s.pool.Exec(t.Context(), "CREATE TABLE mails (text text)"); err != nil {
		t.Fatal(err)
	}
	return s, func(ctx context.Context, tx pgx.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO mails VALUES ('sent')")
		return err
	}
}

func wantMails(t *testing.T, s *Store, want int) {
	t.Helper()
	var got int
	if err := s.pool.QueryRow(t.Context(), "SELECT count(*) FROM mails").Scan(&got); err != nil || got != want {
		t.Errorf("%d mails, want %d, %v", got, want, err)
	}
	wantWholeOutbox(t, s)
}

// Whatever keeps a change from being saved has the same class as in Save, and
// leaves none of the host's own rows.
func TestRowsThatAreSavedWithAChangeAreThereIfTheChangeIs(t *testing.T) {
	s, mail := mailed(t, "")
	first := opened(t, 1, 1)
	if err := s.SaveWith(t.Context(), []store.Change{rowsOf(t, first)}, mail); err != nil {
		t.Fatal(err)
	}
	wantMails(t, s, 1)
	odd := rowsOf(t, opened(t, 2, 2))
	odd.Envelope.Area = "\x00"
	failed := errors.New("no text")
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	for _, c := range []struct {
		name   string
		ctx    context.Context
		change store.Change
		work   func(context.Context, pgx.Tx) error
		want   error
		class  desk.ErrorClass
	}{
		{"a conflict", t.Context(), rowsOf(t, first), mail, store.ErrConflict, desk.Conflicted},
		{"a limit", t.Context(), rowsOf(t, opened(t, 3, 1)), mail, store.ErrLimit, desk.LimitReached},
		{"a text with NUL", t.Context(), odd, mail, mci.ErrInvalid, desk.Malformed},
		{"a work that fails", t.Context(), rowsOf(t, opened(t, 4, 4)), func(ctx context.Context, tx pgx.Tx) error {
			return errors.Join(mail(ctx, tx), failed)
		}, failed, desk.Unavailable},
		{"a context that has ended", canceled, rowsOf(t, opened(t, 5, 5)), mail, context.Canceled, desk.Unavailable},
	} {
		if err := s.SaveWith(c.ctx, []store.Change{c.change}, c.work); !errors.Is(err, c.want) || desk.ClassOf(err) != c.class {
			t.Errorf("%s: got %v of the class %s, want %v", c.name, err, desk.ClassOf(err), c.want)
		}
	}
	if err := s.SaveWith(t.Context(), nil, func(context.Context, pgx.Tx) error { return failed }); err != nil {
		t.Errorf("no changes: %v", err)
	}
	wantMails(t, s, 1)
}

func TestAReadOnlyServerIsNamedWhateverIsWrittenFirst(t *testing.T) {
	at := clustertest.Schema(t)
	opens(t, at).Close() // which makes the tables
	s := opens(t, at+"&default_transaction_read_only=on")
	works := map[string]func(context.Context, pgx.Tx) error{
		"the work": func(ctx context.Context, tx pgx.Tx) error {
			_, err := tx.Exec(ctx, "CREATE TABLE mails (text text)")
			return err
		},
		"the change": func(context.Context, pgx.Tx) error { return nil },
	}
	for name, work := range works {
		if err := s.SaveWith(t.Context(), []store.Change{rowsOf(t, opened(t, 1, 1))}, work); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s: got %v, want %v", name, err, ErrReadOnly)
		}
	}
}

// If the server undoes a transaction because of another one, it is started
// again. Its isolation level does not depend on the server's default.
func TestATransactionThatTheServerUndoesIsBegunAgain(t *testing.T) {
	s, mail := mailed(t, "&default_transaction_isolation=serializable")
	if _, err := s.pool.Exec(t.Context(), "INSERT INTO mails VALUES ('one'), ('two')"); err != nil {
		t.Fatal(err)
	}
	// Each locks one row, waits for the other to have its own, and wants both.
	var group errgroup.Group
	locked := make(chan int, 2)
	both := make(chan struct{})
	for i, texts := range [][]string{{"one", "two"}, {"two", "one"}} {
		tries := 0
		group.Go(func() error {
			return s.SaveWith(t.Context(), []store.Change{rowsOf(t, opened(t, i, i))}, func(ctx context.Context, tx pgx.Tx) error {
				for n, text := range texts {
					if _, err := tx.Exec(ctx, "SELECT FROM mails WHERE text = $1 FOR UPDATE", text); err != nil {
						return fmt.Errorf("row %d: %w", n, err)
					}
					if n == 0 && tries == 0 {
						tries++
						locked <- i
						<-both
					}
				}
				return mail(ctx, tx)
			})
		})
	}
	<-locked
	<-locked
	close(both)
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
	wantMails(t, s, 4)
}

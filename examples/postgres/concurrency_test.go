package postgres

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// opened returns the change that opens a numbered claim of a numbered customer.
func opened(t testing.TB, n, customer int) claims.Change {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	change, err := sample.Claim(card, claims.ID(fmt.Sprintf("claim-%d", n)), customer, sample.Now)
	if err != nil {
		t.Fatal(err)
	}
	return change
}

// next returns a change of a claim that counts toward nothing.
func next(t testing.TB, claim *claims.Claim, key string) claims.Change {
	t.Helper()
	var command claims.Command = claims.ResendConsent{}
	if claim.Version() == 1 {
		command = claims.SendConsent{}
	}
	change, err := claims.Apply(claim, command, claims.Meta{
		Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: sample.Now, Received: sample.Now, Key: key,
	})
	if err != nil {
		t.Fatal(err)
	}
	return change
}

// rowsOf returns a change as a store saves it.
func rowsOf(t testing.TB, change claims.Change) store.Change {
	t.Helper()
	saved, err := desk.EncodeChange(change)
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

// recordIn returns the record in the body of a stored claim.
func recordIn(t testing.TB, e store.Envelope) claims.Record {
	t.Helper()
	record, err := desk.Decode(e)
	if err != nil {
		t.Fatal(err)
	}
	return record
}

// Batches that share claims in any order, openings among them, never wait for
// each other in a circle: each claim goes to exactly one of them.
func TestBatchesOfTheSameClaimsDoNotBlockEachOther(t *testing.T) {
	s := newStore(t)
	const shared, savers, rounds = 20, 6, 5
	current := make([]*claims.Claim, shared)
	var all []store.Change
	for n := range shared {
		first := opened(t, n, n)
		all, current[n] = append(all, rowsOf(t, first)), first.Claim
	}
	if err := s.SaveAll(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	for round := range rounds {
		outcomes := make(chan error)
		batches := make([][]store.Change, savers)
		for i := range savers {
			for n := range shared {
				batches[i] = append(batches[i], rowsOf(t, next(t, current[(n*7+i*3)%shared], fmt.Sprint(round, " ", i))))
			}
			batches[i] = append(batches[i], rowsOf(t, opened(t, 1000+round, 1000+round)))
			if i%2 == 0 {
				slices.Reverse(batches[i])
			}
		}
		for i := range savers {
			go func() { outcomes <- s.SaveAll(t.Context(), batches[i]) }()
		}
		saved := 0
		for range savers {
			switch err := <-outcomes; {
			case err == nil:
				saved++
			case !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrLimit):
				t.Errorf("round %d: %v", round, err)
			}
		}
		if saved != 1 {
			t.Fatalf("round %d: %d batches were saved, want 1", round, saved)
		}
		for n := range shared {
			record, err := s.Load(t.Context(), current[n].ID())
			if err != nil {
				t.Fatal(err)
			}
			card, _ := catalog.Public()
			if current[n], err = claims.Restore(recordIn(t, record), card); err != nil {
				t.Fatal(err)
			}
		}
	}
	wantWholeOutbox(t, s)
}

// wantWholeOutbox demands that positions have no gap, and that the histories
// have one entry for each version.
func wantWholeOutbox(t *testing.T, s *Store) {
	t.Helper()
	var gaps, torn int
	err := s.pool.QueryRow(t.Context(), `SELECT (SELECT last - (SELECT count(*) FROM entries) FROM outbox),
		(SELECT count(*) FROM claims c WHERE version <> (SELECT count(*) FROM entries e WHERE e.claim = c.id))`).Scan(&gaps, &torn)
	if err != nil || gaps != 0 || torn != 0 {
		t.Errorf("%d positions without an entry, %d claims without their history, %v", gaps, torn, err)
	}
}

// Reindex raises no version, so it can come between a change's load and save.
func TestReindexAndChangesOfOneClaimDoNotUndoEachOther(t *testing.T) {
	s := newStore(t)
	first := opened(t, 1, 1)
	if err := s.Save(t.Context(), rowsOf(t, first)); err != nil {
		t.Fatal(err)
	}
	done := make(chan error)
	stop := make(chan struct{})
	go func() {
		for {
			select {
			case <-stop:
				done <- nil
				return
			default:
			}
			record, err := s.Load(t.Context(), "claim-1")
			if err == nil {
				err = s.Reindex(t.Context(), []store.Envelope{record})
			}
			if err != nil {
				done <- err
				return
			}
		}
	}()
	current := first.Claim
	for n := range 60 {
		change := next(t, current, fmt.Sprint(n))
		if err := s.Save(t.Context(), rowsOf(t, change)); err != nil {
			t.Fatal(err)
		}
		current = change.Claim
	}
	close(stop)
	if err := <-done; err != nil {
		t.Error(err)
	}
	if record, err := s.Load(t.Context(), "claim-1"); err != nil || record.Version != current.Version() {
		t.Errorf("version %d, want %d, %v", record.Version, current.Version(), err)
	}
	wantWholeOutbox(t, s)
}

// A transaction of another program, in this database or another one of the
// cluster, delays no entry.
func TestATailDoesNotWaitForAnOpenTransaction(t *testing.T) {
	s := newStore(t)
	other, err := pgx.Connect(t.Context(), clustertest.Server(t).URL)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close(t.Context())
	for _, statement := range []string{"BEGIN", "CREATE TEMPORARY TABLE held (n int)", "INSERT INTO held VALUES (1)"} {
		if _, err := other.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Save(t.Context(), rowsOf(t, opened(t, 1, 1))); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, err := range s.Tail(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		seen++
	}
	if seen != 1 {
		t.Errorf("got %d entries, want 1", seen)
	}
}

// If a transaction holds the outbox, other savers wait. A reader still sees
// everything that was committed.
func TestATailReadsWhileTheOutboxIsHeld(t *testing.T) {
	s := newStore(t)
	if err := s.Save(t.Context(), rowsOf(t, opened(t, 1, 1))); err != nil {
		t.Fatal(err)
	}
	tx, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "UPDATE outbox SET last = last"); err != nil {
		t.Fatal(err)
	}
	saved := make(chan error, 1)
	go func() { saved <- s.Save(t.Context(), rowsOf(t, opened(t, 2, 2))) }()
	seen := 0
	for _, err := range s.Tail(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		seen++
	}
	if seen != 1 {
		t.Errorf("got %d entries, want 1", seen)
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-saved; err != nil {
		t.Error(err)
	}
}

// Only the places of one customer are locked.
func TestALimitLocksItsOwnPlaceOnly(t *testing.T) {
	s := newStore(t)
	first := opened(t, 1, 1)
	limit, limited := first.Limit()
	if !limited {
		t.Fatal("the sample has no limit")
	}
	if err := s.Save(t.Context(), rowsOf(t, first)); err != nil {
		t.Fatal(err)
	}
	tx, err := s.pool.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(t.Context(), "SELECT FROM places FOR UPDATE"); err != nil {
		t.Fatal(err)
	}
	if err := s.Save(t.Context(), rowsOf(t, opened(t, 2, 2))); err != nil {
		t.Errorf("another customer: %v", err)
	}
	if err := s.Save(t.Context(), rowsOf(t, next(t, first.Claim, "sent"))); err != nil {
		t.Errorf("a change without a limit: %v", err)
	}
	own := make(chan error, 1)
	go func() { own <- s.Save(t.Context(), rowsOf(t, opened(t, 3, 1))) }()
	select {
	case err := <-own:
		t.Errorf("the same customer did not wait: %v", err)
	case <-time.After(50 * time.Millisecond):
	}
	if err := tx.Rollback(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-own; (limit.Most == 1 || limit.Open == 1) != errors.Is(err, store.ErrLimit) {
		t.Errorf("the same customer, with the limit %+v: %v", limit, err)
	}
}

// At another isolation level than the server's usual one, PostgreSQL undoes
// statements that met others. They are sent again.
func TestAnIsolationLevelOfTheServerChangesNothing(t *testing.T) {
	for _, level := range []string{"repeatable read", "serializable"} {
		s, err := Open(t.Context(), clustertest.Schema(t)+"&default_transaction_isolation="+strings.ReplaceAll(level, " ", "%20"))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		outcomes := make(chan error)
		const rivals = 6
		for i := range rivals {
			go func() { outcomes <- s.Save(t.Context(), rowsOf(t, opened(t, i, 1))) }()
		}
		saved := 0
		for range rivals {
			if err := <-outcomes; err == nil {
				saved++
			} else if !errors.Is(err, store.ErrLimit) {
				t.Errorf("%s: %v", level, err)
			}
		}
		if limit, _ := opened(t, 0, 1).Limit(); saved != max(limit.Most, limit.Open) {
			t.Errorf("%s: %d claims were opened within the limit %+v", level, saved, limit)
		}
	}
}

package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/examples/outbox/outboxtest"
)

func TestABookInTheDatabaseKeepsTheContract(t *testing.T) {
	s := newStore(t)
	outboxtest.TestBook(t, func(t *testing.T) outbox.Book { return s.Book(t.Name()) })
}

// lives saves claims with the given number of entries each.
func lives(t testing.TB, s *Store, many, entries int) {
	t.Helper()
	current := make([]*claims.Claim, many)
	for number := range entries {
		for n := range current {
			change := opened(t, n, n)
			if number > 0 {
				change = next(t, current[n], fmt.Sprint("key ", number))
			}
			if err := s.Save(t.Context(), rowsOf(t, change)); err != nil {
				t.Fatal(err)
			}
			current[n] = change.Claim
		}
	}
}

func sourceOf(t testing.TB, tail store.Tail) outbox.Source {
	t.Helper()
	source, err := outbox.Claims(tail, "/fabrikam/incentives")
	if err != nil {
		t.Fatal(err)
	}
	return source
}

func TestARelayThatIsKilledAnywhereLosesNothing(t *testing.T) {
	s := newStore(t)
	lives(t, s, 3, 3)
	outboxtest.TestRelay(t, sourceOf(t, s), 9, s.Book)
}

// awaited waits until a condition holds.
func awaited(t testing.TB, why string, holds func() bool) {
	t.Helper()
	limit := time.After(time.Minute)
	for !holds() {
		select {
		case <-limit:
			t.Fatalf("%s: not within a minute", why)
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// started runs a relay over a store until the test ends.
func started(t testing.TB, s *Store, r *outboxtest.Receiver, options outbox.Options) {
	t.Helper()
	server := httptest.NewServer(r)
	to, err := outbox.NewHTTP(server.URL, outbox.HTTPOptions{})
	if err != nil {
		t.Fatal(err)
	}
	relay, err := outbox.NewRelay(sourceOf(t, s), s.Book("test"), to, options)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	go func() { ended <- relay.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		server.Close()
	})
}

func distinct(r *outboxtest.Receiver) int {
	got, _ := r.Count()
	return got.Distinct
}

// If a relay looks by itself only once an hour, a saved entry wakes it.
func TestARelayIsWokenByTheDatabase(t *testing.T) {
	s := newStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r := &outboxtest.Receiver{}
	started(t, s, r, outbox.Options{Holder: "one", Poll: time.Hour, Wake: s.Wakes(ctx)})
	lives(t, s, 2, 3)
	awaited(t, "6 events", func() bool { return distinct(r) == 6 })
}

// Announcements are no more than a hint: without their connection, the relay
// finds entries by looking, and it is woken again once there is a new one.
func TestARelayGoesOnWithoutAnnouncements(t *testing.T) {
	s := newStore(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	wakes := s.Wakes(ctx)
	r := &outboxtest.Receiver{}
	started(t, s, r, outbox.Options{Holder: "one", Poll: 20 * time.Millisecond, Wake: wakes})
	awaited(t, "a connection that listens", func() bool { return listeners(t, s) == 1 })
	if _, err := s.pool.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE `+listening, channel); err != nil {
		t.Fatal(err)
	}
	lives(t, s, 2, 3)
	awaited(t, "6 events", func() bool { return distinct(r) == 6 })
	awaited(t, "a connection that listens again", func() bool { return listeners(t, s) == 1 })
}

// listening selects the connections of this test that listen.
const listening = `query = 'LISTEN ' || $1 AND backend_start > (SELECT max(tstamp) FROM claims_migrations)`

func listeners(t testing.TB, s *Store) (n int) {
	t.Helper()
	if err := s.pool.QueryRow(t.Context(), `SELECT count(*) FROM pg_stat_activity WHERE `+listening, channel).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

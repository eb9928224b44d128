package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/outbox"
	"github.com/mci-go/incentives/examples/outbox/outboxtest"
	"github.com/mci-go/incentives/examples/postgres/cluster"
	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
	"github.com/mci-go/incentives/examples/postgres/load"
	"github.com/mci-go/incentives/examples/postgres/sample"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

const (
	writers      = 4
	sharedClaims = 6
)

// opens opens a store at an address for the time of a test.
func opens(t testing.TB, at string) *Store {
	t.Helper()
	s, err := Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func publicCard(t testing.TB) *catalog.Catalog {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	return card
}

// written lets several writers give commands over a store. It calls fault with
// the number of commands that are done so far, after each one.
func written(t testing.TB, s *Store, each int, fault func(done int)) (done map[string]claims.ID) {
	t.Helper()
	done = map[string]claims.ID{}
	var mu sync.Mutex
	var group errgroup.Group
	for n := range writers {
		w := load.Writer{
			Store: s, Catalog: publicCard(t), Name: fmt.Sprint("writer-", n), Number: n, Shared: sharedClaims, Commands: each,
			Done: func(key string, id claims.ID) {
				mu.Lock()
				done[key] = id
				many := len(done)
				mu.Unlock()
				fault(many)
			},
		}
		group.Go(func() error { return w.Run(t.Context()) })
	}
	if err := group.Wait(); err != nil {
		t.Error(err)
	}
	return done
}

// wantSound demands that every command that was done is stored once, and that
// every history gives its claim.
func wantSound(t testing.TB, s *Store, done map[string]claims.ID) {
	t.Helper()
	count, err := load.Check(t.Context(), s, publicCard(t), done)
	t.Log(count)
	if err != nil || !count.Sound() {
		t.Errorf("%+v, %v", count, err)
	}
	if each := 2 * sharedClaims; count.Entries != count.Done+each {
		t.Errorf("%d entries, want %d: one for each command, and %d of the beginning", count.Entries, count.Done+each, each)
	}
}

// A command whose connection breaks, before the server has seen it, while the
// server works on it, or after the commit, is repeated under its key, and is
// saved once.
func TestAnAmbiguousCommitIsSettledByRepeating(t *testing.T) {
	at := clustertest.Schema(t)
	p, through := newProxy(t, at)
	s, card := opens(t, through), publicCard(t)
	if err := load.Prepare(t.Context(), s, card, sharedClaims); err != nil {
		t.Fatal(err)
	}
	d, done := desk.New(s, card), map[string]claims.ID{}
	const each = 15
	for n := range 3 * each {
		where, key := cut(n%3)+beforeServer, fmt.Sprintf("ambiguous-%03d", n)
		id := claims.ID(fmt.Sprintf("shared-%04d", n%sharedClaims))
		meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: sample.Now, Received: sample.Now, Key: key}
		p.arm(where, key)
		_, err := d.Do(t.Context(), id, claims.ResendConsent{}, meta)
		if desk.ClassOf(err) != desk.Unavailable {
			t.Errorf("cut %d: got %v, want an error of the class %s", where, err, desk.Unavailable)
		}
		again, err := d.Do(t.Context(), id, claims.ResendConsent{}, meta)
		if err != nil {
			t.Fatalf("cut %d: repeated: %v", where, err)
		}
		if saved := len(again.Entries) == 0; where != afterServer && saved != (where == beforeClient) {
			t.Errorf("cut %d: saved the first time: %v", where, saved)
		}
		done[key] = id
	}
	if p.cuts != 3*each {
		t.Errorf("%d cuts, want %d", p.cuts, 3*each)
	}
	wantSound(t, s, done)
}

// The same for claims that begin under a limit, whose transaction has several
// statements.
func TestAnAmbiguousOpeningIsSettledByRepeating(t *testing.T) {
	at := clustertest.Schema(t)
	p, through := newProxy(t, at)
	s := opens(t, through)
	done := map[string]claims.ID{}
	for n := range 18 {
		where := cut(n%3) + beforeServer
		// The text is in the entry, and in no earlier statement.
		p.arm(where, fmt.Sprintf(`"claim":"claim-%d"`, n))
		change := opened(t, n, n)
		if err := s.Save(t.Context(), rowsOf(t, change)); desk.ClassOf(err) != desk.Unavailable {
			t.Errorf("cut %d: got %v, want an error of the class %s", where, err, desk.Unavailable)
		}
		err := s.Save(t.Context(), rowsOf(t, change))
		switch {
		case err == nil && where != beforeClient:
		case errors.Is(err, store.ErrConflict) && where != beforeServer:
		default:
			t.Errorf("cut %d: repeated: %v", where, err)
		}
		id := change.Claim.ID()
		done[string(id)] = id
	}
	count, err := load.Check(t.Context(), s, publicCard(t), done)
	if err != nil || !count.Sound() || count.Entries != 18 {
		t.Errorf("%s, %v", count, err)
	}
}

// Connections that break in the middle, by the network or by the server, lose
// nothing and double nothing.
func TestConnectionsThatBreakLoseNothing(t *testing.T) {
	at := clustertest.Schema(t)
	schema := schemaOf(t, at)
	p, through := newProxy(t, at+"&application_name="+schema)
	s := opens(t, through)
	if err := load.Prepare(t.Context(), s, publicCard(t), sharedClaims); err != nil {
		t.Fatal(err)
	}
	done := written(t, s, 60, func(done int) {
		switch {
		case done%20 == 0:
			// by the server, of this test's connections only
			if _, err := clustertest.Server(t).Terminate(context.WithoutCancel(t.Context()), schema, 1); err != nil {
				t.Error(err)
			}
		case done%10 == 0:
			p.cutAll()
		}
	})
	t.Logf("%d connections were cut", p.cuts)
	wantSound(t, opens(t, at), done)
}

// schemaOf returns the schema of a test's address.
func schemaOf(t testing.TB, at string) string {
	t.Helper()
	parsed, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	return parsed.Query().Get("search_path")
}

// If a lock or a statement needs too long, the error has the class unavailable.
// Nothing is saved, and the same command succeeds later.
func TestATimeoutOfALockSavesNothing(t *testing.T) {
	at := clustertest.Schema(t)
	whole := opens(t, at)
	if err := load.Prepare(t.Context(), whole, publicCard(t), sharedClaims); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ setting, code, held string }{
		{"lock_timeout=30ms", "55P03", "UPDATE outbox SET last = last"},
		{"lock_timeout=30ms", "55P03", "SELECT FROM claims FOR UPDATE"},
		{"statement_timeout=2s", "57014", "UPDATE outbox SET last = last"},
	} {
		s := opens(t, at+"&"+c.setting)
		tx, err := whole.pool.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(t.Context(), c.held); err != nil {
			t.Fatal(err)
		}
		d := desk.New(s, publicCard(t))
		meta := claims.Meta{Actor: claims.Partner, User: "pat", Role: mci.IncentivesUser, At: sample.Now, Received: sample.Now, Key: c.setting + c.held}
		_, err = d.Do(t.Context(), "shared-0001", claims.ResendConsent{}, meta)
		if codeOf(err) != c.code || desk.ClassOf(err) != desk.Unavailable {
			t.Errorf("%s while %s: got %v, want %s", c.setting, c.held, err, c.code)
		}
		if err := tx.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
		if change, err := d.Do(t.Context(), "shared-0001", claims.ResendConsent{}, meta); err != nil || len(change.Entries) != 1 {
			t.Errorf("%s: repeated: %d entries, %v", c.setting, len(change.Entries), err)
		}
	}
	wantWholeOutbox(t, whole)
}

// Writers whose statements the server undoes, because they would not be
// serializable or would wait in a circle, lose nothing.
func TestSerializationFailuresLoseNothing(t *testing.T) {
	for _, level := range []string{"repeatable read", "serializable"} {
		s := opens(t, clustertest.Schema(t)+"&default_transaction_isolation="+url.PathEscape(level))
		if err := load.Prepare(t.Context(), s, publicCard(t), sharedClaims); err != nil {
			t.Fatal(err)
		}
		wantSound(t, s, written(t, s, 40, func(int) {}))
	}
}

// If the server accepts no more connections, commands are repeated until it
// does.
func TestTooManyConnectionsLoseNothing(t *testing.T) {
	at := clustertest.Schema(t)
	whole := opens(t, at)
	if err := load.Prepare(t.Context(), whole, publicCard(t), sharedClaims); err != nil {
		t.Fatal(err)
	}
	schema := schemaOf(t, at)
	role := schema + "_few"
	run(t, "CREATE ROLE "+role+" LOGIN CONNECTION LIMIT 2")
	defer func() { run(t, "DROP OWNED BY "+role+"; DROP ROLE "+role) }()
	run(t, "GRANT USAGE ON SCHEMA "+schema+" TO "+role+"; GRANT ALL ON ALL TABLES IN SCHEMA "+schema+" TO "+role)
	parsed, err := url.Parse(at)
	if err != nil {
		t.Fatal(err)
	}
	parsed.User = url.User(role)
	few := opens(t, parsed.String())
	few.pool.Reset()
	var refused []*pgx.Conn
	awaited(t, "all connections of the role are taken", func() bool {
		connection, err := pgx.Connect(t.Context(), parsed.String())
		if err == nil {
			refused = append(refused, connection)
		}
		return len(refused) == 2
	})
	if _, err := few.Load(t.Context(), "shared-0001"); codeOf(err) != "53300" || desk.ClassOf(err) != desk.Unavailable {
		t.Errorf("got %v, want 53300", err)
	}
	for _, connection := range refused {
		connection.Close(t.Context())
	}
	wantSound(t, few, written(t, few, 30, func(int) {}))
	few.Close() // before its role is dropped
}

// pair starts a cluster and a standby that has each commit before the client
// knows of it. It returns an address that leads to the one that accepts
// changes.
func pair(t *testing.T) (primary, standby *cluster.Cluster, both string) {
	t.Helper()
	primary, err := cluster.Make(t.Context(), "fsync=on", "synchronous_commit=on", "synchronous_standby_names=*")
	if errors.Is(err, cluster.ErrNone) {
		t.Skip("no PostgreSQL server: initdb, postgres and pg_basebackup are not installed")
	}
	stopped := func(c *cluster.Cluster) {
		t.Cleanup(func() {
			if err := c.Stop(); err != nil {
				t.Error(err)
			}
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	stopped(primary)
	if standby, err = primary.Standby(t.Context(), "fsync=on", "hot_standby_feedback=on"); err != nil {
		t.Fatal(err)
	}
	stopped(standby)
	first, err := url.Parse(primary.URL)
	if err != nil {
		t.Fatal(err)
	}
	second, err := url.Parse(standby.URL)
	if err != nil {
		t.Fatal(err)
	}
	first.Host += "," + second.Host
	first.RawQuery += "&target_session_attrs=read-write&connect_timeout=2"
	return primary, standby, first.String()
}

func TestAStandby(t *testing.T) {
	primary, standby, both := pair(t)
	s := opens(t, both)
	if err := load.Prepare(t.Context(), s, publicCard(t), sharedClaims); err != nil {
		t.Fatal(err)
	}
	t.Run("is read and not written", func(t *testing.T) { standbyIsRead(t, standby) })
	t.Run("takes over in the middle of commits, and nothing is lost", func(t *testing.T) { standbyTakesOver(t, s, primary, standby) })
}

// A standby can be read. A change of it is refused as a whole, in the class
// unavailable, so the host gives it to another server.
func standbyIsRead(t *testing.T, standby *cluster.Cluster) {
	frozen := opens(t, standby.URL)
	awaited(t, "the standby has all entries", func() bool {
		count, err := load.Check(t.Context(), frozen, publicCard(t), nil)
		return err == nil && count.Sound() && count.Claims == sharedClaims && count.Entries == 2*sharedClaims
	})
	record, err := frozen.Load(t.Context(), "shared-0001")
	if err != nil {
		t.Fatal(err)
	}
	claim, err := claims.Restore(recordIn(t, record), publicCard(t))
	if err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]claims.Change{"a command": next(t, claim, "frozen"), "an opening": opened(t, 1, 99)} {
		if err := frozen.Save(t.Context(), rowsOf(t, change)); !errors.Is(err, ErrReadOnly) || desk.ClassOf(err) != desk.Unavailable {
			t.Errorf("%s: got %v, want %v", name, err, ErrReadOnly)
		}
	}
	if err := frozen.Reindex(t.Context(), []store.Envelope{record}); !errors.Is(err, ErrReadOnly) {
		t.Errorf("an index key: got %v, want %v", err, ErrReadOnly)
	}
	if _, err := frozen.Book("test").Take(t.Context(), "one", time.Minute); codeOf(err) != codeReadOnly {
		t.Errorf("a lease: got %v, want %s", err, codeReadOnly)
	}
	if again, err := frozen.Load(t.Context(), "shared-0001"); err != nil || again.Version != record.Version {
		t.Errorf("version %d, want %d, %v", again.Version, record.Version, err)
	}
	if count, err := load.Check(t.Context(), frozen, publicCard(t), nil); err != nil || !count.Sound() || count.Entries != 2*sharedClaims {
		t.Errorf("%s, %v", count, err)
	}
}

// The primary is killed in the middle of commits, and the standby takes over.
// The writers repeat their commands, and a relay continues from its position.
// Every command is stored once, and every entry is delivered.
func standbyTakesOver(t *testing.T, s *Store, primary, standby *cluster.Cluster) {
	r := &outboxtest.Receiver{}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	started(t, s, r, outbox.Options{Holder: "one", Most: 10, Poll: 5 * time.Millisecond, FirstPause: 5 * time.Millisecond, LongestPause: 50 * time.Millisecond, Wake: s.Wakes(ctx)})
	var once sync.Once
	failed := make(chan error, 1)
	done := written(t, s, 60, func(done int) {
		if done < 80 {
			return
		}
		once.Do(func() { // the other writers are in the middle of theirs
			go func() { failed <- errors.Join(primary.Kill(), standby.Promote(t.Context())) }()
		})
	})
	if err := <-failed; err != nil {
		t.Fatal(err)
	}
	wantSound(t, s, done)
	all := len(done) + 2*sharedClaims
	awaited(t, "every entry is delivered", func() bool { return distinct(r) == all })
	got, err := r.Count()
	t.Logf("%+v", got)
	if err != nil {
		t.Error(err)
	}
}

// Two relays to different receivers over one database do not disturb each
// other, while writers write and connections break.
func TestRelaysDeliverEverythingWhileConnectionsBreak(t *testing.T) {
	at := clustertest.Schema(t)
	p, through := newProxy(t, at)
	s := opens(t, through)
	if err := load.Prepare(t.Context(), s, publicCard(t), sharedClaims); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	var group errgroup.Group
	receivers := map[string]*outboxtest.Receiver{"first": {}, "second": {}}
	for name, r := range receivers {
		server := httptest.NewServer(r)
		defer server.Close()
		to, err := outbox.NewHTTP(server.URL, outbox.HTTPOptions{Mode: outbox.Binary})
		if err != nil {
			t.Fatal(err)
		}
		for n := range 2 {
			relay, err := outbox.NewRelay(sourceOf(t, s), s.Book(name), to, outbox.Options{
				Holder: fmt.Sprint(n), Most: 10, Lease: 200 * time.Millisecond, Poll: 5 * time.Millisecond, FirstPause: 5 * time.Millisecond, LongestPause: 50 * time.Millisecond,
			})
			if err != nil {
				t.Fatal(err)
			}
			group.Go(func() error { return relay.Run(ctx) })
		}
	}
	done := written(t, s, 40, func(done int) {
		if done%10 == 0 {
			p.cutAll()
		}
	})
	all := len(done) + 2*sharedClaims
	for name, r := range receivers {
		awaited(t, name, func() bool { return distinct(r) == all })
	}
	stop()
	if err := group.Wait(); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for _, name := range []string{"first", "second"} {
		got, err := receivers[name].Count()
		t.Logf("%s: %+v", name, got)
		if err != nil || got.Distinct != all {
			t.Errorf("%s: %+v, want %d, %v", name, got, all, err)
		}
	}
	wantSound(t, s, done)
}

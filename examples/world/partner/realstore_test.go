package partner

import (
	"errors"
	"fmt"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/examples/postgres/cluster"
	"github.com/mci-go/incentives/examples/sqlite"
)

// Short runs are recorded and played on each real store, with the same answers
// and the same histories, entry for entry, as in memory. The runs have from
// shortest to shortest + 30 steps.
const (
	recordedRuns = 1000
	shortest     = 20
)

// runs is the number of runs. Under the race detector they are fewer.
func runs() int {
	if raceDetector || testing.Short() {
		return recordedRuns / 20
	}
	return recordedRuns
}

// compare plays recorded runs in memory and in another store.
func compare(t *testing.T, runs int, open func(run int) (Store, func() error, error)) {
	t.Helper()
	for run := range runs {
		seed := uint64(run) //nolint:gosec // because it is not below 0
		steps := Draw(seed, shortest+run%31)
		want, err := Replay(Options{Seed: seed, Lines: true}, steps)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		inner, done, err := open(run)
		if err != nil {
			t.Fatal(err)
		}
		got, err := Replay(Options{Seed: seed, Lines: true, Store: func() (Store, error) { return inner, nil }}, steps)
		if err = errors.Join(err, done()); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for i, line := range want.Lines() {
			if got.Lines()[i] != line {
				t.Fatalf("seed %d, step %d:\ngot  %s\nwant %s", seed, i+1, got.Lines()[i], line)
			}
		}
		for _, id := range want.ids {
			a, b := want.known[id], got.known[id]
			if b == nil || !slices.EqualFunc(a.history, b.history, sameEntry) || len(a.bonds) != len(b.bonds) {
				t.Fatalf("seed %d: claim %q has another history", seed, id)
			}
		}
	}
}

func TestRecordedRunsGiveTheSameInSQLite(t *testing.T) {
	folder := t.TempDir()
	compare(t, runs(), func(run int) (Store, func() error, error) {
		s, err := sqlite.Open(t.Context(), filepath.Join(folder, fmt.Sprint(run, ".db")), true)
		if err != nil {
			return nil, nil, err
		}
		return s, s.Close, nil
	})
}

func sameEntry(a, b claims.Entry) bool {
	return reflect.DeepEqual(a, b)
}

func TestRecordedRunsGiveTheSameInPostgreSQL(t *testing.T) {
	server, err := cluster.Start(t.Context())
	if errors.Is(err, cluster.ErrNone) {
		t.Skip("SKIPPED:", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	address, drop, err := server.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s, err := postgres.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	direct, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, runs(), func(int) (Store, func() error, error) {
		_, err := direct.PgConn().Exec(t.Context(), "DELETE FROM entries; DELETE FROM claims; DELETE FROM places").ReadAll()
		return s, func() error { return nil }, err
	})
	s.Close()
	if err := errors.Join(direct.Close(t.Context()), drop()); err != nil {
		t.Error(err)
	}
}

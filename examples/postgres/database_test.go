package postgres

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
)

func TestProgramsThatStartAtOnceMigrateADatabaseOnce(t *testing.T) {
	at := clustertest.Schema(t)
	errs := make(chan error)
	const programs = 4
	for range programs {
		go func() {
			s, err := Open(t.Context(), at)
			if err == nil {
				_, err = s.Load(t.Context(), "none")
				s.Close()
			}
			errs <- err
		}()
	}
	for range programs {
		if err := <-errs; !errors.Is(err, store.ErrNotFound) {
			t.Error(err)
		}
	}
	s, err := Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var steps, distinct int
	if err := s.pool.QueryRow(t.Context(), `SELECT count(*), count(DISTINCT version_id) FROM `+versionTable).Scan(&steps, &distinct); err != nil || steps != distinct {
		t.Errorf("%d steps of %d versions, %v", steps, distinct, err)
	}
}

func TestADatabaseOfANewerProgramIsNotTouched(t *testing.T) {
	at := clustertest.Schema(t)
	s, err := Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.pool.Exec(t.Context(), `INSERT INTO `+versionTable+` (version_id, is_applied) VALUES (99999, true)`); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), at); !errors.Is(err, ErrForeign) || !strings.Contains(err.Error(), "99999") {
		t.Errorf("got %v, want %v", err, ErrForeign)
	}
}

// A replica, too, says that it can only be read.
func TestADatabaseThatCannotBeWrittenIsRead(t *testing.T) {
	at := clustertest.Schema(t)
	frozen := at + "&default_transaction_read_only=on"
	if _, err := Open(t.Context(), frozen); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a database to migrate: got %v, want %v", err, ErrReadOnly)
	}
	s, err := Open(t.Context(), at)
	if err != nil {
		t.Fatal(err)
	}
	s.Close()
	if s, err = Open(t.Context(), frozen); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	for record, err := range s.List(t.Context(), store.Query{}) {
		t.Errorf("%v, %v", record, err)
	}
	if err := s.Save(t.Context(), rowsOf(t, opened(t, 1, 1))); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a change: got %v, want %v", err, ErrReadOnly)
	}
}

func TestADatabaseInAnotherEncodingIsRefused(t *testing.T) {
	at := clustertest.Schema(t)
	const name = "claims_test_latin"
	run(t, "DROP DATABASE IF EXISTS "+name)
	run(t, "CREATE DATABASE "+name+" ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0")
	defer run(t, "DROP DATABASE "+name)
	config, err := pgxpool.ParseConfig(at)
	if err != nil {
		t.Fatal(err)
	}
	config.ConnConfig.Database = name
	pool, err := pgxpool.NewWithConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	if err := Migrate(t.Context(), pool); !errors.Is(err, ErrForeign) || !strings.Contains(err.Error(), "LATIN1") {
		t.Errorf("got %v, want %v", err, ErrForeign)
	}
}

func TestAnErrorOfTheConnectionIsPassedOn(t *testing.T) {
	for _, at := range []string{"postgres://%zz", "postgres://nobody@127.0.0.1:1/none?connect_timeout=2"} {
		if s, err := Open(t.Context(), at); err == nil {
			s.Close()
			t.Errorf("%s was opened", at)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, clustertest.Schema(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

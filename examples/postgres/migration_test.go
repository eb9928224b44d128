package postgres

import (
	"io/fs"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
	"github.com/mci-go/incentives/examples/row"
	"github.com/mci-go/incentives/mci"
)

// migratedTo brings a new schema to an older version.
func migratedTo(t *testing.T, pool *pgxpool.Pool, version int64) {
	t.Helper()
	migrations, err := fs.Sub(files, "migrations")
	if err != nil {
		t.Fatal(err)
	}
	db := stdlib.OpenDBFromPool(pool)
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectPostgres, db, migrations, goose.WithTableName(versionTable), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
}

func TestADatabaseOfMigration2GetsTheKeysAndOwnersOfItsClaims(t *testing.T) {
	pool, err := pgxpool.New(t.Context(), clustertest.Schema(t))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	migratedTo(t, pool, 2)
	var stored []store.Envelope
	for n := range 3 {
		stored = append(stored, rowsOf(t, opened(t, n, n)).Envelope)
	}
	if len(stored[0].Amounts) == 0 || len(stored[0].Keys) == 0 {
		t.Fatal("the sample has no amounts or no keys")
	}
	stored[1].Body = []byte(`{"format": 99}`)
	for i := range stored {
		c, err := row.Of(&stored[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := pool.Exec(t.Context(), `INSERT INTO claims (id, version, customer, engagement, location, status, area, expires, attention, search, open,
			counted, amounts, record) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`, c.ID, c.Version, c.Customer, c.Engagement,
			c.Location, c.Status, c.Area, c.Expires, c.Attention, c.Search, c.Open, c.Counted, c.Amounts, c.Record); err != nil {
			t.Fatal(err)
		}
	}
	if err := Migrate(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	s := New(pool)
	for n, want := range stored {
		if n == 1 { // the damaged one says neither
			want.Keys, want.Owner = nil, ""
		}
		got, err := s.Load(t.Context(), want.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := want.Agrees(got); err != nil || got.Kind != want.Kind || string(got.Body) != string(want.Body) {
			t.Errorf("%s: got %+v, want %+v: %v", want.ID, got, want, err)
		}
		if _, err := desk.Decode(got); (err != nil) != (n == 1) {
			t.Errorf("%s: %v", want.ID, err)
		}
	}
}

// The migration makes the sums by SQL, and package row by Go.
func TestADatabaseOfMigration3GetsTheSumsOfItsRows(t *testing.T) {
	pool, err := pgxpool.New(t.Context(), clustertest.Schema(t))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	migratedTo(t, pool, 3)
	for n := range 3 {
		change := rowsOf(t, opened(t, n, n))
		if n == 1 { // the length of a column is counted in bytes
			change.Envelope.Area, change.Envelope.Search = "Zürich, 東京: \"12:\"", "ʎ, \\ \u202e"
			change.Envelope.Amounts = append(change.Envelope.Amounts, store.Amount{Kind: store.PaidAmount, Money: mci.MoneyOf(-1, mci.USD)})
			change.Envelope.Open = false
		}
		if n == 2 {
			change.Envelope.Amounts, change.Envelope.Keys, change.Envelope.Owner = nil, nil, ""
		}
		c, err := row.Of(&change.Envelope)
		if err != nil {
			t.Fatal(err)
		}
		e := row.EntryOf(&change.Entries[0])
		if _, err := pool.Exec(t.Context(), `INSERT INTO claims (id, version, customer, engagement, location, status, area, expires, attention, search, open,
			counted, amounts, record, kind, owner, keys) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`, c.ID, c.Version,
			c.Customer, c.Engagement, c.Location, c.Status, c.Area, c.Expires, c.Attention, c.Search, c.Open, c.Counted, c.Amounts, c.Record, c.Kind,
			c.Owner, c.Keys); err != nil {
			t.Fatal(err)
		}
		if _, err := pool.Exec(t.Context(), `WITH taken AS (UPDATE outbox SET last = last + 1 RETURNING last)
			INSERT INTO entries (position, kind, claim, number, entry) SELECT last, $1, $2, $3, $4 FROM taken`, e.Kind, e.Claim, e.Number, e.Data); err != nil {
			t.Fatal(err)
		}
	}
	if err := Migrate(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	s := New(pool)
	if problems, err := s.Check(t.Context()); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
	found := 0
	for e, err := range s.List(t.Context(), store.Query{}) {
		if err != nil {
			t.Error(err)
		}
		for _, err := range s.History(t.Context(), e.ID, 0) {
			if err != nil {
				t.Error(err)
			}
			found++
		}
	}
	if found != 3 {
		t.Errorf("%d entries are read, want 3", found)
	}
	// A program of the older version that still runs saves nothing.
	for _, statement := range []string{
		`INSERT INTO entries (position, kind, claim, number, entry) VALUES (4, 'partner activity', 'claim-0', 2, '{}')`,
		`INSERT INTO claims (id, version, customer, engagement, location, status, area, expires, attention, search, open, counted, amounts, record)
			VALUES ('claim-9', 1, '', '', '', '', '', '', '', '', true, true, '[]', '{}')`,
	} {
		if _, err := pool.Exec(t.Context(), statement); codeOf(err) != "23502" {
			t.Errorf("%s: %v", statement, err)
		}
	}
}

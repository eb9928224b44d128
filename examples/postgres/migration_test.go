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
)

// migratedTo2 brings a new schema to the version before the envelopes.
func migratedTo2(t *testing.T, pool *pgxpool.Pool) {
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
	if _, err := provider.UpTo(t.Context(), 2); err != nil {
		t.Fatal(err)
	}
}

func TestADatabaseOfMigration2GetsTheKeysAndOwnersOfItsClaims(t *testing.T) {
	pool, err := pgxpool.New(t.Context(), clustertest.Schema(t))
	if err != nil {
		t.Fatal(err)
	}
	defer pool.Close()
	migratedTo2(t, pool)
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

package postgres

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/mci-go/incentives/examples/postgres/cluster"
)

// server is the address of the server, or empty if there is none.
var server string

func TestMain(m *testing.M) {
	started, err := cluster.Start(context.Background())
	switch {
	case errors.Is(err, cluster.ErrNone):
		fmt.Println("SKIPPED:", err)
		os.Exit(m.Run())
	case err != nil:
		fmt.Println(err)
		os.Exit(1)
	}
	server = started.URL
	code := m.Run()
	if err := started.Stop(); err != nil {
		fmt.Println(err)
		code = 1
	}
	os.Exit(code)
}

var schemas atomic.Int64

// address returns the address of a new schema, which is dropped at the end of
// the test.
func address(t testing.TB) string {
	t.Helper()
	if server == "" {
		t.Skip("no PostgreSQL server")
	}
	name := fmt.Sprintf("claims_test_%d_%d", os.Getpid(), schemas.Add(1))
	run(t, "CREATE SCHEMA "+name)
	t.Cleanup(func() { run(t, "DROP SCHEMA "+name+" CASCADE") })
	at, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	values := at.Query()
	values.Set("search_path", name)
	at.RawQuery = values.Encode()
	return at.String()
}

// run runs a statement on a connection of its own.
func run(t testing.TB, statement string) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	c, err := pgx.Connect(ctx, server)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close(ctx) //nolint:errcheck // because the statement has ended
	if _, err := c.Exec(ctx, statement); err != nil {
		t.Fatal(err)
	}
}

func newStore(t testing.TB) *Store {
	t.Helper()
	s, err := Open(t.Context(), address(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

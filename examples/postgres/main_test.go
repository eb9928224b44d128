package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/mci-go/incentives/examples/postgres/cluster"
)

// server is the server of the tests, or nil if there is none.
var server *cluster.Cluster

func TestMain(m *testing.M) {
	var err error
	server, err = cluster.Start(context.Background())
	switch {
	case errors.Is(err, cluster.ErrNone):
		fmt.Println("SKIPPED:", err)
		os.Exit(m.Run())
	case err != nil:
		fmt.Println(err)
		os.Exit(1)
	}
	code := m.Run()
	if err := server.Stop(); err != nil {
		fmt.Println(err)
		code = 1
	}
	os.Exit(code)
}

// address returns the address of a new schema, which is dropped at the end of
// the test.
func address(t testing.TB) string {
	t.Helper()
	if server == nil {
		t.Skip("no PostgreSQL server")
	}
	at, drop, err := server.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	return at
}

// run runs a statement on a connection of its own.
func run(t testing.TB, statement string) {
	t.Helper()
	if err := server.Run(context.WithoutCancel(t.Context()), statement); err != nil {
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

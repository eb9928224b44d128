package postgres

import (
	"context"
	"os"
	"testing"

	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
)

func TestMain(m *testing.M) { os.Exit(clustertest.Run(m)) }

// run runs a statement on a connection of its own.
func run(t testing.TB, statement string) {
	t.Helper()
	if err := clustertest.Server(t).Run(context.WithoutCancel(t.Context()), statement); err != nil {
		t.Fatal(err)
	}
}

func newStore(t testing.TB) *Store {
	t.Helper()
	s, err := Open(t.Context(), clustertest.Schema(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

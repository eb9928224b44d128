package clustertest_test

import (
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
)

func TestMain(m *testing.M) { os.Exit(clustertest.Run(m)) }

func TestEachTestHasASchemaOfItsOwnThatIsDroppedWithIt(t *testing.T) {
	server := clustertest.Server(t)
	count := func() (schemas int) {
		connection, err := pgx.Connect(t.Context(), server.URL)
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close(t.Context())
		if err := connection.QueryRow(t.Context(), "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'claims\\_%'").Scan(&schemas); err != nil {
			t.Fatal(err)
		}
		return schemas
	}
	before := count()
	t.Run("two schemas", func(t *testing.T) {
		if one, other := clustertest.Schema(t), clustertest.Schema(t); one == other || count() != before+2 {
			t.Errorf("%s and %s, %d schemas before and %d now", one, other, before, count())
		}
	})
	if after := count(); after != before {
		t.Errorf("%d schemas are left, want %d", after, before)
	}
}

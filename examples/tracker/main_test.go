package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"testing"

	"github.com/mci-go/incentives/examples/postgres/cluster"
)

// postgreSQL is the server of the tests, or nil if there is none.
var postgreSQL *cluster.Cluster

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	for name, value := range map[string]string{"HOME": "/nowhere", "XDG_CONFIG_HOME": "/nowhere", "AppData": "/nowhere", "TRACKER_CONFIG": ""} {
		if err := os.Setenv(name, value); err != nil { // the settings of whoever runs the tests do not count
			fmt.Println(err)
			os.Exit(1)
		}
	}
	var err error
	postgreSQL, err = cluster.Start(context.Background())
	switch {
	case errors.Is(err, cluster.ErrNone):
		fmt.Println("SKIPPED on PostgreSQL:", err)
		os.Exit(m.Run())
	case err != nil:
		fmt.Println(err)
		os.Exit(1)
	}
	code := m.Run()
	if err := postgreSQL.Stop(); err != nil {
		fmt.Println(err)
		code = 1
	}
	os.Exit(code)
}

// address returns the address of a new schema, which is dropped at the end of
// the test.
func address(t testing.TB) string {
	t.Helper()
	if postgreSQL == nil {
		t.Skip("no PostgreSQL server")
	}
	at, drop, err := postgreSQL.Schema(t.Context())
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

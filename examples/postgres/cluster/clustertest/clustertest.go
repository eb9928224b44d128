// Package clustertest gives the tests of a package one PostgreSQL server, and
// each test a schema of its own. Call [Run] in TestMain:
//
//	func TestMain(m *testing.M) { os.Exit(clustertest.Run(m)) }
package clustertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/examples/postgres/cluster"
)

// server is the server of the tests. It is nil before Run, and if there is no
// server.
var server *cluster.Cluster

// Run starts a server, runs tests, and stops the server. It returns the status
// with which the program exits. If there is no server, it says so in one line
// and runs the tests all the same. Tests that call Server or Schema are then
// skipped. The tests are a [testing.M].
func Run(tests interface{ Run() int }) (status int) {
	if slices.ContainsFunc(os.Args, fuzzes) {
		return tests.Run()
	}
	var err error
	server, err = cluster.Start(context.Background())
	switch {
	case errors.Is(err, cluster.ErrNone):
		fmt.Println("SKIPPED on PostgreSQL:", err)
		return tests.Run()
	case err != nil:
		fmt.Println(err)
		return 1
	}
	status = tests.Run()
	if err := server.Stop(); err != nil {
		fmt.Println(err)
		return 1
	}
	return status
}

// fuzzes reports whether an argument of the test program makes it fuzz. Fuzzing
// needs no server. If a killed worker left one behind, the coordinator would
// have to wait for it.
func fuzzes(argument string) bool {
	return argument == "-test.fuzzworker" || strings.HasPrefix(argument, "-test.fuzz=")
}

// Server returns the server. If there is none, it skips the test.
func Server(t testing.TB) *cluster.Cluster {
	t.Helper()
	if server == nil {
		t.Skip("no PostgreSQL server")
	}
	return server
}

// Schema returns the address of a new schema, which is dropped at the end of
// the test. If there is no server, it skips the test.
func Schema(t testing.TB) (address string) {
	t.Helper()
	address, drop, err := Server(t).Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Error(err)
		}
	})
	return address
}

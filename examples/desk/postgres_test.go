package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/examples/postgres/cluster"
)

// postgreSQL is the server of the tests, or nil if there is none.
var postgreSQL *cluster.Cluster

func TestMain(m *testing.M) {
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

func TestThePagesAreTheSameOnPostgreSQL(t *testing.T) {
	if postgreSQL == nil {
		t.Skip("no PostgreSQL server")
	}
	address, drop, err := postgreSQL.Schema(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	kept, err := place.Open(t.Context(), "db", address, true)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := errors.Join(kept.Close(), drop()); err != nil {
			t.Error(err)
		}
	}()
	f, memory := newFixture(t, kept), newFixture(t, nil)
	for _, path := range []string{
		"/claims?show=all", "/claims?sort=expires", "/claims?text=coffee", "/claims/adventure-management", "/claims/coho-management", "/due", "/due?by=area",
		"/money", "/customers/Contoso", "/engagements/fy23-microsoft-viva/customers",
	} {
		got, want := f.get(t, path, "application/json"), memory.get(t, path, "application/json")
		if got.Code != http.StatusOK || got.Body.String() != want.Body.String() {
			t.Errorf("%s: %d, and differs from memory", path, got.Code)
		}
	}
	f.give(t, "litware-sales", "comment", "comment", "on PostgreSQL")
	if body := f.get(t, "/claims/litware-sales").Body.String(); !strings.Contains(body, "on PostgreSQL") {
		t.Error("the comment is not kept")
	}
}

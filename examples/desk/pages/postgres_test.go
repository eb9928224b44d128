package pages

import (
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
)

func TestMain(m *testing.M) { os.Exit(clustertest.Run(m)) }

func TestThePagesAreTheSameOnPostgreSQL(t *testing.T) {
	kept, err := place.Open(t.Context(), "db", clustertest.Schema(t), true)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := kept.Close(); err != nil {
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

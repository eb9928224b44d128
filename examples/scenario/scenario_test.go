package scenario

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/postgres"
	"github.com/mci-go/incentives/examples/postgres/cluster"
	"github.com/mci-go/incentives/examples/sqlite"
	"github.com/mci-go/incentives/mci/catalog"
)

func TestEveryScenarioGivesTheAnswersOfThePureRulesOverEachStore(t *testing.T) {
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	files, err := Files("../../claims/testdata/scenarios")
	if err != nil || len(files) == 0 {
		t.Fatal("no scenarios: ", err)
	}
	for _, store := range []struct {
		name string
		make func(*testing.T) func() store.Store
	}{{"memory", inMemory}, {"SQLite", onSQLite}, {"PostgreSQL", onPostgreSQL}} {
		t.Run(store.name, func(t *testing.T) {
			fresh := store.make(t)
			played, unplayed := 0, map[string]int{}
			for _, file := range files {
				played += len(file.Lines)
				if file.Unplayed > 0 {
					unplayed[file.Name] = file.Unplayed
				}
				desk := LibraryDesk{desk.New(fresh(), card), card}
				for _, line := range file.Lines {
					if got := line.Play(t.Context(), desk); got != line.Want {
						t.Errorf("%s, line %d: %s, want %s", file.Name, line.Number, got, line.Want)
					}
				}
			}
			t.Logf("%d commands of %d scenarios", played, len(files))
			if len(unplayed) != 1 || unplayed["accepted-terms"] != 8 {
				t.Errorf("not played: %v, want only the 8 commands behind the edited catalog", unplayed)
			}
		})
	}
}

func inMemory(*testing.T) func() store.Store {
	return func() store.Store { return &store.Memory{} }
}

func onSQLite(t *testing.T) func() store.Store {
	return func() store.Store {
		store, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "claims.db"), true)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { store.Close() })
		return store
	}
}

func onPostgreSQL(t *testing.T) func() store.Store {
	server, err := cluster.Start(t.Context())
	if errors.Is(err, cluster.ErrNone) {
		t.Skip("no PostgreSQL server")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Error(err)
		}
	})
	return func() store.Store {
		address, _, err := server.Schema(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		store, err := postgres.Open(context.WithoutCancel(t.Context()), address)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(store.Close)
		return store
	}
}

func TestATextThatIsNoScenarioIsAnErrorThatNamesTheLine(t *testing.T) {
	for _, text := range []string{
		"2022-11-10T09:00Z", "2022-11-10T09:00Z partner", "2022-11-10T09:00Z partner cancel", "yesterday partner cancel\n----\nno",
		"2022-11-10 nobody cancel\n----\nno", "2022-11-10 partner dance\n----\nno", "2022-11-10 partner cancel color=red\n----\nno",
		"2022-11-10 partner add-customer color=red\n----\nno",
	} {
		if lines, _, err := Parse(text); err == nil {
			t.Errorf("%q gives %v and no error", text, lines)
		}
	}
}

func TestTheNominationOfAnUnknownEngagementIsAnError(t *testing.T) {
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	desk := LibraryDesk{desk.New(&store.Memory{}, card), card}
	if _, err := desk.Open(t.Context(), &Opening{Engagement: "none"}, "claim-1", claims.Meta{}); err == nil {
		t.Error("no error")
	}
}

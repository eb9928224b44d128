package cluster

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
)

func TestAServerThatIsNamedIsTakenAndLeftAlone(t *testing.T) {
	t.Setenv("POSTGRES_URL", "postgres://somewhere/claims")
	c, err := Start(t.Context())
	if err != nil || c.URL != "postgres://somewhere/claims" {
		t.Fatal(c, err)
	}
	if _, known := c.Processor(); known {
		t.Error("the processor time of a server elsewhere is known")
	}
	if err := c.Stop(); err != nil {
		t.Error(err)
	}
}

func TestTheNewestServerIsFound(t *testing.T) {
	t.Setenv("PATH", "")
	root := t.TempDir()
	pattern := filepath.Join(root, "*", "bin")
	if folder, found := find(pattern); found {
		t.Errorf("found %s where there is nothing", folder)
	}
	for version, programs := range map[string][]string{"9": {"postgres", "initdb"}, "14": {"postgres", "initdb"}, "18": {"postgres"}} {
		folder := filepath.Join(root, version, "bin")
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		for _, program := range programs {
			if err := os.WriteFile(filepath.Join(folder, program), nil, 0o700); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := filepath.Join(root, "14", "bin")
	if folder, _ := find(pattern); folder != want {
		t.Errorf("found %q, want %q", folder, want)
	}
	t.Setenv("PATH", filepath.Join(root, "9", "bin"))
	if folder, _ := find(pattern); filepath.Base(filepath.Dir(folder)) != "9" {
		t.Errorf("found %q before the one on PATH", folder)
	}
}

func TestAClusterIsRemovedWithItsServer(t *testing.T) {
	t.Setenv("POSTGRES_URL", "")
	c, err := Start(t.Context())
	if errors.Is(err, ErrNone) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if _, drop, err := c.Schema(t.Context()); err != nil || drop() != nil {
		t.Error(err)
	}
	if err := c.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(c.folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the folder is left: %v", err)
	}
	if _, err := pgx.Connect(t.Context(), c.URL); err == nil {
		t.Error("the server still runs")
	}
}

func TestAServerThatCannotStartSaysWhy(t *testing.T) {
	t.Setenv("POSTGRES_URL", "")
	c, err := Start(t.Context(), "shared_buffers=nonsense")
	if errors.Is(err, ErrNone) {
		t.Skip(err)
	}
	if err == nil {
		t.Fatal(c.Stop())
	}
	if !strings.Contains(err.Error(), "shared_buffers") {
		t.Errorf("the server's own words are missing: %v", err)
	}
}

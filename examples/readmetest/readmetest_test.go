package readmetest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTheFirstCellsOfEachTableWithAHeaderAreRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "README.md")
	const page = "| verb | by |\n|---|---|\n| `add` | a user |\n| `accept`, `decline` | `customer` |\n\nText.\n\n" +
		"| event | by |\n|---|---|\n| `none` | |\n\n| verb | by |\n|---|---|\n| `show` | |\n"
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	got := FirstCells(t, file, "| verb | by |")
	if diff := cmp.Diff([][]string{{"`add`", "`accept`, `decline`"}, {"`show`"}}, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"add", "accept", "decline"}, InCode(got[0]...)); diff != "" {
		t.Error(diff)
	}
}

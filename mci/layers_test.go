package mci_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/mci-go/incentives/"

// layers holds, for each package, the packages of this module that it may import. A package may not be
// imported by one that it imports.
var layers = map[string][]string{
	"mci":         {},
	"eligibility": {"mci"},
	"consent":     {"mci"},
	"claims":      {"mci", "eligibility", "consent"},
	"referral":    {"mci", "eligibility", "consent", "claims"},
}

// rooms holds, for each package below mci and those that may not know all of mci, the packages of mci that it may import.
var rooms = map[string][]string{
	"mci/vocabulary":        {},
	"mci":                   {"mci/vocabulary"},
	"mci/document":          {"mci", "mci/vocabulary"},
	"mci/earnings":          {"mci", "mci/vocabulary"},
	"mci/catalog":           {"mci", "mci/vocabulary", "mci/document"},
	"mci/diff":              {"mci", "mci/vocabulary", "mci/catalog"},
	"mci/tabletest":         {"mci", "mci/vocabulary"},
	"mci/internal/jsonedit": {},
	"consent":               {"mci", "mci/vocabulary"},
}

// elsewhere holds, for each module of others, the only places that may import it.
var elsewhere = map[string]string{
	"github.com/looplab/fsm":        "claims/fsm.go",
	"github.com/shopspring/decimal": "mci/",
}

// impure are packages of the standard library with which a pure package has nothing to do.
var impure = []string{
	"crypto/rand", "database/sql", "log", "log/slog", "math/rand", "math/rand/v2", "net", "net/http", "os", "reflect", "syscall", "unsafe",
}

func TestImportsRunDownwardAndThePackagesStayPure(t *testing.T) {
	checked := 0
	for layer, below := range layers {
		err := filepath.WalkDir(filepath.Join("..", layer), func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
				return err
			}
			checked++
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			name := strings.TrimPrefix(filepath.ToSlash(file), "../")
			for _, spec := range parsed.Imports {
				imported, _ := strconv.Unquote(spec.Path.Value)
				if wrong := wrongImport(layer, below, name, imported); wrong != "" {
					t.Errorf("%s imports %s: %s", name, imported, wrong)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if checked < 40 {
		t.Errorf("only %d files were checked: the test does not see the packages", checked)
	}
}

func wrongImport(layer string, below []string, file, imported string) string {
	suite := strings.Contains(file, "test/") // a suite for hosts runs in tests
	if inner, ours := strings.CutPrefix(imported, module); ours {
		other, _, _ := strings.Cut(inner, "/")
		if other != layer && !slices.Contains(below, other) {
			return "imports run downward only"
		}
		dir := path.Dir(file)
		room, known := rooms[dir]
		if !known && layer == "mci" {
			return "no row says what the package may import"
		}
		if known && inner != dir && (other == "mci" && !slices.Contains(room, inner)) {
			return "inside mci too, imports run downward only"
		}
		return ""
	}
	if host, _, _ := strings.Cut(imported, "/"); strings.Contains(host, ".") {
		place, ok := elsewhere[imported]
		if below, in := strings.CutPrefix(file, place); !ok || !in || strings.Contains(below, "/") {
			return "only fsm in claims/fsm.go and decimal in mci come from other modules"
		}
		return ""
	}
	if slices.Contains(impure, imported) && !suite {
		return "the package is pure"
	}
	return ""
}

func TestTheLayersTestNoticesWhatItForbids(t *testing.T) {
	for _, c := range []struct{ file, imported string }{
		{"mci/a.go", module + "claims"},
		{"mci/a.go", module + "mci/catalog"},
		{"mci/vocabulary/a.go", module + "mci"},
		{"mci/catalog/a.go", module + "mci/diff"},
		{"mci/nowhere/a.go", module + "mci"},
		{"mci/catalog/a.go", "github.com/shopspring/decimal"},
		{"consent/a.go", module + "mci/catalog"},
		{"eligibility/a.go", module + "consent"},
		{"claims/a.go", module + "referral"},
		{"claims/apply.go", "github.com/looplab/fsm"},
		{"claims/a.go", "github.com/shopspring/decimal"},
		{"mci/a.go", "github.com/google/go-cmp/cmp"},
		{"mci/earnings/a.go", "github.com/shopspring/decimal"},
		{"mci/earnings/a.go", "net/http"},
		{"consent/a.go", "net/http"},
		{"referral/a.go", "math/rand/v2"},
	} {
		layer, _, _ := strings.Cut(c.file, "/")
		if wrongImport(layer, layers[layer], c.file, c.imported) == "" {
			t.Errorf("%s may import %s", c.file, c.imported)
		}
	}
}

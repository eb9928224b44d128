package mci_test

import (
	"cmp"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/mci-go/incentives/"

// layers lists, for each package, the packages of this module that it may
// import. Imports run downward only.
var layers = map[string][]string{
	"mci":         {},
	"eligibility": {"mci"},
	"consent":     {"mci"},
	"claims":      {"mci", "eligibility", "consent"},
	"referral":    {"mci", "eligibility", "consent", "claims"},
}

// rooms lists, for each package, the packages of mci that it may import. It has
// the packages below mci, and the other packages that may not import all of
// mci.
var rooms = map[string][]string{
	"mci/vocabulary":            {},
	"mci":                       {"mci/vocabulary"},
	"mci/document":              {"mci", "mci/vocabulary"},
	"mci/earnings":              {"mci", "mci/vocabulary"},
	"mci/ruling":                {"mci", "mci/vocabulary"},
	"mci/catalog":               {"mci", "mci/vocabulary", "mci/document"},
	"mci/diff":                  {"mci", "mci/vocabulary", "mci/catalog"},
	"mci/tabletest":             {"mci", "mci/vocabulary"},
	"mci/internal/documenttest": {},
	"mci/internal/madeuptest":   {"mci", "mci/catalog"},
	"consent":                   {"mci", "mci/vocabulary"},
}

// floors lists, for packages below claims, the other packages of claims that they
// may import. Inside claims too, imports run downward only.
var floors = map[string][]string{
	"claims":             {},
	"claims/store":       {"claims"},
	"claims/desk":        {"claims", "claims/store", "claims/association", "claims/association/credit", "claims/association/lifecycle"},
	"claims/register":    {"claims", "claims/store", "claims/association", "claims/association/credit", "claims/association/lifecycle", "claims/desk"},
	"claims/association": {"claims", "claims/association/lifecycle"},

	"claims/association/lifecycle": {"claims"},
	"claims/association/credit":    {"claims", "claims/association", "claims/association/lifecycle"},
}

// elsewhere maps each third-party module to the only place that may import it.
var elsewhere = map[string]string{
	"github.com/looplab/fsm":        "claims/internal/machine/fsm.go",
	"github.com/shopspring/decimal": "mci/",
}

// impure lists the packages of the standard library that a pure package must
// not import.
var impure = []string{
	"crypto/rand", "database/sql", "log", "math/rand", "math/rand/v2", "net", "net/http", "os", "reflect", "syscall", "unsafe",
}

func TestImportsRunDownwardAndThePackagesStayPure(t *testing.T) {
	checked := 0
	for layer, below := range layers {
		err := filepath.WalkDir(filepath.Join("..", layer), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
				return err
			}
			checked++
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			for _, used := range logged(t, name) {
				t.Errorf("%s uses slog.%s: a pure package logs nothing, it only says what a log shows of a value", name, used)
			}
			name = strings.TrimPrefix(filepath.ToSlash(name), "../")
			for _, spec := range file.Imports {
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

// redacts lists the names of log/slog that a type needs to control its own log
// output.
var redacts = []string{"Value", "LogValuer", "Attr", "GroupValue", "StringValue", "String", "Int", "Uint64", "Bool", "Time", "Any"}

// logged returns the names of log/slog that a file uses for any purpose other
// than implementing slog.LogValuer.
func logged(t *testing.T, name string) (names []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if of, ok := selector.X.(*ast.Ident); ok && of.Name == "slog" && !slices.Contains(redacts, selector.Sel.Name) {
			names = append(names, selector.Sel.Name)
		}
		return true
	})
	return names
}

func TestTheLayersTestNoticesALog(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.go")
	const text = "package a\nimport \"log/slog\"\nfunc f() slog.Value { slog.Info(\"x\"); return slog.StringValue(\"x\") }\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := logged(t, file); !slices.Equal(got, []string{"Info"}) {
		t.Errorf("noticed %v", got)
	}
}

func wrongImport(layer string, below []string, file, imported string) string {
	suite := strings.Contains(file, "test/") // a test suite for hosts runs only in tests
	if strings.HasPrefix(imported, "crypto/") && !strings.HasPrefix(file, "consent/link/") && imported != "crypto/rand" {
		return "the only cryptography is that of consent/link"
	}
	if imported == module+"consent/link" {
		return "hosts alone link cryptography"
	}
	if inner, ours := strings.CutPrefix(imported, module); ours {
		other, _, _ := strings.Cut(inner, "/")
		if other != layer && !slices.Contains(below, other) {
			return "imports run downward only"
		}
		return cmp.Or(wrongFloor(file, inner), wrongRoom(file, inner))
	}
	if host, _, _ := strings.Cut(imported, "/"); strings.Contains(host, ".") {
		place, ok := elsewhere[imported]
		if below, in := strings.CutPrefix(file, place); !ok || !in || strings.Contains(below, "/") {
			return "only fsm in claims/internal/machine/fsm.go and decimal in mci come from other modules"
		}
		return ""
	}
	if slices.Contains(impure, imported) && !suite {
		return "the package is pure"
	}
	return ""
}

// wrongRoom returns the reason why a file may not import a package of mci, or
// the empty string if it may.
func wrongRoom(file, imported string) string {
	dir := path.Dir(file)
	room, known := rooms[dir]
	switch {
	case !known && strings.HasPrefix(dir, "mci"):
		return "no row says what the package may import"
	case !known, imported == dir, imported != "mci" && !strings.HasPrefix(imported, "mci/"), slices.Contains(room, imported):
		return ""
	default:
		return "inside mci too, imports run downward only"
	}
}

// wrongFloor returns the reason why a file may not import a package of claims, or
// the empty string if it may.
func wrongFloor(file, imported string) string {
	dir := path.Dir(file)
	floor, known := floors[dir]
	within := imported == "claims" || strings.HasPrefix(imported, "claims/") && !strings.HasPrefix(imported, "claims/internal/")
	if !known || imported == dir || !within || slices.Contains(floor, imported) {
		return ""
	}
	return "inside claims too, imports run downward only"
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
		{"claims/a.go", module + "consent/link"},
		{"claims/a.go", module + "claims/store"},
		{"claims/store/a.go", module + "claims/desk"},
		{"claims/desk/a.go", module + "claims/register"},
		{"claims/desk/a.go", module + "claims/portal"},
		{"consent/a.go", "crypto/hmac"},
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

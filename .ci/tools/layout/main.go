// Layout checks rules that no linter covers: the files at the top level, the
// lines of the go.mod files, the results of mutants, the names that comments
// give of other packages, and the purity of packages. A pure package starts no
// goroutine, has no init function, and panics only in a function whose name
// begins with must or Must.
//
//	go run -C .ci/tools ./layout -root "$PWD"
//
// It prints one line for each finding. It exits with 1 if there is a finding,
// and with 2 if the files cannot be listed.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mci-go/incentives/ci/tools/mutants/results"
)

// topLevel lists the permitted entries of the root, apart from dot-files.
var topLevel = []string{
	"mci", "eligibility", "claims", "consent", "referral", "examples",
	"go.mod", "go.sum", "README.md", "LICENSE",
}

// pure reports whether a folder holds a package that does no I/O. That is every
// package of the library except the test suites for hosts.
func pure(dir string) bool {
	top, _, _ := strings.Cut(dir, "/")
	return slices.Contains(topLevel[:5], top) && !strings.HasSuffix(dir, "test") && !strings.Contains(dir, "/testdata")
}

// required lists the only modules that the library may require. The last two
// are for tests.
var required = []string{
	"github.com/looplab/fsm", "github.com/shopspring/decimal",
	"github.com/google/go-cmp", "pgregory.net/rapid",
}

// A checker collects findings about the checkout at root.
type checker struct {
	root     string
	files    []string // the checkout's own files, slash-separated and relative to root
	findings []string
}

func main() {
	root := flag.String("root", ".", "the checkout")
	flag.Parse()
	files, err := sources(*root)
	if err != nil {
		fmt.Fprintln(os.Stderr, "layout:", err)
		os.Exit(2)
	}
	c := &checker{root: *root, files: files}
	c.top()
	c.modules()
	c.mutants()
	c.prose()
	for _, f := range files {
		if pure(path.Dir(f)) && strings.HasSuffix(f, ".go") && !strings.HasSuffix(f, "_test.go") {
			c.purity(f)
		}
	}
	for _, f := range c.findings {
		fmt.Println(f)
	}
	if len(c.findings) > 0 {
		os.Exit(1)
	}
	fmt.Printf("%d files, nothing to report\n", len(files))
}

func (c *checker) report(format string, args ...any) {
	c.findings = append(c.findings, fmt.Sprintf(format, args...))
}

// sources lists the files that git tracks, and new files that it does not
// ignore.
func sources(root string) ([]string, error) {
	out, err := exec.Command("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		return nil, fmt.Errorf("git ls-files: %w", err)
	}
	var files []string
	for f := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		if _, err := os.Stat(filepath.Join(root, f)); err == nil && !slices.Contains(files, f) {
			files = append(files, f)
		}
	}
	return files, nil
}

// top reports missing and unexpected entries of the top level.
func (c *checker) top() {
	found := map[string]bool{}
	for _, f := range c.files {
		name, _, _ := strings.Cut(f, "/")
		if !found[name] && !strings.HasPrefix(name, ".") && !slices.Contains(topLevel, name) {
			c.report("%s: does not belong at the top level", name)
		}
		found[name] = true
	}
	for _, name := range topLevel {
		if !found[name] {
			c.report("%s: missing at the top level", name)
		}
	}
}

// A module is the part of `go mod edit -json` that this program checks.
type module struct {
	Toolchain string
	Require   []struct{ Path string }
	Replace   []struct{ Old, New struct{ Path string } }
	Exclude   []struct{ Path string }
	Tool      []struct{ Path string }
}

// modules checks each go.mod. The library's must stay clean because its lines
// affect each importer. The examples must be built from the checkout.
// Dependabot must watch all of them.
func (c *checker) modules() {
	dependabot, err := os.ReadFile(filepath.Join(c.root, ".github/dependabot.yml"))
	if err != nil {
		c.report(".github/dependabot.yml: %v", err)
	}
	for _, f := range c.files {
		if path.Base(f) != "go.mod" {
			continue
		}
		if dir := path.Join("/", path.Dir(f)); !strings.Contains(string(dependabot), "      - "+dir+"\n") {
			c.report(".github/dependabot.yml: lacks the module in %s", dir)
		}
		m, err := readModule(filepath.Join(c.root, f))
		if err != nil {
			c.report("%s: %v", f, err)
			continue
		}
		if f == "go.mod" {
			c.library(m)
		}
		if want, ok := replaced[f]; ok {
			c.replacements(f, m, want)
		}
	}
}

// replaced lists the only modules that a go.mod of the examples replaces, each
// by a folder of the checkout.
var replaced = map[string]map[string]string{
	"examples/go.mod": {
		"github.com/mci-go/incentives": "../",
	},
	"examples/temporal/go.mod": {
		"github.com/mci-go/incentives":          "../../",
		"github.com/mci-go/incentives/examples": "../",
	},
}

// replacements reports missing and unexpected replacements of a module.
func (c *checker) replacements(file string, m module, want map[string]string) {
	found := map[string]string{}
	for _, r := range m.Replace {
		found[r.Old.Path] = r.New.Path
	}
	if !maps.Equal(found, want) {
		c.report("%s: must replace the modules of this checkout, and nothing else: %v", file, want)
	}
}

func readModule(file string) (module, error) {
	var m module
	out, err := exec.Command("go", "mod", "edit", "-json", file).Output()
	if err == nil {
		err = json.Unmarshal(out, &m)
	}
	return m, err
}

func (c *checker) library(m module) {
	if m.Toolchain != "" || len(m.Replace)+len(m.Exclude)+len(m.Tool) > 0 {
		c.report("go.mod: has a toolchain, tool, replace or exclude line")
	}
	for _, r := range m.Require {
		if !slices.Contains(required, r.Path) {
			c.report("go.mod: requires %s, which every importer would inherit", r.Path)
		}
	}
}

// mutants reports a file of results that does not have its form, whose counts
// are not those of its lines, or that names a file that is gone.
func (c *checker) mutants() {
	name := filepath.Join(c.root, results.File)
	packages, err := results.Read(name)
	if err != nil {
		c.report("%s: %v", results.File, err)
		return
	}
	if text, err := os.ReadFile(name); err != nil || string(text) != results.Text(packages) {
		c.report("%s: not sorted, doubled, or other counts than lines: .ci/scheduled mutation FOLDER writes it again", results.File)
	}
	for folder, p := range packages {
		if !pure(folder) {
			c.report("%s: %s is no pure package", results.File, folder)
		}
		for m := range p.Others {
			if !slices.Contains(c.files, m.File) {
				c.report("%s: %s is gone", results.File, m.File)
			}
		}
	}
}

// purity reports init functions, go statements, and panics outside functions
// named must… or Must….
func (c *checker) purity(name string) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, filepath.Join(c.root, name), nil, parser.SkipObjectResolution)
	if err != nil {
		c.report("%s: does not parse", name)
		return
	}
	for _, d := range file.Decls {
		fn, _ := d.(*ast.FuncDecl)
		must := fn != nil && strings.HasPrefix(strings.ToLower(fn.Name.Name), "must")
		if fn != nil && fn.Recv == nil && fn.Name.Name == "init" {
			c.report("%s:%d: has an init function", name, fset.Position(fn.Pos()).Line)
		}
		ast.Inspect(d, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.GoStmt:
				c.report("%s:%d: starts a goroutine", name, fset.Position(n.Pos()).Line)
			case *ast.CallExpr:
				if id, ok := n.Fun.(*ast.Ident); ok && id.Name == "panic" && !must {
					c.report("%s:%d: panics outside of a must function", name, fset.Position(n.Pos()).Line)
				}
			}
			return true
		})
	}
}

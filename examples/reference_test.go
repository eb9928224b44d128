package examples

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

var update = flag.Bool("update", false, "rewrite the reference pages")

// reference is where the generated pages are.
var reference = filepath.Join("..", ".github")

// pages are the rules of each package, in the order of a claim's life.
var pages = []struct {
	name  string
	rules []mci.Rule
}{
	{"eligibility", eligibility.Rules()},
	{"claims", claims.Rules()},
	{"claims/settlement", settlement.Rules()},
	{"mci", catalog.PayRules()},
	{"eligibility/recognition", recognition.Rules()},
	{"referral", referral.Rules()},
	{"referral/resource", resource.Rules()},
}

// held compares a page with what is generated, or rewrites it.
func held(t *testing.T, name, want string) {
	t.Helper()
	path := filepath.Join(reference, name)
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), want); diff != "" {
		t.Errorf("%s is not what the tables say; if they changed on purpose, run with -update (-page +tables):\n%s", name, diff)
	}
}

// generated says how a page comes about.
const generated = "\n<!-- Generated from the tables of the library: go -C examples test -run Reference . -update -->\n\n"

// cell escapes what would end a cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

func TestTheReferenceOfRulesIsWhatTheTablesSay(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Rules\n" + generated)
	b.WriteString("Every rule that a finding, a refusal or a history entry names, by its stable ID. A rule keeps its ID for ever. Where no source\n" +
		"stands here, the finding has it: it is that of the grant, the mechanism or the catalog that it looked at.\n")
	for _, page := range pages {
		fmt.Fprintf(&b, "\n## %s\n\n| rule | what passes or happens | source |\n|---|---|---|\n", page.name)
		for _, rule := range page.rules {
			source := ""
			if rule.Source.Title != "" {
				source = rule.Source.String()
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s |\n", rule.ID, cell(rule.Means), cell(source))
		}
	}
	held(t, "RULES.md", b.String())
}

func TestTheReferenceOfReadingsIsWhatTheTableSays(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Readings\n" + generated)
	b.WriteString("Where the documents contradict each other or are silent, this is what the library takes, and how to take something else.\n")
	for i, reading := range mci.Readings() {
		fmt.Fprintf(&b, "\n## %d. %s\n\n", i+1, reading.Question)
		for _, says := range reading.Says {
			fmt.Fprintf(&b, "- Documents: %s.\n", says)
		}
		if len(reading.Says) == 0 {
			b.WriteString("- Documents: silent.\n")
		}
		fmt.Fprintf(&b, "- Taken: %s.\n", reading.Taken)
		if reading.Change != "" {
			fmt.Fprintf(&b, "- To change it: %s.\n", reading.Change)
		}
	}
	held(t, "READINGS.md", b.String())
}

func TestEveryRuleOfTheReferenceHasOneLineWithWords(t *testing.T) {
	seen := map[mci.RuleID]bool{}
	for _, page := range pages {
		for _, rule := range page.rules {
			if seen[rule.ID] || rule.Means == "" || strings.ContainsAny(rule.Means, "\n") {
				t.Errorf("%s: %+v", page.name, rule)
			}
			seen[rule.ID] = true
		}
	}
}

// ruleLiteral is a rule ID as the library's source writes one: where a field or
// a type says that it is one, or by a beginning that nothing else has.
var ruleLiteral = regexp.MustCompile(`(?:\bid: |ID: |Rule: |RuleID = |RuleID +\{ return )"([a-z]+\.[a-z0-9.-]+)"|"((?:claim|clock|nomination|registration|routing|edit)\.[a-z.-]+)"`)

func TestEveryRuleThatTheSourceNamesIsInTheReference(t *testing.T) {
	known := map[string]bool{}
	for _, page := range pages {
		for _, rule := range page.rules {
			known[string(rule.ID)] = true
		}
	}
	found := 0
	for _, files := range sourceFiles(t) {
		for _, file := range files {
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range ruleLiteral.FindAllStringSubmatch(string(source), -1) {
				found++
				if id := strings.Join(match[1:], ""); !known[id] {
					t.Errorf("%s names the rule %s, which no package tells", file, id)
				}
			}
		}
	}
	if found < 90 {
		t.Errorf("only %d names of rules were found", found)
	}
}

// sourceFiles returns the source files of the library's packages, by the
// package's name.
func sourceFiles(t *testing.T) map[string][]string {
	t.Helper()
	files := map[string][]string{}
	for _, top := range []string{"mci", "eligibility", "claims", "consent", "referral"} {
		err := filepath.WalkDir(filepath.Join("..", top), func(path string, d fs.DirEntry, err error) error {
			if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
				name := filepath.Base(filepath.Dir(path))
				files[name] = append(files[name], path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return files
}

// exportedNames returns the exported names of files, fields and methods too.
func exportedNames(t *testing.T, files []string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, path := range files {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncDecl:
				names[n.Name.Name] = n.Name.IsExported()
				return false
			case *ast.TypeSpec:
				names[n.Name.Name] = n.Name.IsExported()
			case *ast.ValueSpec:
				for _, name := range n.Names {
					names[name.Name] = name.IsExported()
				}
			case *ast.Field:
				for _, name := range n.Names {
					names[name.Name] = name.IsExported()
				}
			}
			return true
		})
	}
	return names
}

// named is an exported name in a reading, such as claims.Claim.Maximum, or one
// of a package that needs no saying, such as (ClaimLimit).
var named = regexp.MustCompile(`\b([a-z]+)\.([A-Z]\w*)(?:\.([A-Z]\w*))?|\(([A-Z]\w+)\)`)

func TestEveryNameInAReadingExists(t *testing.T) {
	listing, anywhere := map[string]map[string]bool{}, map[string]bool{}
	for name, files := range sourceFiles(t) {
		listing[name] = exportedNames(t, files)
		maps.Copy(anywhere, listing[name])
	}
	found := 0
	for _, reading := range mci.Readings() {
		for _, match := range named.FindAllStringSubmatch(strings.Join(slices.Concat(reading.Says, []string{reading.Taken, reading.Change}), "\n"), -1) {
			found++
			for _, name := range []string{match[2], match[3]} {
				if name != "" && !listing[match[1]][name] {
					t.Errorf("%q names %s, which does not exist", reading.Question, match[0])
				}
			}
			if match[4] != "" && !anywhere[match[4]] {
				t.Errorf("%q names %s, which does not exist", reading.Question, match[4])
			}
		}
	}
	if found < 15 {
		t.Errorf("only %d names were found", found)
	}
}

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

	"github.com/mci-go/incentives/referral/change"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/credit"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/cpor"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/access"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/routing"
)

var update = flag.Bool("update", false, "rewrite the reference pages")

// reference is the folder of the generated pages.
var reference = filepath.Join("..", ".github")

// pages lists the rules of each package, in the order of a claim's life.
var pages = []struct {
	name  string
	rules []mci.Rule
}{
	{"eligibility", eligibility.Rules()},
	{"claims", claims.Rules()},
	{"eligibility/cpor", cpor.Rules()},
	{"claims/association", association.Rules()},
	{"claims/association/credit", credit.Rules()},
	{"claims/settlement", settlement.Rules()},
	{"mci", catalog.PayRules()},
	{"eligibility/recognition", recognition.Rules()},
	{"referral", referral.Rules()},
	{"referral/access", access.Rules()},
	{"referral/routing", routing.Rules()},
	{"referral/cosell", cosell.Rules()},
	{"referral/change", change.Rules()},
}

// held compares a page with the generated one. With -update it rewrites the
// page.
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

// generated is the note in each page about its origin.
const generated = "\n<!-- Generated from the tables of the library: go -C examples test -run Reference . -update -->\n\n"

// wrapped returns a paragraph of at most 80 columns that begins with a bullet,
// or with nothing.
func wrapped(bullet, text string) string {
	var b strings.Builder
	column := 0
	for i, word := range strings.Fields(text) {
		switch {
		case i == 0:
			b.WriteString(bullet)
			column = len(bullet)
		case column+1+len(word) > 80:
			b.WriteString("\n" + strings.Repeat(" ", len(bullet)))
			column = len(bullet)
		default:
			b.WriteString(" ")
			column++
		}
		b.WriteString(word)
		column += len(word)
	}
	return b.String() + "\n"
}

// cell escapes the characters that would end a cell of a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

func TestTheReferenceOfRulesIsWhatTheTablesSay(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Rules\n" + generated)
	b.WriteString(wrapped("", "This page lists every rule that a finding, a refusal or a history entry can name, by its stable ID. "+
		"A rule keeps its ID forever. If no source is listed here, the finding names it: "+
		"the source of the grant, the mechanism or the catalog that decided."))
	for _, page := range pages {
		fmt.Fprintf(&b, "\n## %s\n\n| rule | condition or effect | source |\n|---|---|---|\n", page.name)
		for _, rule := range page.rules {
			source := ""
			if rule.Source.Title != "" {
				source = rule.Source.String()
			}
			name := fmt.Sprintf("`%s`", rule.ID)
			if rule.Retired {
				name += fmt.Sprintf(" (version %d, retired)", rule.Version)
			}
			fmt.Fprintf(&b, "| %s | %s | %s |\n", name, cell(rule.Means), cell(source))
		}
	}
	held(t, "RULES.md", b.String())
}

func TestTheReferenceOfReadingsIsWhatTheTableSays(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Readings\n" + generated)
	b.WriteString(wrapped("", "If the documents are silent or contradict each other, the library chooses a reading. "+
		"This page lists the readings, and how to choose another one."))
	for i, reading := range mci.Readings() {
		fmt.Fprintf(&b, "\n## %d. %s\n\n", i+1, reading.Question)
		for _, says := range reading.Says {
			b.WriteString(wrapped("- ", "Documents: "+says+"."))
		}
		if len(reading.Says) == 0 {
			b.WriteString("- Documents: silent.\n")
		}
		b.WriteString(wrapped("- ", "Reading: "+reading.Taken+"."))
		if reading.Change != "" {
			b.WriteString(wrapped("- ", "To change it: "+reading.Change+"."))
		}
	}
	held(t, "READINGS.md", b.String())
}

func TestEveryRuleOfTheReferenceHasOneLineWithWords(t *testing.T) {
	type version struct {
		id     mci.RuleID
		number int
	}
	seen := map[version]bool{}
	for _, page := range pages {
		for _, rule := range page.rules {
			if seen[version{rule.ID, rule.Version}] || rule.Means == "" || strings.ContainsAny(rule.Means, "\n") {
				t.Errorf("%s: %+v", page.name, rule)
			}
			seen[version{rule.ID, rule.Version}] = true
		}
	}
}

// ruleLiteral matches a rule ID in the library's source. It finds IDs by the
// field or type in front of them, or by a prefix that only rule IDs have.
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

// sourceFiles returns the source files of the library's packages, by package
// name.
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

// exportedNames returns the exported names in files, including fields and
// methods.
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

// named matches an exported name in a reading, such as claims.Claim.Maximum. It
// also matches a name in parentheses without its package, such as (ClaimLimit).
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

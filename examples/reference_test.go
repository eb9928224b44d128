package examples

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/eligibility/recognition"
	"github.com/mci-go/incentives/mci"
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
	{"mci", mci.PayRules()},
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

// ruleLiteral is a rule ID as the library's source writes one: where a field or a type says that it is one, or by a beginning
// that nothing else has.
var ruleLiteral = regexp.MustCompile(`(?:\bid: |ID: |Rule: |RuleID = |RuleID +\{ return )"([a-z]+\.[a-z0-9.-]+)"|"((?:claim|clock|nomination|registration|routing|edit)\.[a-z.-]+)"`)

func TestEveryRuleThatTheSourceNamesIsInTheReference(t *testing.T) {
	known := map[string]bool{}
	for _, page := range pages {
		for _, rule := range page.rules {
			known[string(rule.ID)] = true
		}
	}
	found := 0
	for _, dir := range []string{"mci", "eligibility", "eligibility/recognition", "claims", "consent", "referral", "referral/resource"} {
		files, err := filepath.Glob(filepath.Join("..", dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
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

// named is an exported name in backquotes or plain, such as claims.Claim.Maximum.
var named = regexp.MustCompile(`\b(eligibility|claims|consent|referral|resource|recognition)\.([A-Z]\w*)(?:\.([A-Z]\w*))?|\(([A-Z]\w+)\)`)

func TestEveryNameInAReadingExists(t *testing.T) {
	listing := map[string]string{}
	for name, file := range map[string]string{
		"eligibility": "eligibility", "claims": "claims", "consent": "consent", "referral": "referral", "resource": "referral_resource", "recognition": "eligibility_recognition", "mci": "mci",
	} {
		data, err := os.ReadFile(filepath.Join("..", ".ci", "api", file+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		listing[name] = string(data)
	}
	found := 0
	for _, reading := range mci.Readings() {
		for _, match := range named.FindAllStringSubmatch(strings.Join(slices.Concat(reading.Says, []string{reading.Taken, reading.Change}), "\n"), -1) {
			found++
			for _, name := range []string{match[2], match[3]} {
				if name != "" && !regexp.MustCompile(`\b`+name+`\b`).MatchString(listing[match[1]]) {
					t.Errorf("%q names %s, which does not exist", reading.Question, match[0])
				}
			}
			if match[4] != "" && !regexp.MustCompile(`\b`+match[4]+`\b`).MatchString(listing["mci"]) {
				t.Errorf("%q names mci.%s, which does not exist", reading.Question, match[4])
			}
		}
	}
	if found < 15 {
		t.Errorf("only %d names were found", found)
	}
}

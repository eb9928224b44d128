package examples

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/examples/readmetest"
	"github.com/mci-go/incentives/mci"
)

func read(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// block returns the first code block in a language.
func block(t *testing.T, text, language string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, "```"+language+"\n")
	code, _, closed := strings.Cut(rest, "```\n")
	if !ok || !closed {
		t.Fatalf("the page has no code block of %q", language)
	}
	return code
}

func TestTheProgramInTheReadmeIsATestedExampleOfAtMost40Lines(t *testing.T) {
	program := block(t, read(t, "../README.md"), "go")
	if n := strings.Count(program, "\n"); n > 40 {
		t.Errorf("the program has %d lines", n)
	}
	example := read(t, "../claims/desk/example_readme_test.go")
	example, output, ok := strings.Cut(example, "\t// Output:\n")
	if !ok {
		t.Fatal("the Example has no output")
	}
	example = strings.Replace(example, "package desk_test", "package main", 1)
	example = strings.Replace(example, "func Example_readme()", "func main()", 1)
	if diff := cmp.Diff(example+"}\n", program); diff != "" {
		t.Errorf("README.md differs from the Example (-example +readme):\n%s", diff)
	}
	output = strings.ReplaceAll(strings.TrimSuffix(output, "}\n"), "\t// ", "")
	if !strings.Contains(read(t, "../README.md"), "```\n"+output+"```\n") {
		t.Errorf("README.md does not show the output of the program:\n%s", output)
	}
}

// packages returns the folders of the library's packages that a host can
// import.
func packages(t *testing.T) (folders []string) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() {
			if path != ".." && (name == "examples" || name == "internal" || name == "testdata" || strings.HasPrefix(name, ".")) {
				return filepath.SkipDir
			}
			return nil
		}
		folder, err := filepath.Rel("..", filepath.Dir(path))
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") && !slices.Contains(folders, filepath.ToSlash(folder)) {
			folders = append(folders, filepath.ToSlash(folder))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(folders)
	return folders
}

func TestTheReadmeAndTheContributorsPageHaveARowForEachPackage(t *testing.T) {
	var linked []string
	for _, found := range link.FindAllStringSubmatch(strings.Join(readmetest.FirstCells(t, "../README.md", "| package | holds |")[0], "\n"), -1) {
		linked = append(linked, found[1])
	}
	for page, got := range map[string][]string{
		"README.md":       linked,
		"CONTRIBUTING.md": readmetest.InCode(readmetest.FirstCells(t, "../.github/CONTRIBUTING.md", "| package | answers |")[0]...),
	} {
		slices.Sort(got)
		if diff := cmp.Diff(packages(t), got); diff != "" {
			t.Errorf("%s (-packages +page):\n%s", page, diff)
		}
	}
}

func TestTheReadmeIsAPageOf120Lines(t *testing.T) {
	if lines := strings.Count(read(t, "../README.md"), "\n"); lines > 120 {
		t.Errorf("README.md has %d lines; move the details to the page that they belong to", lines)
	}
}

func TestTheHostGuideTellsEachClassOfErrors(t *testing.T) {
	guide := read(t, "../.github/HOST.md")
	for _, class := range desk.ErrorClasses() {
		if row := fmt.Sprintf("| %s | %d | %s |\n", class, class.HTTPStatus(), class.Advice()); !strings.Contains(guide, row) {
			t.Errorf("HOST.md lacks %s", row)
		}
	}
}

func TestTheDiagramsInTheHostGuideAreTheMachines(t *testing.T) {
	guide := read(t, "../.github/HOST.md")
	_, second, _ := strings.Cut(guide, "## The life of an association")
	for _, machine := range []struct {
		name, text string
		draw       func() (string, error)
	}{{"claims", guide, claims.Mermaid}, {"association", second, lifecycle.Mermaid}} {
		want, err := machine.draw()
		if err != nil {
			t.Fatal(err)
		}
		got := block(t, machine.text, "mermaid")
		if diff := cmp.Diff(strings.TrimSpace(want), strings.TrimSpace(got)); diff != "" {
			t.Errorf("HOST.md differs from %s.Mermaid (-machine +guide):\n%s", machine.name, diff)
		}
	}
}

func TestTheHostGuideHasARowForEachClock(t *testing.T) {
	_, table, _ := strings.Cut(read(t, "../.github/HOST.md"), "| clock | starts with | stops with |\n|---|---|---|\n")
	table, _, _ = strings.Cut(table, "\n\n")
	rows := strings.Split(table, "\n")
	if len(rows) != len(mci.Clocks()) {
		t.Fatalf("HOST.md has %d clocks, the library %d", len(rows), len(mci.Clocks()))
	}
	for i, clock := range mci.Clocks() {
		if name, _, _ := strings.Cut(strings.TrimPrefix(rows[i], "| "), " |"); name != clock.String() {
			t.Errorf("row %d is on %q, want %q", i, name, clock)
		}
	}
}

func TestTheReadmeNamesTheTwoCommands(t *testing.T) {
	readme := read(t, "../README.md")
	for _, command := range []string{
		"```bash\ngo run -C examples ./journey\n```",
		"```bash\ngo test ./... && go -C examples test ./... && go -C examples/temporal test ./...\n```",
	} {
		if !strings.Contains(readme, command) {
			t.Errorf("README.md lacks %s", command)
		}
	}
}

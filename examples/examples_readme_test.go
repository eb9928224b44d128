package examples

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/mci-go/incentives/examples/readmetest"
)

// A link of a page, in Markdown.
var link = regexp.MustCompile(`\]\(([^)#]+)`)

// Every program and package below examples has its row in the page that leads
// to it, and every link of the page leads somewhere.
func TestThePageOfExamplesHasARowForEachOfThem(t *testing.T) {
	page := read(t, "README.md")
	for _, found := range link.FindAllStringSubmatch(page, -1) {
		if _, err := os.Stat(filepath.FromSlash(found[1])); err != nil {
			t.Errorf("the page links to %s: %v", found[1], err)
		}
	}
	rows := map[string]bool{}
	for _, header := range []string{"| program | what it does |", "| package | what it is |"} {
		for _, found := range link.FindAllStringSubmatch(strings.Join(readmetest.FirstCells(t, "README.md", header)[0], "\n"), -1) {
			rows[strings.TrimSuffix(found[1], "/README.md")] = true
		}
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if entry.IsDir() && entry.Name() != "testdata" && !rows[entry.Name()] {
			t.Errorf("the page has no row for %s", entry.Name())
		}
	}
}

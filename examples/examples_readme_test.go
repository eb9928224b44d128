package examples

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Every program and package below examples is in the page that leads to it, and
// every link of the page leads somewhere.
func TestThePageOfExamplesNamesEachOfThem(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, link := range regexp.MustCompile(`\]\(([^)#]+)`).FindAllStringSubmatch(string(page), -1) {
		if _, err := os.Stat(filepath.FromSlash(link[1])); err != nil {
			t.Errorf("the page links to %s: %v", link[1], err)
		}
		first, _, _ := strings.Cut(link[1], "/")
		named[first] = true
	}
	for _, entry := range entries {
		if entry.IsDir() && entry.Name() != "testdata" && !named[entry.Name()] {
			t.Errorf("the page does not name %s", entry.Name())
		}
	}
}

// Package readmetest reads the tables of a page in Markdown, so that a test can
// compare them with what a program has.
package readmetest

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// FirstCells returns the first cell of each row of each table in a file that
// has a header, such as "| verb | by |". If there is no such table, the test
// ends.
func FirstCells(t testing.TB, file, header string) (tables [][]string) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split("\n"+string(text), "\n"+header+"\n")
	for _, part := range parts[1:] {
		var cells []string
		rows, _, _ := strings.Cut(part, "\n\n")
		for row := range strings.Lines(rows) {
			cell, _, _ := strings.Cut(strings.TrimPrefix(row, "| "), " |")
			if !strings.HasPrefix(row, "|---") {
				cells = append(cells, cell)
			}
		}
		tables = append(tables, cells)
	}
	if tables == nil {
		t.Fatalf("%s has no table with the header %s", file, header)
	}
	return tables
}

var inCode = regexp.MustCompile("`([^`]+)`")

// InCode returns the texts between backticks, in their order.
func InCode(texts ...string) (names []string) {
	for _, text := range texts {
		for _, found := range inCode.FindAllStringSubmatch(text, -1) {
			names = append(names, found[1])
		}
	}
	return names
}

package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/examples/place"
	"github.com/mci-go/incentives/examples/postgres/cluster/clustertest"
)

var update = flag.Bool("update", false, "write what the commands of README.md print into it")

// The test runs the commands of the README in a folder that holds only the
// files of testdata, and compares their output.
func TestTheReadmeShowsWhatTheCommandsPrint(t *testing.T) {
	readme, err := filepath.Abs("README.md")
	if err != nil {
		t.Fatal(err)
	}
	was, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	now := play(t, string(was), func(file string) string { return file })
	if *update {
		err = os.WriteFile(readme, []byte(now), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(was), now); diff != "" && !*update {
		t.Errorf("the commands print something else (-README +printed); -update takes it over:\n%s", diff)
	}
}

// The same commands on PostgreSQL print the same. Each file of the README is a
// schema of its own, and its address is replaced by the name of the file.
func TestTheReadmeIsTheSameOnPostgreSQL(t *testing.T) {
	was, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	databases := map[string]string{}
	now := play(t, string(was), func(file string) string {
		if databases[file] == "" {
			databases[file] = clustertest.Schema(t)
		}
		return databases[file]
	})
	if diff := cmp.Diff(string(was), now); diff != "" {
		t.Errorf("the commands print something else on PostgreSQL (-README +printed):\n%s", diff)
	}
}

// play runs the commands of the README in a copy of testdata, and returns the
// README with their output. It keeps the claims of a file at the place that at
// returns.
func play(t *testing.T, readme string, at func(file string) string) string {
	t.Helper()
	enterCopyOfTestdata(t)
	blocks := regexp.MustCompile("(?s)```console\n.*?```\n")
	return blocks.ReplaceAllStringFunc(readme, func(block string) string {
		played := &strings.Builder{}
		played.WriteString("```console\n")
		for line := range strings.Lines(block) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				fmt.Fprint(played, line, shell(t, strings.TrimSpace(command), at))
			}
		}
		return played.String() + "```\n"
	})
}

// placed returns the words of a command that keeps its claims at the places
// that at returns for its files.
func placed(words []string, at func(file string) string) []string {
	named := false
	for i := 1; i < len(words); i++ {
		if words[i-1] == "--db" || words[i-1] == "--to" {
			named = named || words[i-1] == "--db"
			words[i] = at(words[i])
		}
	}
	if named {
		return words
	}
	return append([]string{"--db", at("tracker.db")}, words...)
}

// enterCopyOfTestdata copies testdata to a temporary folder and changes to it.
func enterCopyOfTestdata(t *testing.T) {
	t.Helper()
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS("testdata")); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
}

// shell runs a line of the README as a shell would, and returns the terminal's
// output.
func shell(t *testing.T, line string, at func(file string) string) string {
	t.Helper()
	line, echo := strings.CutSuffix(line, ` || echo "exit status $?"`)
	line, input, _ := strings.Cut(line, " < ")
	words := regexp.MustCompile(`"[^"]*"|\S+`).FindAllString(line, -1)
	for i := range words {
		words[i] = strings.Trim(words[i], `"`)
	}
	if words[0] != "tracker" {
		t.Fatalf("%q is no command of the tracker", line)
	}
	given := ""
	if input != "" {
		data, err := os.ReadFile(input)
		if err != nil {
			t.Fatal(err)
		}
		given = string(data)
	}
	terminal := &bytes.Buffer{}
	status := run(t.Context(), placed(slices.Clone(words[1:]), at), streams{strings.NewReader(given), terminal, terminal}, never)
	if echo != (status != done) {
		t.Errorf("%q ends with status %d", line, status)
	}
	if status != done {
		fmt.Fprintf(terminal, "exit status %d\n", status)
	}
	printed := strings.ReplaceAll(terminal.String(), "\r\n", "\n")
	for i, word := range slices.Backward(words[:len(words)-1]) {
		if word == "--db" || word == "--to" { // all servers are shown alike, and a report names the last
			printed = strings.ReplaceAll(printed, place.Shown(at(words[i+1])), words[i+1])
		}
	}
	return printed
}

// never is a clock for commands that name their instant or do not need one.
func never() time.Time { return time.Date(2023, 12, 28, 0, 0, 0, 0, time.UTC) }

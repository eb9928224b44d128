package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
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
	enterCopyOfTestdata(t)
	blocks := regexp.MustCompile("(?s)```console\n.*?```\n")
	now := blocks.ReplaceAllStringFunc(string(was), func(block string) string {
		played := &strings.Builder{}
		played.WriteString("```console\n")
		for line := range strings.Lines(block) {
			if command, ok := strings.CutPrefix(line, "$ "); ok {
				fmt.Fprint(played, line, shell(t, strings.TrimSpace(command)))
			}
		}
		return played.String() + "```\n"
	})
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
func shell(t *testing.T, line string) string {
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
	status := run(t.Context(), words[1:], streams{strings.NewReader(given), terminal, terminal}, never)
	if echo != (status != done) {
		t.Errorf("%q ends with status %d", line, status)
	}
	if status != done {
		fmt.Fprintf(terminal, "exit status %d\n", status)
	}
	return strings.ReplaceAll(terminal.String(), "\r\n", "\n")
}

// never is a clock for commands that name their instant or do not need one.
func never() time.Time { return time.Date(2023, 12, 28, 0, 0, 0, 0, time.UTC) }

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rivo/uniseg"
	"github.com/spf13/cobra"
)

// walk calls visit for each command that help can show, with its words.
func walk(c *cobra.Command, words []string, visit func(*cobra.Command, []string)) {
	visit(c, words)
	for _, below := range c.Commands() {
		walk(below, append(slices.Clone(words), below.Name()), visit)
	}
}

// narrowTo reports each line of a text that is wider than a terminal, unless it
// is one word.
func narrowTo(t *testing.T, what, text string, columns int) {
	t.Helper()
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if width := uniseg.StringWidth(line); width > columns && len(strings.Fields(strings.TrimSuffix(line, ` \`))) > 1 {
			t.Errorf("%s: a line has %d columns, more than %d: %q", what, width, columns, line)
		}
	}
}

// letters removes the line breaks and spaces of a text.
var letters = strings.NewReplacer(" ", "", "\n", "", "\t", "", `\`, "")

func TestTheHelpOfEveryCommandAndTaskFitsTheScreenWhole(t *testing.T) {
	root := (&program{}).root()
	for _, columns := range []int{80, 40} {
		s := &screen{columns: columns}
		walk(root, nil, func(c *cobra.Command, words []string) {
			shown := s.layout(commandHelp(c, columns))
			narrowTo(t, c.CommandPath(), shown, columns)
			for _, want := range []string{c.Long, c.Example} {
				if want = letters.Replace(want); !strings.Contains(letters.Replace(shown), want) {
					t.Errorf("%s at %d columns lacks a part of %q", c.CommandPath(), columns, want)
				}
			}
		})
		for i := range tasks {
			narrowTo(t, tasks[i].name, s.layout(taskHelp(&tasks[i], columns)), columns)
		}
	}
	walk(root, nil, func(_ *cobra.Command, words []string) { // as typed, and through a pipe
		narrowTo(t, strings.Join(words, " "), must(t, append(words, "--help")...), helpColumns)
	})
}

func TestEveryCommandIsInTheHelpOnce(t *testing.T) {
	root := (&program{}).root()
	var listed, present []string
	for _, group := range commandGroups {
		listed = append(listed, strings.Fields(group.names)...)
	}
	for _, c := range root.Commands() {
		present = append(present, c.Name())
	}
	slices.Sort(listed)
	slices.Sort(present)
	if !slices.Equal(listed, present) {
		t.Errorf("listed are %q, and there are %q", listed, present)
	}
	for word, command := range meant {
		if !slices.Contains(present, command) || slices.Contains(present, word) {
			t.Errorf("%q is said to mean %q", word, command)
		}
	}
}

func TestTasksAreFoundByOnesOwnWords(t *testing.T) {
	for words, want := range map[string]string{
		"I import an export": "partner-center", "a claim is late": "late", "late": "late", "new rates": "new-guide",
		"I made a mistake": "mistake", "why is my step refused": "refused", "backup": "", "show": "", "how do I restore a lost backup": "safe-keeping",
	} {
		shown := must(t, append([]string{"help"}, strings.Fields(words)...)...)
		for _, one := range tasks {
			if found := strings.HasPrefix(shown, one.title+"\n"); found != (one.name == want) {
				t.Errorf("%q shows %s: %t\n%s", words, one.name, found, shown)
			}
		}
	}
	if shown := must(t, "help", "a deadline is in the calendar of late claims that expired"); !strings.Contains(shown, "  tracker help ") && !strings.Contains(shown, "late") {
		t.Errorf("several tasks are not listed: %s", shown)
	}
}

// needsMore are the examples that need a server, a browser or a company, or
// that end only when they are interrupted.
var needsMore = []string{"tracker mcp", "tracker serve", "tracker copy --to postgres:", "tracker init --db postgres:", "unzip "}

// Each example is run as it stands, in a folder with the files that it names.
func TestEachExampleOfTheHelpRuns(t *testing.T) {
	var examples []string
	walk((&program{}).root(), nil, func(c *cobra.Command, _ []string) {
		if c.Name() != "completion" && (c.Parent() == nil || c.Parent().Name() != "completion") { // whose texts are of cobra
			examples = append(examples, commandsIn(c.Long)...)
			examples = append(examples, commandsIn(c.Example)...)
		}
	})
	for _, one := range tasks {
		found := commandsIn(one.text)
		if len(found) < 2 {
			t.Errorf("%s has the examples %q", one.name, found)
		}
		examples = append(examples, found...)
	}
	if len(examples) < 60 {
		t.Fatalf("there are only %d examples", len(examples))
	}
	ran := 0
	for _, example := range examples {
		if slices.ContainsFunc(needsMore, func(begin string) bool { return strings.HasPrefix(example, begin) }) {
			continue
		}
		ran++
		t.Run(strconv.Itoa(ran), func(t *testing.T) {
			prepareForExamples(t, example)
			typed, _, _ := strings.Cut(example, " > ")
			words := shellWord.FindAllString(typed, -1)
			for i := range words {
				words[i] = strings.ReplaceAll(words[i], `"`, "")
			}
			if r := track(t, words[1:]...); words[0] != "tracker" || r.status == invalid || strings.Contains(r.err, "no such") {
				t.Errorf("%s\n%+v", example, r)
			}
		})
	}
}

// commandsIn returns the lines of a help that can be typed.
func commandsIn(text string) (found []string) {
	for line := range strings.SplitSeq(text, "\n") {
		if before, command := cutIndent(line); before != "" && command != "" && command[0] != '#' {
			found = append(found, command)
		}
	}
	return found
}

// prepareForExamples enters a folder with two claims and the files that an
// example names, unless it makes them.
func prepareForExamples(t *testing.T, example string) {
	t.Helper()
	life(t, "send-consent", "accept")
	if strings.Contains(example, "claims.xlsx") {
		asBook(t, "claims.xlsx", "Customer claims", readFile(t, "portal.csv"), ',')
	}
	if strings.Contains(example, "--template") {
		for _, made := range []string{"requests.xlsx", "new.xlsx"} {
			_ = os.Remove(made) // if it is there
		}
	}
	if strings.Contains(example, "saved.db") && !strings.Contains(example, "backup saved.db") {
		must(t, "backup", "saved.db")
	}
	for name, from := range exampleFiles {
		if strings.Contains(example, name) {
			copyExample(t, from, name)
		}
	}
	if strings.Contains(example, "restore 2023") {
		must(t, "backup", "2023-12-28.db")
	}
	if strings.Contains(example, "ours.catalog.yaml") || strings.Contains(example, "fy26.yaml") {
		write(t, "ours.catalog.yaml", must(t, "catalog", "new"))
	}
}

// exampleFiles are the files of examples, and those of testdata in their place.
var exampleFiles = map[string]string{
	"claims.csv": "portal.csv", "earnings.csv": "march/earnings.csv", "payments.csv": "march/payments.csv", "reports/": "march/",
}

func copyExample(t *testing.T, from, to string) {
	t.Helper()
	if !strings.HasSuffix(to, "/") {
		copyFile(t, from, to)
	} else if err := os.CopyFS(to, os.DirFS(filepath.Clean(from))); err != nil {
		t.Fatal(err)
	}
}

package main

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

func TestTheFieldsOfTheJSONAreChosenByTheirNames(t *testing.T) {
	life(t)
	must(t, "open", "northwind", "northwind.json", "--at", "2022-11-15")
	for args, want := range map[string]string{
		"due --at 2022-12-09 --fields claim,daysLeft,deadline.rule": `[
  {"claim": "contoso", "daysLeft": 1, "deadline.rule": "clock.consent"},
  {"claim": "northwind", "daysLeft": 6, "deadline.rule": "clock.consent"}
]
`,
		"due --at 2022-12-09 --within 0 --fields claim": "[]\n",
		"doctor --fields claims,entries":                `{"claims": 2, "entries": 2}` + "\n",
		"export --json --fields id":                     `{"id": "contoso"}` + "\n" + `{"id": "northwind"}` + "\n",
		"list --fields name,number --limit 1":           `[` + "\n" + `  {"name": "Contoso: Viva workshop", "number": null}` + "\n]\n",
	} {
		if got := must(t, strings.Fields(args)...); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", args, got, want)
		}
	}
}

func TestAMisspeltFieldIsMalformedBeforeAnythingIsDone(t *testing.T) {
	life(t)
	before := must(t, "export", "--json")
	for args, want := range map[string]string{
		"list --fields title":                                    `found "title", want one of claim, deadline,`,
		"list --fields statuss":                                  `next: the same command with "status"`,
		"list --text nobody --fields statuss":                    "statuss",
		"due --fields claim,deadline.rul":                        `next: the same command with "deadline.rule"`,
		"due --fields claim.id":                                  "claim, which has no fields",
		"show contoso --fields record.status,record.statuss":     "record.statuss",
		"show contoso --fields record.engagement.id":             "record.engagement.edition",
		"do contoso comment --user pat --fields versions":        `next: the same command with "version"`,
		"sweep --at 2023-06-01 --fields claims":                  `next: the same command with "claim"`,
		"export --json --fields ids":                             "ids",
		"import march-claims.csv --fields rows":                  "rows",
		"undo contoso --user pat --fields take":                  "take",
		"rules --fields ids":                                     "ids",
		"catalog check draft.catalog.yaml --fields files":        `next: the same command with "file"`,
		"explain contoso --fields numbers":                       "numbers",
		"mcp --fields claim":                                     "nothing, because the command prints no JSON",
		"catalog schema --fields title":                          "nothing, because the command prints no JSON",
		"list --fields kind,kind":                                "each once",
		"list --fields id,,name":                                 "fields",
		"do contoso comment --user pat --fields version,version": "each once",
		"calendar --fields UID":                                  `next: the same command with "uid"`,
		"pipeline --fields claims,latePayments":                  `next: the same command with "latePayment"`,
	} {
		if got := track(t, strings.Fields(args)...); got.status != invalid || !strings.Contains(got.err, want) || !strings.Contains(got.err, "fields") {
			t.Errorf("%s: status %d, %s, want %s", args, got.status, got.err, want)
		}
	}
	if after := must(t, "export", "--json"); after != before {
		t.Errorf("the claims were changed:\n%s\nbefore:\n%s", after, before)
	}
	if got := track(t, "list", "--fields", " "); got.status != invalid || !strings.Contains(got.err, "fields") {
		t.Errorf("a space: status %d, %s", got.status, got.err)
	}
	if got := track(t, "show", "nobody", "--fields", "record"); got.status == done || !strings.Contains(got.err, "nobody") {
		t.Errorf("a claim that is not there: %+v", got)
	}
}

// A command without a row would refuse every field, and a row without its
// command would be a leftover.
func TestEachCommandThatPrintsJSONHasARowOfItsResults(t *testing.T) {
	rows := map[string]bool{}
	for _, row := range results() {
		rows[row.command] = true
	}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		_, name, _ := strings.Cut(c.CommandPath(), " ")
		silent := name == "mcp" || name == "catalog new" || name == "catalog schema" || strings.HasPrefix(name, "completion") || name == "help"
		if c.Runnable() && !c.HasSubCommands() && rows[name] == silent {
			t.Errorf("%s: has a row: %t", name, rows[name])
		}
		delete(rows, name)
		for _, one := range c.Commands() {
			walk(one)
		}
	}
	walk((&program{}).root())
	if len(rows) > 0 {
		t.Errorf("there are no commands %v", rows)
	}
}

func TestWhatACommandPrintsHasTheFieldsOfItsRow(t *testing.T) {
	someLives(t)
	if err := os.WriteFile("new.yaml", []byte(must(t, "catalog", "new")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range []string{
		"due", "list", "show contoso", "next contoso", "explain contoso", "explain contoso submit", "export", "pipeline", "doctor", "calendar",
		"rules consent", "catalog show", "catalog check new.yaml", "impact new.yaml",
		"backup b.db", "restore b.db --db new.db", "copy --to other.db",
		"import march-claims.csv --at 2023-03-31 --dry-run", "undo contoso --user pat --dry-run", "do contoso comment --comment hello --user pat --at 2022-12-02", "sweep --at 2023-12-01",
	} {
		words := strings.Fields(args)
		command := words[0]
		if command == "catalog" {
			command += " " + words[1]
		}
		got := track(t, append(words, "--json")...)
		objects := 0
		for decoder := json.NewDecoder(strings.NewReader(got.out)); ; objects++ {
			var value any
			if err := decoder.Decode(&value); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v in %s", args, err, got.out)
			}
			list, ok := value.([]any)
			if !ok {
				list = []any{value}
			}
			for _, one := range list {
				for name := range one.(map[string]any) {
					if _, _, err := checkFields(command, []string{name}); err != nil {
						t.Errorf("%s: %v", args, err)
					}
				}
			}
		}
		if objects == 0 || got.status != done {
			t.Errorf("%s: status %d, %d values, %s", args, got.status, objects, got.err)
		}
	}
}

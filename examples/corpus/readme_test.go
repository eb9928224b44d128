package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/examples/readmetest"
	"github.com/mci-go/incentives/mci"
)

func TestThePageOfTheCorpusHasEveryCommandOfAKind(t *testing.T) {
	tables := readmetest.FirstCells(t, "README.md", "| event | `with` |")
	if len(tables) != 2 {
		t.Fatalf("the page has %d tables of commands, want those of claims and of associations", len(tables))
	}
	for i, want := range [][]string{
		commanded(func(event claims.Event) error { _, err := claims.ReadCommand(event, []byte("{}")); return err }),
		commanded(func(event lifecycle.Event) error { _, err := association.ReadCommand(event, []byte("{}")); return err }),
	} {
		got := readmetest.InCode(tables[i]...)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("table %d (-library +page):\n%s", i+1, diff)
		}
	}
}

// commanded returns the events that have a command. If there is none, the
// reader says that the event is malformed.
func commanded[E interface {
	~uint8 | ~uint16
	fmt.Stringer
	MarshalText() ([]byte, error)
}](read func(E) error) (names []string) {
	for event := E(1); ; event++ {
		if _, err := event.MarshalText(); err != nil {
			break
		}
		var without *mci.FieldError
		if err := read(event); !errors.As(err, &without) || without.Path != "event" {
			names = append(names, event.String())
		}
	}
	slices.Sort(names)
	return names
}

// statusRow matches a row of the page's table of statuses.
var statusRow = regexp.MustCompile(`(?m)^\| (claim|association) \| ([^|]*) \| ([^|]*)\|`)

func TestThePageOfTheCorpusHasEveryNameOfAStatus(t *testing.T) {
	page, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, row := range statusRow.FindAllStringSubmatch(string(page), -1) {
		means := readmetest.InCode(row[2])
		names := readmetest.InCode(row[3])
		if len(means) == 1 {
			names = append(names, means...)
		}
		for _, name := range names {
			told[row[1]+" "+strings.ToLower(name)] = true
			var got struct{ Means []string }
			if err := json.Unmarshal(answered(t, row[1], name), &got); err != nil || !slices.Equal(got.Means, means) {
				t.Errorf("%s: the page says that %q means %q, the library %q; %v", row[1], name, means, got.Means, err)
			}
		}
	}
	for _, c := range file(t, "status").Cases {
		var in answer.Status
		var out struct{ Known bool }
		if err := errors.Join(json.Unmarshal(c.In, &in), json.Unmarshal(c.Out, &out)); err == nil && out.Known {
			if name := in.Of + " " + strings.ToLower(strings.Join(strings.Fields(in.Name), " ")); !told[name] {
				t.Errorf("the page does not have %s", name)
			}
		}
	}
}

func answered(t *testing.T, of, name string) json.RawMessage {
	t.Helper()
	question, err := answer.Marshal(answer.Status{Of: of, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	out, err := answer.Of(nil, "status", question)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

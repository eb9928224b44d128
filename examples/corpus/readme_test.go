package main

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/association"
	"github.com/mci-go/incentives/claims/association/lifecycle"
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

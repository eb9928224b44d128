package play

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/examples/readmetest"
)

func TestThePageOfTheJourneyHasEveryVerbOfAKind(t *testing.T) {
	const page = "../README.md"
	tables := readmetest.FirstCells(t, page, "| verb | by | further fields (those in bold are required) |")
	if len(tables) != 3 {
		t.Fatalf("the page has %d tables of verbs, want those of activities, of associations and of both", len(tables))
	}
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	_, sentence, _ := strings.Cut(string(text), "The verbs `comment`,")
	sentence, _, _ = strings.Cut("`comment`,"+sentence, "are for both")
	shared := readmetest.InCode(sentence)
	var want []string
	for _, name := range readmetest.InCode(tables[0]...) {
		if v := verbs[name]; v.serves(store.PartnerAssociation) {
			want = append(want, name)
		}
	}
	if diff := cmp.Diff(want, shared); diff != "" {
		t.Errorf("verbs of activities that are for associations, too (-program +page):\n%s", diff)
	}
	both := append(readmetest.InCode(tables[2]...), shared...)
	for kind, table := range map[store.Kind][]string{
		store.PartnerActivity:    tables[0],
		store.PartnerAssociation: tables[1],
	} {
		names := map[string]bool{}
		for _, name := range append(readmetest.InCode(table...), both...) {
			names[name] = true
		}
		if diff := cmp.Diff(verbsFor(kind), slices.Sorted(maps.Keys(names))); diff != "" {
			t.Errorf("verbs of a %s (-program +page):\n%s", kind, diff)
		}
	}
}

package catalog_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func revision(number int) mci.Revision { return must(mci.NewRevision(number)) }

// revised returns the made-up document with revisions of its edition, in the
// given order. Each has changes of its own.
func revised(t testing.TB, revisions ...[]change) any {
	t.Helper()
	document := madeUpDocument()
	edition := at(document, "editions[0]")
	for i, changes := range revisions {
		one := with(map[string]any{"editions": []any{edition}}, changes...)
		document = with(document, change{fmt.Sprintf("editions[%d]", i), at(one, "editions[0]")})
	}
	return document
}

// corrected returns the changes that make a revision, and one more.
func corrected(number int, changes ...change) []change {
	return append([]change{{"editions[0].revision", float64(number)}}, changes...)
}

func TestEachRevisionOfAnEditionIsKept(t *testing.T) {
	cheaper := change{byMarket + ".pay.rates[1].amounts.A", "4300"}
	card := must(readDocument(revised(t, corrected(3), nil, corrected(2, cheaper))))
	latest, ok := card.Edition("made-up-1")
	if !ok || latest.Revision() != revision(3) {
		t.Fatalf("the latest is %v", latest.Revision())
	}
	if all := slices.Collect(card.Editions()); len(all) != 1 || all[0] != latest {
		t.Errorf("%d editions, want the latest alone", len(all))
	}
	var numbers []int
	for edition := range latest.Revisions() {
		numbers = append(numbers, edition.Revision().Number())
		if same, ok := edition.In(edition.Revision()); !ok || same != edition {
			t.Errorf("revision %s does not know itself", edition.Revision())
		}
	}
	if !slices.Equal(numbers, []int{1, 2, 3}) {
		t.Errorf("revisions %v", numbers)
	}
	if _, ok := latest.In(revision(4)); ok {
		t.Error("there is a revision 4")
	}
	if today, ok := card.Find("by-market", date("2026-02-01")); !ok || today.Edition() != latest {
		t.Error("the engagement of today is not that of the latest revision")
	}
}

func TestAReferenceLeadsToItsOwnRevision(t *testing.T) {
	cheaper := change{byMarket + ".pay.rates[1].amounts.A", "4300"}
	card := must(readDocument(revised(t, nil, corrected(2, cheaper))))
	ref := mci.EngagementRef{Edition: "made-up-1", Engagement: "by-market"}
	for number, want := range []string{1: "USD 4,400.00", 2: "USD 4,300.00"} {
		if number == 0 {
			continue
		}
		ref.Revision = revision(number)
		e, ok := card.Engagement(ref)
		if !ok || e.Ref() != ref || e.Payout(madeUpFacts()).Amount.String() != want {
			t.Errorf("revision %d pays %s, want %s", number, e.Payout(madeUpFacts()).Summary(), want)
		}
	}
	ref.Revision = revision(3)
	if _, ok := card.Engagement(ref); ok {
		t.Error("there is a revision 3")
	}
}

// A correction holds as if it had been published in the first place, whatever
// day it names.
func TestTheLatestRevisionStandsForItsEdition(t *testing.T) {
	document := revised(t, nil, corrected(2, change{"editions[0].published", "2026-03-01"}), []change{{"editions[0].id", "older"}, {"editions[0].published", "2026-02-01"}})
	card := must(readDocument(document))
	for day, want := range map[string]mci.EditionID{"2025-07-01": "older", "2026-02-15": "older", "2026-03-01": "made-up-1"} {
		if e, _ := card.Find("by-market", date(day)); e.Ref().Edition != want {
			t.Errorf("%s: %s, want %s", day, e.Ref(), want)
		}
	}
}

func TestARevisionIsRefusedIfItStandsTwice(t *testing.T) {
	for _, c := range []struct {
		name      string
		revisions [][]change
		want      string
	}{
		{"the first", [][]change{nil, corrected(1)}, `editions[1].id: found "made-up-1" again, want an ID that nothing else in the list has`},
		{"the second", [][]change{corrected(2), corrected(2)}, `editions[1].revision: found 2 of "made-up-1" again, want a revision that the edition does not have yet`},
		{"none", [][]change{corrected(0)}, "editions[0].revision: found 0, want a whole number from 1 to 9999"},
		{"half", [][]change{{{"editions[0].revision", 1.5}}}, "editions[0].revision: found 1.5, want a whole number from 1 to 9999"},
		{"beyond", [][]change{corrected(10000)}, "editions[0].revision: found 10000, want a whole number from 1 to 9999"},
	} {
		_, err := readDocument(revised(t, c.revisions...))
		if err == nil || places.ReplaceAllString(err.Error(), "$1") != c.want {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

func ExampleEdition_Revisions() {
	card, err := catalog.Public()
	if err != nil {
		fmt.Println(err)
		return
	}
	edition, _ := card.Edition("FY23-2022-11")
	for revision := range edition.Revisions() {
		fmt.Println(revision.ID(), "revision", revision.Revision())
	}
	// Output:
	// FY23-2022-11 revision 1
}

package catalog_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/mci-go/incentives/mci/catalog"
)

// The digests of stored claims are made of these IDs. So a line of the golden
// file never changes and never goes; -update adds lines alone.
func TestTheIDsOfAspectsStayAsTheyAreStored(t *testing.T) {
	const golden = "testdata/aspects.txt"
	ids, topics, words := catalog.AspectRows()
	for i, id := range ids {
		if id == "" || words[i] == "" || strings.HasPrefix(string(id), ".") != (topics[i] == 0) {
			t.Errorf("row %d is incomplete: %q, %s, %q", i+1, id, topics[i], words[i])
		}
		if slices.Contains(ids[:i], id) || slices.Contains(words[:i], words[i]) {
			t.Errorf("%s: the ID or its words stand twice", id)
		}
	}
	stored := strings.Fields(string(must(os.ReadFile(golden))))
	for _, id := range stored {
		if !slices.Contains(ids, catalog.AspectID(id)) {
			t.Errorf("the ID %s is gone; it is part of stored digests", id)
		}
	}
	for _, id := range ids {
		switch {
		case slices.Contains(stored, string(id)):
		case *update:
			stored = append(stored, string(id))
		default:
			t.Errorf("%s lacks %s", golden, id)
		}
	}
	if *update {
		if err := os.WriteFile(golden, []byte(strings.Join(stored, "\n")+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// drawEngagement draws an engagement of the made-up catalog or the public card.
func drawEngagement(t *rapid.T, cards []*catalog.Catalog) *catalog.Engagement {
	var all []*catalog.Engagement
	for _, card := range cards {
		for edition := range card.Editions() {
			all = slices.AppendSeq(all, edition.Engagements())
		}
	}
	return rapid.SampledFrom(all).Draw(t, "engagement")
}

func TestOtherWordsGiveTheSameDigest(t *testing.T) {
	cards := []*catalog.Catalog{madeUpCatalog(t), must(catalog.Public())}
	rapid.Check(t, func(t *rapid.T) {
		e := drawEngagement(t, cards)
		words := rapid.String().Draw(t, "words")
		reworded := e.DigestOf(func(terms []*catalog.Aspect) []*catalog.Aspect {
			for _, a := range terms {
				a.What, a.Rule, a.Topic = words, words, catalog.DescriptionTopic
				for i := range a.Spells {
					a.Spells[i].Text, a.Spells[i].Source.Title = words, words
				}
			}
			return terms
		})
		if reworded != e.Digest() {
			t.Fatalf("in other words the digest of %s is %s, not %s", e.Ref(), reworded, e.Digest())
		}
	})
}

func TestAnotherMeaningGivesAnotherDigest(t *testing.T) {
	cards := []*catalog.Catalog{madeUpCatalog(t), must(catalog.Public())}
	changes := map[string]func([]*catalog.Aspect, int) []*catalog.Aspect{
		"a statement less": func(terms []*catalog.Aspect, at int) []*catalog.Aspect { return slices.Delete(terms, at, at+1) },
		"another value": func(terms []*catalog.Aspect, at int) []*catalog.Aspect {
			terms[at].Spells[0].Value += "0"
			return terms
		},
		"a day later": func(terms []*catalog.Aspect, at int) []*catalog.Aspect {
			terms[at].Spells[0].First = terms[at].Spells[0].First.AddDays(1)
			return terms
		},
		"a day less": func(terms []*catalog.Aspect, at int) []*catalog.Aspect {
			terms[at].Spells[0].Last = terms[at].Spells[0].Last.AddDays(-1)
			return terms
		},
		"one more spell": func(terms []*catalog.Aspect, at int) []*catalog.Aspect {
			terms[at].Spells = append(terms[at].Spells, terms[at].Spells[0])
			return terms
		},
	}
	rapid.Check(t, func(t *rapid.T) {
		e := drawEngagement(t, cards)
		for name, change := range changes {
			changed := e.DigestOf(func(terms []*catalog.Aspect) []*catalog.Aspect {
				return change(terms, rapid.IntRange(0, len(terms)-1).Draw(t, name))
			})
			if changed == e.Digest() {
				t.Fatalf("%s does not change the digest of %s", name, e.Ref())
			}
		}
	})
}

// Each row of the made-up catalog and the public card says something; so their
// aspects know the words and the ID of the row that made them.
func TestEveryAspectHasItsIDAndTheWordsOfItsRow(t *testing.T) {
	ids, _, _ := catalog.AspectRows()
	said := map[catalog.AspectID]bool{}
	for _, card := range []*catalog.Catalog{madeUpCatalog(t), must(catalog.Public())} {
		for edition := range card.Editions() {
			for e := range edition.Engagements() {
				for _, a := range e.Aspects(nil) {
					said[a.ID] = true
					if a.ID == "" || a.What == "" || a.Topic == 0 || strings.Contains(a.What, "%") {
						t.Errorf("%s: %s, %s, %q", e.Ref(), a.ID, a.Topic, a.What)
					}
					for _, s := range a.Spells {
						if s.Text == "" || s.Value == "" {
							t.Errorf("%s: %s says %q, with the value %q", e.Ref(), a.What, s.Text, s.Value)
						}
					}
				}
			}
		}
	}
	var silent []string
	for _, id := range ids {
		if !said[id] && !strings.HasPrefix(string(id), ".") {
			silent = append(silent, fmt.Sprint(id))
		}
	}
	// the names of rules, which say nothing themselves, and an aspect that only
	// stands beside an edition that lists countries
	if want := []string{"offer", "offer.other-countries", "limit", "evidence", "rate", "sizes"}; !slices.Equal(silent, want) {
		t.Errorf("no catalog of the tests says %q, and only %q may be silent", silent, want)
	}
}

func TestASpellHoldsOnItsFirstAndItsLastDay(t *testing.T) {
	for edition := range madeUpCatalog(t).Editions() {
		for e := range edition.Engagements() {
			for _, a := range e.Aspects(nil) {
				for i, spell := range a.Spells {
					before := spell.First.AddDays(-1)
					if a.On(spell.First) != spell || a.On(spell.Last) != spell || !before.IsZero() && (a.On(before) == spell || i == 0 && a.On(before) != (catalog.Spell{})) {
						t.Errorf("%s: %s does not hold from %s to %s", a.What, spell.Text, spell.First, spell.Last)
					}
				}
			}
		}
	}
}

// Two ladders of one row can sort by the same measure. Then a size has two
// bounds on the same days.
func TestTwoStatementsForTheSameDaysAreOneSpell(t *testing.T) {
	second := func(from string) map[string]any {
		return map[string]any{"measure": "seats", "steps": []any{map[string]any{"size": "small", "from": from}}}
	}
	row := func(period, day string, from string) map[string]any {
		first := map[string]any{"measure": "seats", "steps": []any{map[string]any{"size": "small", "from": "10"}}}
		row := map[string]any{"ladders": []any{first, second(from)}, "source": "guide"}
		if period != "" {
			row[period] = day
		}
		return row
	}
	rates := change{changing + ".pay.rates[0].amounts", map[string]any{"small": map[string]any{"home": "1"}}}
	for name, c := range map[string]struct {
		sizes any
		want  []string
	}{
		"all days": {row("", "", "20"), []string{"from 10 and from 20"}},
		"two rows": {
			map[string]any{"anchor": "nomination", "rows": []any{row("before", "2026-01-01", "20"), row("from", "2026-01-01", "30")}},
			[]string{"from 10 and from 20", "from 10 and from 30"},
		},
	} {
		e := madeUpWith(t, "by-changing-size", change{changing + ".pay.sizes", c.sizes}, rates)
		var bounds []string
		for _, a := range e.Aspects(nil) {
			for i, s := range a.Spells {
				if i > 0 && a.Spells[i-1].Last.Compare(s.First) >= 0 {
					t.Errorf("%s: %s has two spells on %s", name, a.What, s.First)
				}
				if strings.HasPrefix(s.Text, "from ") {
					bounds = append(bounds, s.Text)
				}
			}
		}
		if !slices.Equal(bounds, c.want) {
			t.Errorf("%s: %q, want %q", name, bounds, c.want)
		}
	}
}

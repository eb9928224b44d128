package diff_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/diff"
)

// described are the leaves of a catalog that only describe, and why. Every
// other leaf decides or pays.
var described = map[string]string{
	`\.source$`:                           "a source is where terms are written, and not what they are",
	`^editions\[\d+\]\.name$`:             "a name",
	`^editions\[\d+\]\.published$`:        "it selects the edition of a new claim, and no term of an old one",
	`^editions\[\d+\]\.programYear$`:      "it is a label: nothing is calculated from it",
	`\.engagements\[\d+\]\.name$`:         "a name",
	`\.engagements\[\d+\]\.variant$`:      "a part of the name",
	`\.engagements\[\d+\]\.description$`:  "words",
	`\.engagements\[\d+\]\.solutionArea$`: "where the portal lists it",
	`\.engagements\[\d+\]\.partnerRole$`:  "words",
	`\.engagements\[\d+\]\.links\[\d+\]`:  "where to read more",
	`\.engagements\[\d+\]\.clocks$`:       "the name of a category of clocks; their lengths count",
	`^clocks\[\d+\]\.id$`:                 "the name of a category of clocks; their lengths count",
	`^clocks\[\d+\]\.publishedMaximum$`:   "nothing expires by it",
}

var descriptive = regexp.MustCompile(strings.Join(slices.Collect(maps.Keys(described)), "|"))

func describes(leaf string) bool { return descriptive.MatchString(leaf) }

// digests returns the digests of all engagements of an edition.
func digests(edition *catalog.Edition) []catalog.Digest {
	var all []catalog.Digest
	for e := range edition.Engagements() {
		all = append(all, e.Digest())
	}
	return all
}

// decides reports whether some change between two editions changes more than
// words.
func decides(changes []diff.Change) bool {
	return slices.ContainsFunc(changes, func(c diff.Change) bool { return c.Kind != diff.DescriptionChange })
}

func TestADigestChangesIfAndOnlyIfALeafThatDecidesOrPaysDoes(t *testing.T) {
	t.Parallel()
	for _, e := range readEdits() {
		old := unread{e.touched(), false}.edition()
		changed := !slices.Equal(digests(e.edition), digests(old))
		if want := decides(e.changes) || e.edition.ID() != old.ID(); changed != want {
			t.Errorf("the digests change: %v; but the differences are %q: %s", changed, lines(e.changes), e)
		}
		if want := slices.ContainsFunc(e.leaves, func(leaf string) bool { return !describes(leaf) }); len(e.leaves) > 0 && changed != want {
			t.Errorf("the digests change: %v, want %v: %s", changed, want, e)
		}
	}
}

// Tests read an edited engagement without the others, because they are no part
// of its terms.
func TestAnEngagementAloneInItsEditionHasTheSameTerms(t *testing.T) {
	t.Parallel()
	place := 0
	for whole := range sameEdition().Engagements() {
		edition := unread{1 << place, false}.edition()
		alone, ok := edition.Engagement(whole.Ref().Engagement)
		if !ok || alone.Digest() != whole.Digest() || len(diff.Engagements(whole, alone)) > 0 || len(digests(edition)) != 1 {
			t.Errorf("%s alone: %s, %v", whole.Ref(), lines(diff.Editions(sameEdition(), edition)), digests(edition))
		}
		place++
	}
}

// Each engagement of the public card stands alone in its edition, so that its
// leaves are read quickly.
func TestADigestOfThePublicCardChangesIfAndOnlyIfALeafThatDecidesOrPaysDoes(t *testing.T) {
	t.Parallel()
	card := decoded(t, string(must(must(catalog.Public()).MarshalJSON())))
	tried := 0
	for i, edition := range at(card, "editions").([]any) {
		for j := range at(edition, "engagements").([]any) {
			alone := with(
				card, change{"editions", []any{edition}},
				change{"editions[0].engagements", []any{at(edition, fmt.Sprintf("engagements[%d]", j))}},
			)
			tops := []string{"editions[0].engagements[0]"}
			if j == 0 {
				tops = []string{"editions[0]", "clocks", "marketLists"}
			}
			tried += leavesOfADigest(t, fmt.Sprint("editions ", i, ": "), alone, tops)
		}
	}
	if tried < 1000 {
		t.Errorf("only %d values were tried", tried)
	}
}

// leavesOfADigest changes each leaf, and returns how many other values read.
func leavesOfADigest(t *testing.T, name string, document any, tops []string) (tried int) {
	t.Helper()
	before := theEdition(must(readInAnyZone(document)))
	for _, top := range tops {
		for _, leaf := range leaves(document, top) {
			for _, e := range otherValues(document, leaf) {
				card, err := readInAnyZone(with(document, e.changes...))
				if err != nil {
					continue
				}
				tried++
				after := theEdition(card)
				changed := !slices.Equal(digests(after), digests(before))
				if changed != describes(leaf) {
					continue
				}
				// a list or a category that the engagement does not use shows
				// nowhere
				if changed || before.ID() != after.ID() || len(diff.Editions(before, after)) > 0 {
					t.Errorf("%sthe digest changes: %v: %s", name, changed, e)
				}
			}
		}
	}
	return tried
}

// The digest knows the catalog by its meaning: what can be written in two ways
// has one digest.
func TestADigestDoesNotDependOnHowTermsAreWritten(t *testing.T) {
	document, old := madeUpOnce(), sameEdition()
	rates := at(document, byMarket+".pay.rates").([]any)
	split := []any{
		rates[0], with(rates[1], change{"knownUntil", absent{}}, change{"until", "2026-03-31"}),
		with(rates[1], change{"after", absent{}}, change{"from", "2026-04-01"}),
	}
	for _, c := range []struct {
		name string
		edit change
	}{
		{"a row in two", change{byMarket + ".pay.rates", split}},
		{"gates in another order", change{byMarket + ".partnerGates[0].rows[0].anyOf", backward(at(document, byMarket+".partnerGates[0].rows[0].anyOf"))}},
		{"ID types in another order", change{byMarket + ".idTypes", backward(at(document, byMarket+".idTypes"))}},
		{"countries in another order", change{"marketLists[0].versions[0].markets[0].countries", backward(at(document, "marketLists[0].versions[0].markets[0].countries"))}},
		{"requirements in another order", change{byMarket + ".requirements", backward(at(document, byMarket+".requirements"))}},
		{"until for before", change{byMarket + ".pay.rates[0]", with(rates[0], change{"before", absent{}}, change{"until", "2025-12-31"})}},
	} {
		if got := digests(madeUpEdition(t, c.edit)); !slices.Equal(got, digests(old)) {
			t.Errorf("%s: the digests are %v, want %v", c.name, got, digests(old))
		}
	}
}

func backward(list any) []any {
	items := slices.Clone(list.([]any))
	slices.Reverse(items)
	return items
}

func TestNoTwoEngagementsHaveOneDigest(t *testing.T) {
	seen := map[catalog.Digest]string{}
	editions := []*catalog.Edition{madeUpEdition(t), sameEdition()}
	for edition := range must(catalog.Public()).Editions() {
		editions = append(editions, edition)
	}
	for _, edition := range editions {
		for e := range edition.Engagements() {
			if other := seen[e.Digest()]; other != "" || e.Digest().IsZero() || strings.Trim(e.Digest().String(), "0123456789abcdef") != "" {
				t.Errorf("%s has the digest %s, as %q", e.Ref(), e.Digest(), other)
			}
			seen[e.Digest()] = e.Ref().String()
		}
	}
}

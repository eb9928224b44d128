package catalogfile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/examples/catalogfile"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

// digests returns the digest of each engagement.
func digests(card *catalog.Catalog) map[mci.EngagementRef]string {
	all := map[mci.EngagementRef]string{}
	for edition := range card.Editions() {
		for e := range edition.Engagements() {
			all[e.Ref()] = e.Digest().String()
		}
	}
	return all
}

func TestAByteOrderMarkAheadOfYAMLIsNoPartOfIt(t *testing.T) {
	template, err := os.ReadFile(filepath.Join("..", "tracker", "template.catalog.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := catalogfile.Read("t.yaml", template)
	if err != nil {
		t.Fatal(err)
	}
	for _, ahead := range []string{"\uFEFF", "\uFEFF---\n", "\uFEFF# ours\r\n"} {
		got, err := catalogfile.Read("t.yaml", append([]byte(ahead), template...))
		if err != nil {
			t.Errorf("after %q: %v", ahead, err)
			continue
		}
		if diff := cmp.Diff(digests(want), digests(got)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestACatalogInYAMLIsTheSameAsInJSON(t *testing.T) {
	for _, file := range []string{"public.catalog.json", "testdata/made-up.catalog.json"} {
		text, err := os.ReadFile(filepath.Join("..", "..", "mci", "catalog", file))
		if err != nil {
			t.Fatal(err)
		}
		want, err := catalogfile.Read(file, text)
		if err != nil {
			t.Fatal(err)
		}
		written, err := yaml.JSONToYAML(text)
		if err != nil {
			t.Fatal(err)
		}
		got, err := catalogfile.Read("catalog.yaml", written)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(digests(want), digests(got)); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
		if got, err = catalogfile.Read("catalog.yml", text); err != nil || !cmp.Equal(digests(want), digests(got)) {
			t.Errorf("%s: JSON is YAML too: %v", file, err)
		}
	}
}

const someYAML = `# A catalog that lacks almost everything.
format: 1
name: "Guide"
sources:
  - id: guide
    title: Our guide
    published: 2026
    grade: official   # not a grade
segmnts: [commercial]
clocks:
- id: c
  consent: thirty
`

func TestAProblemOfYAMLHasItsPathLineAndColumn(t *testing.T) {
	_, err := catalogfile.Read("draft.YAML", []byte(someYAML))
	var problems mci.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("got %v", err)
	}
	got := map[string]string{}
	for _, p := range problems {
		got[p.Path] = p.Error()
	}
	for path, want := range map[string]string{
		"sources[0].published": `sources[0].published: found 2026, want a text (line 7, column 5)`,
		"sources[0].grade":     `sources[0].grade: found "official", want one of Microsoft public, third party, inferred, illustrative (line 8, column 5)`,
		"segmnts":              `segmnts: found an unknown field, want the name as the format writes it: segments (line 9, column 1)`,
		"clocks[0].consent":    `clocks[0].consent: found "thirty", want a whole number from 1 to 3660 (line 12, column 3)`,
		"clocks[0].review":     `clocks[0].review: found nothing, want a whole number from 1 to 3660 (line 11, column 3)`,
	} {
		if got[path] != want {
			t.Errorf("got %s\nwant %s", got[path], want)
		}
	}
}

func TestYAMLThatJSONCannotSayIsRefusedAtItsPlace(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "found 0 documents, want one YAML document",
		"a: 1\n---\nb: 2\n":            "found 2 documents, want one YAML document",
		"a: [1, 2":                     "found malformed YAML",
		"name: a\nid: b\nname: c\n":    "name: found the field twice, want each field once (line 3, column 1)",
		"a: &x 1\nb: *x\n":             "a: found YAML of the kind Anchor, want a mapping, a list, a text, a number, true, false or null (line 1, column 4)",
		"a: !!int '1'\n":               "a: found YAML of the kind Tag",
		"a:\n  <<: {b: 1}\n":           "a: found a name of the kind MergeKey, want a text as the name of a field (line 2, column 3)",
		"a: .inf\n":                    "a: found YAML of the kind Infinity",
		"a: 0x1F\n":                    `a: found "0x1F", want a number as JSON writes it, or a text in quotes (line 1, column 4)`,
		"? [a]\n: 1\n":                 "found malformed YAML",
		strings.Repeat("[", 40):        "found",
		strings.Repeat("- ", 17) + "a": "found deeper nesting, want at most 16 levels",
		strings.Repeat("#", 1<<20+1):   "found 1048577 bytes, want at most 1048576 bytes of YAML",
	} {
		card, err := catalogfile.Read("draft.yaml", []byte(text))
		if card != nil || !errors.Is(err, mci.ErrInvalid) || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: got %v\nwant %s", text, err, want)
		}
	}
}

func TestTheCountryOfNorwayIsAText(t *testing.T) {
	_, err := catalogfile.Read("draft.yaml", []byte("marketLists:\n- id: m\n  versions:\n  - markets:\n    - id: A\n      countries: [NO, SE, on, 12]\n"))
	if err == nil || strings.Contains(err.Error(), `countries[0]`) || !strings.Contains(err.Error(), `countries[2]: found "on"`) || !strings.Contains(err.Error(), "countries[3]: found 12") {
		t.Errorf("got %v", err)
	}
}

func TestAFileThatCannotBeReadIsNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "draft.yaml")
	if _, err := catalogfile.Load(file); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v", err)
	}
	if err := os.WriteFile(file, []byte(someYAML), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := catalogfile.Load(file); err == nil || !strings.HasPrefix(err.Error(), file+" is malformed:\n") {
		t.Errorf("got %v", err)
	}
	if card, err := catalogfile.Load(""); err != nil || card == nil {
		t.Errorf("the public catalog: %v", err)
	}
}

func FuzzReadYAML(f *testing.F) {
	f.Add(someYAML)
	f.Add("a: {b: [1, 'x', null, true]}\n")
	f.Fuzz(func(t *testing.T, text string) {
		if card, err := catalogfile.Read("draft.yaml", []byte(text)); err != nil && (card != nil || !errors.Is(err, mci.ErrInvalid)) {
			t.Errorf("%v", err)
		}
	})
}

func TestAFileMayBeginWithItsVersionAndMarkWhereItsDocumentBeginsAndEnds(t *testing.T) {
	for text, right := range map[string]bool{
		"%YAML 1.2\n---\na: 1\n": true, "---\na: 1\n...\n": true, "%YAML 1.2\n---\na: 1\n...\n": true, "a: 1\n": true, "--- # a catalog\na: 1\n": true,
		"---\na: 1\n---\nb: 2\n": false, "%YAML 1.2\n---\n": false,
	} {
		_, err := catalogfile.Read("a.yaml", []byte(text)) // which lacks all other fields
		line := strings.Count(text[:strings.Index(text+"a: 1", "a: 1")], "\n") + 1
		if want := fmt.Sprintf("a: found an unknown field, want only fields of the format (line %d,", line); right != strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

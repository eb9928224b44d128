package catalog_test

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/internal/documenttest"
)

// A change puts a value at a path of a document, such as "editions[0].id". An
// index one past the end of an array appends.
type change struct {
	Path  string
	Value any
}

// publicJSON returns the text of the embedded catalog.
func publicJSON(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("public.catalog.json")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// publicDocument returns the embedded catalog as decoded JSON.
func publicDocument(t testing.TB) any {
	t.Helper()
	return publicOnce()
}

var publicOnce = sync.OnceValue(func() (document any) {
	if err := json.Unmarshal(must(os.ReadFile("public.catalog.json")), &document); err != nil {
		panic(err)
	}
	return document
})

// readDocument reads a decoded JSON document as a catalog.
func readDocument(document any) (*catalog.Catalog, error) {
	return catalog.Read(documenttest.Text(document), catalog.ReadOptions{})
}

// catalogWith returns the embedded catalog with some changes. It must still be
// well formed.
func catalogWith(t testing.TB, changes ...change) *catalog.Catalog {
	t.Helper()
	catalog, err := readDocument(with(publicDocument(t), changes...))
	if err != nil {
		t.Fatal(err)
	}
	return catalog
}

// problems returns the lines of the error that Read returns for a malformed
// document.
func problems(t testing.TB, data string, options catalog.ReadOptions) []string {
	t.Helper()
	card, err := catalog.Read([]byte(data), options)
	if card != nil {
		t.Error("a catalog was returned beside the problems")
	}
	wantFieldError(t, err)
	return strings.Split(places.ReplaceAllString(err.Error(), "$1"), "\n")
}

// places matches the place that the text of a problem ends with.
var places = regexp.MustCompile(` \(line [0-9]+, column [0-9]+\)(\n|$)`)

func TestADocumentMustBeOneJSONValueInUTF8(t *testing.T) {
	for _, c := range []struct{ name, data, want string }{
		{"empty", ``, `found the end of the text, want one well-formed JSON value in UTF-8`},
		{"cut short", `{"format": 1`, `found the end of the text, want one well-formed JSON value in UTF-8`},
		{"cut short in a list", `{"sources": [`, `sources[0]: found the end of the text, want one well-formed JSON value in UTF-8`},
		{"two values", `{} {}`, `found more after the first JSON value, want one well-formed JSON value in UTF-8`},
		{"not UTF-8", "{\"name\": \"Caf\xe9\"}", `name: found bytes that are not UTF-8, want one well-formed JSON value in UTF-8`},
		{"not an object", `[]`, `found an array of 0, want a JSON object`},
		{"a text", `"{}"`, `found "{}", want a JSON object`},
		{"null", `null`, `found null, want a JSON object`},
		{"true", `true`, `found true, want a JSON object`},
	} {
		if got := problems(t, c.data, catalog.ReadOptions{})[0]; got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
	for _, c := range []struct{ name, data, want string }{
		{"field twice", `{"name": "a", "name": "b"}`, `name: found the field twice, want each field once`},
		{"field twice, written in two ways", `{"name": "a", "\u006eame": "b"}`, `name: found the field twice, want each field once`},
		{"market twice", strings.Replace(publicJSON(t), `"B": "3000"`, `"B": "3000", "B": "4000"`, 1), `editions[0].engagements[0].pay.rates[0].amounts.B: found the field twice, want each field once`},
	} {
		if got := problems(t, c.data, catalog.ReadOptions{}); !slices.Contains(got, c.want) {
			t.Errorf("%s: got %q, want %s", c.name, got, c.want)
		}
	}
}

func TestADocumentIsBoundedInSize(t *testing.T) {
	const most = 8 << 20
	text := publicJSON(t)
	fits := text + strings.Repeat(" ", most-len(text))
	if _, err := catalog.Read([]byte(fits), catalog.ReadOptions{}); err != nil {
		t.Errorf("8 MiB are refused: %v", err)
	}
	if got, want := problems(t, fits+" ", catalog.ReadOptions{}), "found 8388609 bytes, want at most 8388608 bytes"; len(got) != 1 || got[0] != want {
		t.Errorf("got %q, want %s", got, want)
	}
}

func TestADocumentIsBoundedInDepth(t *testing.T) {
	nested := func(levels int) string {
		return `{"x":` + strings.Repeat("[", levels-1) + "0" + strings.Repeat("]", levels-1) + "}"
	}
	if got := problems(t, nested(16), catalog.ReadOptions{}); slices.ContainsFunc(got, func(line string) bool { return strings.Contains(line, "nesting") }) {
		t.Errorf("16 levels are too deep: %q", got)
	}
	want := "x" + strings.Repeat("[0]", 15) + ": found deeper nesting, want at most 16 levels"
	if got := problems(t, nested(17), catalog.ReadOptions{}); len(got) != 1 || got[0] != want {
		t.Errorf("got %q, want %s", got, want)
	}
	if got := problems(t, strings.Repeat("[", 1<<20), catalog.ReadOptions{}); len(got) != 1 || !strings.Contains(got[0], "deeper nesting") {
		t.Errorf("got %q", got)
	}
}

func TestAFieldNameCannotForgeOrFloodALine(t *testing.T) {
	for _, c := range []struct{ name, data string }{
		{"unknown field", `{"x\nformat: found nothing, want a cat": 1}`},
		{"field twice", `{"x\ny": 1, "x\ny": 2}`},
		{"nesting", `{"x\ny": ` + strings.Repeat(`[`, 20) + `}`},
		{"market", strings.Replace(publicJSON(t), `"B": "3000"`, `"B\nC": "3000"`, 1)},
	} {
		for _, line := range problems(t, c.data, catalog.ReadOptions{}) {
			if !strings.Contains(line, ": found ") && !strings.HasPrefix(line, "found ") {
				t.Errorf("%s: the line %q is not a problem", c.name, line)
			}
			if strings.HasPrefix(line, "format: found nothing, want a cat") {
				t.Errorf("%s: forged the line %q", c.name, line)
			}
		}
	}
	for _, name := range []string{"sources[0].grade", "sources[0]", "settings.calendar", "a: found 1, want 2", ""} {
		for _, line := range problems(t, strings.Replace(publicJSON(t), `"format": 1,`, `"format": 1, "`+name+`": 1,`, 1), catalog.ReadOptions{}) {
			if path, _, _ := strings.Cut(line, ": "); path == name || path == "a" {
				t.Errorf("the field %q is reported as if it were another: %s", name, line)
			}
		}
	}
	for _, line := range problems(t, `{"`+strings.Repeat("x", 1<<20)+`": 1}`, catalog.ReadOptions{}) {
		if len(line) > 1000 {
			t.Errorf("a long field name makes a line of %d bytes", len(line))
		}
	}
}

func TestAProblemTellsANumberFromAText(t *testing.T) {
	const window = "clocks[0].consent"
	for _, c := range []struct {
		change change
		want   string
	}{
		{change{window, 0}, `clocks[0].consent: found 0, want a whole number from 1 to 3660`},
		{change{window, -1}, `clocks[0].consent: found -1, want a whole number from 1 to 3660`},
		{change{window, 3661}, `clocks[0].consent: found 3661, want a whole number from 1 to 3660`},
		{change{window, 30.5}, `clocks[0].consent: found 30.5, want a whole number from 1 to 3660`},
		{change{window, "30"}, `clocks[0].consent: found "30", want a whole number from 1 to 3660`},
		{change{"format", 2}, `format: found 2, want a whole number from 1 to 1`},
		{change{"name", 7}, `name: found 7, want a text`},
		{
			change{"editions[0].engagements[0].pay.rates[1].amounts.A", 5000},
			`editions[0].engagements[0].pay.rates[1].amounts.A: found 5000, want an amount above zero in digits, such as "5000"`,
		},
	} {
		if got := problems(t, string(must(json.Marshal(with(publicDocument(t), c.change)))), catalog.ReadOptions{}); len(got) != 1 || got[0] != c.want {
			t.Errorf("got %q, want %s", got, c.want)
		}
	}
}

func TestADocumentIsBoundedInTheElementsOfOneObjectAndOneArray(t *testing.T) {
	many := func(element string, n int) string { return strings.TrimSuffix(strings.Repeat(element+",", n), ",") }
	var names []string
	for i := range 5001 {
		names = append(names, fmt.Sprintf(`"n%d":1`, i))
	}
	for path, data := range map[string]string{
		"x": `{"x": [` + many("1", 5001) + `]}`,
		"y": `{"y": {` + strings.Join(names, ",") + `}}`,
	} {
		want := path + ": found more elements, want at most 5000"
		if got := problems(t, data, catalog.ReadOptions{}); len(got) != 1 || got[0] != want {
			t.Errorf("got %q, want %s", got, want)
		}
	}
	if got := problems(t, `{"x": [`+many("1", 5000)+`]}`, catalog.ReadOptions{}); slices.Contains(got, "x: found more elements, want at most 5000") {
		t.Errorf("5000 elements are too many: %q", got)
	}
}

func TestACatalogWithAByteOrderMarkIsRead(t *testing.T) {
	if _, err := catalog.Read([]byte("\ufeff"+publicJSON(t)), catalog.ReadOptions{}); err != nil {
		t.Error(err)
	}
}

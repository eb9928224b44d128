package play

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
)

func public(t *testing.T) *catalog.Catalog {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	return card
}

func TestAProblemOfABookHasItsPathLineAndColumn(t *testing.T) {
	for name, c := range map[string]struct{ from, to, want string }{
		"malformed JSON":         {`"partner": "Fabrikam",`, `"partner": "Fabrikam"`, `(line 2, column 2)`},
		"a field twice":          {`"partner": "Fabrikam"`, `"partner": "Fabrikam", "partner": "Contoso"`, `partner: found the field twice, want each field once (line 1, column 50)`},
		"an unknown field":       {`"partner": "Fabrikam"`, `"partner": "Fabrikam", "partners": 1`, `not partners (line 1, column 51)`},
		"a value of the schema":  {`"enrolled"`, `"maybe"`, `(line 2, column 77)`},
		"a value of the library": {`"country": "CH", "enrollment"`, `"country": "XX", "enrollment"`, `(line 2, column 57)`},
		"a value in a list":      {`"TPID", "value": "123456", "criteria"`, `"TPID", "value": "12x", "criteria"`, `(line 6, column 38)`},
	} {
		t.Run(name, func(t *testing.T) {
			broken := strings.Replace(smallBook, c.from, c.to, 1)
			if _, err := Read([]byte(broken), public(t)); !errors.Is(err, mci.ErrInvalid) || !strings.HasSuffix(err.Error(), c.want) {
				t.Errorf("got %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestAProblemOfAStepIsPlacedAtItsFieldOrAtTheStepThatLacksIt(t *testing.T) {
	for name, c := range map[string]struct{ from, to, path, at string }{
		"a verb":                {`"do": "submit"`, `"do": "fly"`, "steps[1].do", `"fly"`},
		"a field twice":         {`"do": "submit", "claim": "k"`, `"do": "submit", "claim": "k", "claim": "k"`, "steps[1].claim", `"k"`},
		"an unknown field":      {`"do": "submit", "claim": "k"`, `"do": "submit", "claim": "k", "claims": "z"`, "steps[1]", `"z"`},
		"a missing field":       {`, "location": "L"}`, `}`, "steps[0]", `{"at": "2022-12-01T09:00:00Z", "by": "mia", "do": "add"`},
		"an unknown customer":   {`"do": "add", "claim": "k", "customer": "c"`, `"do": "add", "claim": "k", "customer": "d"`, "steps[0].customer", `"d"`},
		"a value of a command":  {`"do": "submit", "claim": "k"`, `"do": "take-back", "claim": "k", "number": 9`, "steps[1].number", "9,"},
		"an expected value":     {`{"outcome": "applied"}`, `{"outcome": "perhaps"}`, "steps[1].expect.outcome", `"perhaps"`},
		"a value within a list": {`"workloads": ["Teams"], "customerTitle"`, `"workloads": ["Te\u0007ams"], "customerTitle"`, "steps[2].workloads[0]", `"Te\u0007ams"`},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(smallBook, c.from, c.to, 1)
			book, err := Read([]byte(text), public(t))
			if err != nil {
				t.Fatal(err)
			}
			err = book.Play(t.Context(), Together(), Options{})
			var problem *mci.FieldError
			if !errors.As(err, &problem) || problem.Path != c.path {
				t.Fatalf("got %v, want a problem of %s", err, c.path)
			}
			lines := strings.Split(text, "\n")
			if rest := lines[problem.Line-1][problem.Column-1:]; !strings.HasPrefix(rest, c.at) {
				t.Errorf("the place is before %.40q, want %q", rest, c.at)
			}
		})
	}
}

func TestABookIsPlayedTwiceWithTheSameResult(t *testing.T) {
	book, err := Read(append([]byte("\ufeff"), Embedded()...), public(t))
	if err != nil {
		t.Fatal(err)
	}
	var first, second bytes.Buffer
	if err := errors.Join(book.Play(t.Context(), NewLines(&first), Options{}), book.Play(t.Context(), NewLines(&second), Options{})); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first.String(), second.String()); diff != "" {
		t.Error(diff)
	}
}

// A broken writer accepts nothing.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.ErrUnsupported }

func TestSeveralPrintersPrintOnePlayAndNoneKeepsTheOthersFromIt(t *testing.T) {
	book, err := Read([]byte(smallBook), public(t))
	if err != nil {
		t.Fatal(err)
	}
	var story bytes.Buffer
	err = book.Play(t.Context(), Together(NewLines(broken{}), NewStory(&story)), Options{})
	if !errors.Is(err, errors.ErrUnsupported) {
		t.Errorf("got %v, want the error of the writer", err)
	}
	if !strings.Contains(story.String(), "Mia adds Contoso by TPID") {
		t.Errorf("the story does not tell the step that could not be written:\n%s", story.String())
	}
}

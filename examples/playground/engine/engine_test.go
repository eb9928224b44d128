package engine

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func newEngine(t *testing.T) *Engine {
	t.Helper()
	e, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestTheExampleIsPlayedAsTheJourneyPlaysIt(t *testing.T) {
	got := newEngine(t).Play(t.Context(), []byte(Example()))
	if diff := cmp.Diff(read(t, "..", "..", "journey", "testdata", "journey.golden.jsonl"), got.Lines); diff != "" {
		t.Errorf("the lines differ (-journey +engine):\n%s", diff)
	}
	if diff := cmp.Diff(read(t, "..", "..", "journey", "testdata", "journey.golden.txt"), got.Story); diff != "" {
		t.Errorf("the story differs (-journey +engine):\n%s", diff)
	}
	if got.Expected == 0 || len(got.Differences) != 0 || len(got.Problems) != 0 {
		t.Errorf("%d expectations, %s, %v", got.Expected, got.Differences, got.Problems)
	}
}

func TestAResultThatIsNotAsExpectedIsTold(t *testing.T) {
	got := newEngine(t).Play(t.Context(), []byte(strings.Replace(Example(), `"Customer claimed"`, `"Approved"`, 1)))
	if len(got.Differences) != 1 || !strings.Contains(string(got.Differences[0]), `"want":"Approved","found":"Customer claimed"`) {
		t.Errorf("got %s", got.Differences)
	}
}

func TestAMalformedBookIsToldWithItsPlaceAndPlayedUpToThere(t *testing.T) {
	for name, c := range map[string]struct {
		from, to, path string
		line, played   int
	}{
		"malformed JSON":   {`"title": "A`, `"title" "A`, "title", 3, 0},
		"a wrong country":  {`"country": "SG"`, `"country": "XX"`, "locations[1].country", 17, 0},
		"an unknown verb":  {`"do": "send-consent"`, `"do": "fly"`, "steps[3].do", 153, 4},
		"an unknown claim": {`"do": "expire", "claim": "adatum-viva"`, `"do": "expire", "claim": "nobody"`, "steps[9].claim", 185, 10},
	} {
		t.Run(name, func(t *testing.T) {
			got := newEngine(t).Play(t.Context(), []byte(strings.Replace(Example(), c.from, c.to, 1)))
			if len(got.Problems) != 1 || got.Problems[0].Path != c.path || got.Problems[0].Line != c.line || strings.Count(got.Lines, "\n") != c.played {
				t.Errorf("%d lines, %+v", strings.Count(got.Lines, "\n"), got.Problems)
			}
		})
	}
}

func TestACatalogFromAFileReplacesThePublicOneUntilItIsTakenBack(t *testing.T) {
	e := newEngine(t)
	public := e.Terms()
	if len(public.Editions) == 0 || len(public.Problems) != 0 {
		t.Fatalf("the public catalog: %+v", public)
	}
	text := read(t, "..", "..", "..", "mci", "catalog", "testdata", "made-up.catalog.json")
	made := e.Load("made-up.json", []byte(text))
	if made.Name == public.Name || len(made.Problems) != 0 {
		t.Errorf("the catalog from the file: %+v", made)
	}
	if played := e.Play(t.Context(), []byte(Example())); len(played.Problems) == 0 || !strings.Contains(played.Problems[0].Message, "an engagement of the catalog") {
		t.Errorf("the example on another catalog: %+v", played.Problems)
	}
	broken := e.Load("draft.yaml", []byte("format: 1\nname: ''\n"))
	if len(broken.Problems) == 0 || broken.Problems[0].Line == 0 || broken.Name != made.Name {
		t.Errorf("a malformed catalog: %+v", broken)
	}
	if diff := cmp.Diff(Encode(public), Encode(e.Load("", nil))); diff != "" {
		t.Errorf("the public catalog again: %s", diff)
	}
}

const moving = "\ufeff{\n" + ` "title": "Zürich", "steps": [
  {"at": "2022-12-01T09:00:00Z", "claim": "k", "note": "ä"},
  {"claim": "other", "at": "2022-12-02T09:00:00Z"},
  7, {"at": 8, "claim": "k"}, {"claim": "k", "at" :` + "\n" + ` "2022-12-03T23:30:00Z" }, {"at": "soon", "claim": "k"}
]}`

func TestADateIsMovedAndNothingElseOfTheText(t *testing.T) {
	for name, c := range map[string]struct {
		step  int
		along bool
		want  *strings.Replacer
	}{
		"alone":            {0, false, strings.NewReplacer("12-01T09", "12-05T10")},
		"with its claim":   {0, true, strings.NewReplacer("12-01T09", "12-05T10", "12-03T23:30", "12-08T00:30")},
		"another claim":    {1, true, strings.NewReplacer("12-02T09", "12-05T10")},
		"no date before":   {5, true, strings.NewReplacer("soon", "2022-12-05T10:00:00Z")},
		"over two lines":   {4, false, strings.NewReplacer("12-03T23:30", "12-05T10:00")},
		"the last of them": {4, true, strings.NewReplacer("12-03T23:30", "12-05T10:00")},
	} {
		t.Run(name, func(t *testing.T) {
			got := Move([]byte(moving), c.step, "2022-12-05T11:00:00+01:00", c.along)
			if diff := cmp.Diff(c.want.Replace(moving), got.Text); diff != "" || got.Problem != "" {
				t.Errorf("%s\n%s", got.Problem, diff)
			}
		})
	}
}

func TestADateThatCannotBeMovedLeavesTheTextAndIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		text     string
		step     int
		at, want string
	}{
		"no instant":      {moving, 0, "tomorrow", `at: found "tomorrow"`},
		"no such step":    {moving, 9, "2022-12-05T10:00:00Z", `want the number of a step, from 0 to 5`},
		"below none":      {moving, -1, "2022-12-05T10:00:00Z", `want the number of a step`},
		"no date":         {moving, 2, "2022-12-05T10:00:00Z", `steps[2].at`},
		"a date as 8":     {moving, 3, "2022-12-05T10:00:00Z", `steps[3].at`},
		"no JSON":         {"{", 0, "2022-12-05T10:00:00Z", `(line 1, column 2)`},
		"a list":          {"[1]", 0, "2022-12-05T10:00:00Z", `number of a step`},
		"a number":        {"1", 0, "2022-12-05T10:00:00Z", `an object or a list`},
		"steps as a text": {`{"steps": "none"}`, 0, "2022-12-05T10:00:00Z", `number of a step`},
	} {
		if got := Move([]byte(c.text), c.step, c.at, true); got.Text != c.text || !strings.Contains(got.Problem, c.want) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestAStepIsFoundByItsDateOrByItself(t *testing.T) {
	for step, want := range map[int]Place{-1: {}, 0: {3, 10}, 1: {4, 28}, 2: {5, 3}, 3: {5, 6}, 4: {6, 2}, 6: {}} {
		if got := Find([]byte(moving), step); got != want {
			t.Errorf("step %d is at %v, want %v", step, got, want)
		}
	}
}

// Moving a date there and back gives the text again, if it was in UTC.
func TestMovingThereAndBackChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := Example()
		steps, err := stepsOf([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		i, along := rapid.IntRange(0, len(steps)-1).Draw(t, "step"), rapid.Bool().Draw(t, "along")
		there := steps[i].at.Add(time.Duration(rapid.IntRange(-1e6, 1e6).Draw(t, "minutes")) * time.Minute)
		moved := Move([]byte(text), i, there.Format(time.RFC3339), along)
		back := Move([]byte(moved.Text), i, steps[i].at.Format(time.RFC3339), along)
		if back.Text != text || moved.Problem != "" || back.Problem != "" {
			t.Fatalf("%q, %q: %s", moved.Problem, back.Problem, cmp.Diff(text, back.Text))
		}
	})
}

func TestEveryAnswerIsJSONWithListsInPlaceOfNull(t *testing.T) {
	e := newEngine(t)
	for _, answer := range []any{e.Terms(), e.Play(t.Context(), []byte("{}")), e.Play(t.Context(), []byte(Example())), Move([]byte(moving), 0, "", false)} {
		text := Encode(answer)
		if !json.Valid([]byte(text)) || strings.Contains(text, ":null,\"") && !strings.Contains(text, `"lines"`) {
			t.Errorf("%.200s", text)
		}
	}
}

// Whatever the text and the date are, nothing panics, and a text that cannot be
// changed is left as it is.
func FuzzMove(f *testing.F) {
	f.Add(moving, 0, "2022-12-05T10:00:00Z")
	f.Add(`{"steps": [[{"at": "x"}], {"at": "y", "at": "2022-12-05T10:00:00Z"}], "steps": {"at": {}}}`, 1, "9999-12-31T23:59:59Z")
	f.Fuzz(func(t *testing.T, text string, step int, at string) {
		for _, along := range []bool{false, true} {
			if got := Move([]byte(text), step, at, along); got.Problem != "" && got.Text != text {
				t.Errorf("%+v", got)
			}
		}
		Find([]byte(text), step)
	})
}

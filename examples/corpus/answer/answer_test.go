package answer_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/mci/catalog"
)

func public(t testing.TB) answer.Catalogs {
	t.Helper()
	card, err := catalog.Public()
	if err != nil {
		t.Fatal(err)
	}
	return answer.Catalogs{"public": card}
}

func TestAMalformedQuestionOfEachKindNamesTheFields(t *testing.T) {
	for _, kind := range answer.Kinds() {
		for _, in := range []string{`{"mistake":1}`, `{"catalog":1}`, `[]`} {
			got, err := answer.Of(public(t), kind, json.RawMessage(in))
			if err != nil || !bytes.Contains(got, []byte(`{"result":"malformed","fields":["`)) {
				t.Errorf("%s, %s: got %s and the error %v", kind, in, got, err)
			}
		}
	}
}

func TestDeadlinesAtNoInstantAreMalformed(t *testing.T) {
	for kind, in := range map[string]string{"deadlines": `{"catalog":"public"}`, "associationDeadlines": `{}`} {
		got, err := answer.Of(public(t), kind, json.RawMessage(in))
		if err != nil || string(got) != `{"result":"malformed","fields":["at"]}` {
			t.Errorf("%s: got %s and the error %v", kind, got, err)
		}
	}
}

func TestACatalogThatIsNotThereIsMalformed(t *testing.T) {
	for _, kind := range []string{"step", "life", "deadlines", "eligibility", "tab", "payout", "plan"} {
		got, err := answer.Of(public(t), kind, json.RawMessage(`{"catalog":"none"}`))
		if err != nil || string(got) != `{"result":"malformed","fields":["catalog"]}` {
			t.Errorf("%s: got %s and the error %v", kind, got, err)
		}
	}
	if _, err := answer.Of(public(t), "weather", json.RawMessage(`{}`)); err == nil {
		t.Error("an unknown kind was answered")
	}
}

func TestAStepWithoutItsClaimIsMalformed(t *testing.T) {
	for kind, in := range map[string]string{
		"step":                 `{"catalog":"public","do":{"observe":"Approved"},"meta":{"actor":"partner center","at":"2023-01-01T00:00:00Z"}}`,
		"associationStep":      `{"do":{"observe":"Approved"},"meta":{"actor":"partner center","at":"2023-01-01T00:00:00Z"}}`,
		"deadlines":            `{"catalog":"public","at":"2023-01-01T00:00:00Z"}`,
		"associationDeadlines": `{"at":"2023-01-01T00:00:00Z"}`,
		"life":                 `{"catalog":"public","steps":[{"do":{"observe":"Approved","takeBack":{"number":1}},"meta":{"actor":"partner center","at":"2023-01-01T00:00:00Z"}}]}`,
		"associationLife":      `{"steps":[{"do":{},"meta":{"actor":"partner center","at":"2023-01-01T00:00:00Z"}}]}`,
		"payout":               `{"catalog":"public","engagement":{"edition":"none","engagement":"none"},"inputs":{}}`,
		"settlement":           `{"asOf":"2023-01-01","claims":[],"coverage":[{"report":"earnings report"}]}`,
		"eligibility":          `{"catalog":"public","question":{"at":1}}`,
		"tab":                  `{"catalog":"public","name":"a","question":{"at":1}}`,
	} {
		got, err := answer.Of(public(t), kind, json.RawMessage(in))
		if err != nil || !strings.Contains(string(got), "malformed") {
			t.Errorf("%s: got %s and the error %v", kind, got, err)
		}
	}
}

// A question that somebody else wrote never makes the program panic, and its
// answer is the same twice.
func FuzzOf(f *testing.F) {
	names, err := filepath.Glob("../data/*.jsonl")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, line := range bytes.SplitN(text, []byte("\n"), 6)[1:5] {
			var one struct {
				Kind string
				In   json.RawMessage
			}
			if err := json.Unmarshal(line, &one); err != nil {
				f.Fatal(err)
			}
			f.Add(one.Kind, []byte(one.In))
		}
	}
	known := public(f)
	f.Fuzz(func(t *testing.T, kind string, in []byte) {
		first, err := answer.Of(known, kind, in)
		second, again := answer.Of(known, kind, in)
		if (err == nil) != (again == nil) || !bytes.Equal(first, second) {
			t.Fatalf("got %s and %v, then %s and %v", first, err, second, again)
		}
	})
}

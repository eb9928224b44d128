package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/examples/corpus/answer"
	"github.com/mci-go/incentives/examples/corpus/form"
)

var update = flag.Bool("update", false, "rewrite the files of the corpus")

const scenarioFolder = "../../claims/testdata/scenarios"

// play runs the program and returns its exit status and its output.
func play(stdin string, args ...string) (status int, stdout, stderr string) {
	var out, errs bytes.Buffer
	status = run(args, strings.NewReader(stdin), &out, &errs)
	return status, out.String(), errs.String()
}

// If a rule changes, this test fails. Run it with -update, and read the
// difference of the files.
func TestTheCorpusIsAsTheLibraryAnswers(t *testing.T) {
	if raceDetector {
		t.Skip("the step programs of the CI makes the corpus without the race detector")
	}
	args := []string{"-scenarios", scenarioFolder, "-folder", "data"}
	if *update {
		args = append(args, "-write")
	}
	switch status, stdout, stderr := play("", args...); status {
	case done:
	case differs:
		t.Fatalf("the files differ; if the change is meant, run with -update:\n%s", stdout)
	default: // nothing was written
		t.Fatalf("the corpus cannot be made, and -update writes no answers: %s"+
			"If a catalog cannot be read, -update copies the library's into the folder catalogs, and the next run uses them. "+
			"Change corrected.json by hand as public.json was changed: it has editions of its own.", stderr)
	}
	files, err := filepath.Glob("data/*.jsonl")
	if err != nil || len(files) != len(answer.Kinds()) {
		t.Errorf("got the files %v and the error %v, want one for each of %v", files, err, answer.Kinds())
	}
	size := int64(0)
	for _, name := range files {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		size += info.Size()
	}
	if size > 6<<20 {
		t.Errorf("the corpus has %d bytes, want some megabytes at most", size)
	}
}

// A reader in another language has nothing but the files. So the answers are
// given again here from the JSON of the questions and the catalogs that the
// headers name.
func TestEachCaseIsAnsweredFromItsFileAlone(t *testing.T) {
	known, err := Catalogs()
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for _, kind := range answer.Kinds() {
		read := file(t, kind)
		named := answer.Catalogs{}
		for _, one := range read.Header.Catalogs {
			if _, err := os.Stat(one.File); err != nil {
				t.Error(err)
			}
			named[one.Name] = known[one.Name]
		}
		for i := range read.Cases {
			c := &read.Cases[i]
			got, err := answer.Of(named, c.Kind, c.In)
			if err != nil || c.Kind != kind || ids[c.ID] {
				t.Fatalf("%s: got the error %v, the kind %s, known %t", c.ID, err, c.Kind, ids[c.ID])
			}
			ids[c.ID] = true
			if diff := cmp.Diff(string(c.Out), string(got)); diff != "" {
				t.Fatalf("%s (-file +library):\n%s", c.ID, diff)
			}
		}
	}
}

// A merge patch of a step leads from the record of the question to a record
// that the library takes.
func TestEachPatchLeadsToARecordThatIsTaken(t *testing.T) {
	known, err := Catalogs()
	if err != nil {
		t.Fatal(err)
	}
	read := file(t, "step")
	for i := range read.Cases {
		var in struct {
			Catalog string
			Record  map[string]any
			Meta    struct{ At string }
		}
		var out struct {
			Result string
			Patch  map[string]any
		}
		if json.Unmarshal(read.Cases[i].In, &in) != nil || json.Unmarshal(read.Cases[i].Out, &out) != nil || out.Result != "changed" {
			continue
		}
		question, err := json.Marshal(map[string]any{"catalog": in.Catalog, "record": merged(in.Record, out.Patch), "at": in.Meta.At})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := answer.Of(known, "deadlines", question); err != nil || bytes.Contains(got, []byte("malformed")) {
			t.Errorf("%s: got %s and the error %v for the record after the step", read.Cases[i].ID, got, err)
		}
	}
}

// merged applies a JSON merge patch (RFC 7396).
func merged(object, patch map[string]any) map[string]any {
	after := map[string]any{}
	maps.Copy(after, object)
	for name, value := range patch {
		inner, isObject := value.(map[string]any)
		switch {
		case value == nil:
			delete(after, name)
		case isObject:
			old, _ := after[name].(map[string]any)
			after[name] = merged(old, inner)
		default:
			after[name] = value
		}
	}
	return after
}

func TestTheCatalogsAreThoseOfTheLibrary(t *testing.T) {
	for name, origin := range map[string]string{
		"public":     "../../mci/catalog/public.catalog.json",
		"zoned":      "../../mci/catalog/public.catalog.json",           // east of UTC
		"western":    "../../mci/catalog/testdata/made-up.catalog.json", // west of UTC
		"made-up":    "../../mci/catalog/testdata/made-up.catalog.json",
		"conditions": "../../eligibility/testdata/rules.catalog.json",
	} {
		want, err := os.ReadFile(origin)
		if err != nil {
			t.Fatal(err)
		}
		if zone := map[string]string{"zoned": "Europe/Zurich", "western": "America/Los_Angeles"}[name]; zone != "" {
			want = bytes.ReplaceAll(want, []byte(`"timeZone": "UTC"`), []byte(`"timeZone": "`+zone+`"`))
			want = bytes.Replace(want, []byte(`"name": "`), []byte(`"name": "IN ANOTHER TIME ZONE, for tests: `), 1)
		}
		path := filepath.Join("catalogs", name+".json")
		if *update {
			if err := os.WriteFile(path, want, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not %s, error %v; run with -update", path, origin, err)
		}
	}
}

func TestTheProgramAnswersCasesOfOthers(t *testing.T) {
	read := file(t, "status")
	line := read.Cases[0]
	line.Out = json.RawMessage(`{}`)
	var b bytes.Buffer
	if err := (&form.File{Cases: []form.Case{line}}).WriteCases(&b); err != nil {
		t.Fatal(err)
	}
	status, stdout, stderr := play(b.String(), "-answer")
	var got form.Case
	if err := json.Unmarshal([]byte(stdout), &got); status != done || err != nil || string(got.Out) != string(read.Cases[0].Out) {
		t.Errorf("got the status %d, %s%s and the error %v", status, stdout, stderr, err)
	}
	for name, text := range map[string]string{
		"no case":      `{}`,
		"no JSON":      `{`,
		"unknown kind": strings.Replace(b.String(), `"kind":"status"`, `"kind":"weather"`, 1),
		"a long line":  strings.Repeat(" ", form.MostLine+1),
	} {
		if status, _, stderr := play(text, "-answer"); status == done || stderr == "" && name != "unknown kind" {
			t.Errorf("%s: got the status %d and %q", name, status, stderr)
		}
	}
}

// A whole file can be answered anew, and so can questions that nobody has
// answered yet.
func TestAHeaderIsPassedOverAndAQuestionNeedsNoAnswer(t *testing.T) {
	read := file(t, "status")
	whole, err := os.ReadFile("data/status.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	_, lines, _ := strings.Cut(string(whole), "\n")
	if status, stdout, stderr := play(string(whole), "-answer"); status != done || stdout != lines {
		t.Errorf("got the status %d, other lines and %s", status, stderr)
	}
	question := `{"id":"mine-1","kind":"status","in":` + string(read.Cases[0].In) + `}`
	want := `{"id":"mine-1","kind":"status","covers":[],"in":` + string(read.Cases[0].In) + `,"out":` + string(read.Cases[0].Out) + "}\n"
	if status, stdout, stderr := play(question+"\n", "-answer"); status != done || stdout != want {
		t.Errorf("got the status %d, %s%s\nwant %s", status, stdout, stderr, want)
	}
}

func TestALineThatIsNoCaseStopsNoneOfTheOthers(t *testing.T) {
	var b bytes.Buffer
	if err := (&form.File{Cases: file(t, "status").Cases[:2]}).WriteCases(&b); err != nil {
		t.Fatal(err)
	}
	first, second, _ := strings.Cut(b.String(), "\n")
	status, stdout, stderr := play(strings.Repeat("{}\n", mostBadLines)+first+"\n{}\n"+second, "-answer")
	if status == done || stdout != b.String() || !strings.Contains(stderr, "line 1: ") || !strings.Contains(stderr, "\n1 more lines") {
		t.Errorf("got the status %d, %s and %s", status, stdout, stderr)
	}
}

func TestTheProgramSaysWhatIsDifferent(t *testing.T) {
	folder, files := t.TempDir(), map[string][]byte{"status.jsonl": []byte("{}\n")}
	var out bytes.Buffer
	if _, err := compare(files, folder, false, &out); err == nil {
		t.Error("a file that is not there was compared")
	}
	if same, err := compare(files, folder, true, &out); err != nil || !same {
		t.Errorf("got %t and the error %v for a file just written", same, err)
	}
	files["status.jsonl"] = []byte("{ }\n")
	if same, err := compare(files, folder, false, &out); err != nil || same || !strings.Contains(out.String(), "DIFFERENT") {
		t.Errorf("got %t, the error %v and %s", same, err, &out)
	}
	if _, err := compare(files, filepath.Join(folder, "none"), true, &out); err == nil {
		t.Error("a file was written into a folder that is not there")
	}
	if status, _, _ := play("", "-folder"); status != failed {
		t.Errorf("got the status %d for a flag without its value", status)
	}
	if status, _, stderr := play("", "-help"); status != done || !strings.Contains(stderr, "-write") {
		t.Errorf("got the status %d and %s", status, stderr)
	}
}

func TestASeedGivesTheSameLivesEachTime(t *testing.T) {
	_, first, _ := play("", "-sample", "20", "-seed", "7")
	_, second, _ := play("", "-sample", "20", "-seed", "7")
	_, other, _ := play("", "-sample", "20", "-seed", "8")
	if first != second || first == other || strings.Count(first, "\n") != 40 {
		t.Errorf("got %d lines, the same again %t, with another seed %t", strings.Count(first, "\n"), first == second, first == other)
	}
	status, answered, stderr := play(first, "-answer")
	if status != done || answered != first {
		t.Errorf("got the status %d, other answers and %s", status, stderr)
	}
}

func TestKindsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	kinds := answer.Kinds()
	for _, kind := range kinds {
		if !strings.Contains(string(text), "`"+kind+"`") {
			t.Errorf("README.md has no kind %s", kind)
		}
	}
	if slices.Sort(kinds); len(slices.Compact(kinds)) != len(answer.Kinds()) {
		t.Errorf("a kind stands twice in %v", kinds)
	}
}

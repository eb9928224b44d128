package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mci-go/incentives/examples/playground/engine"
)

// site is the folder into which the site was built, once for all tests.
var site = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "playground-test-")
	if err != nil {
		return "", err
	}
	made = folder
	_, err = build(context.Background(), folder)
	return folder, err
})

// made is removed after the tests.
var made string

func TestMain(m *testing.M) {
	status := m.Run()
	if made != "" {
		if err := os.RemoveAll(made); err != nil {
			fmt.Fprintln(os.Stderr, err)
			status = 1
		}
	}
	os.Exit(status)
}

// built returns the folder of the site.
func built(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("SKIPPED: -short builds no page")
	}
	folder, err := site()
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

// recorded returns a golden file of the journey.
func recorded(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "journey", "testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// node tests the way in which the page shows the lines; see testdata.
func TestTheTimelineShowsWhatTheLinesTell(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("SKIPPED: there is no node on the path")
	}
	folder := t.TempDir()
	for from, to := range map[string]string{"site/model.js": "model.mjs", "testdata/model_test.mjs": "model_test.mjs"} {
		text, err := os.ReadFile(filepath.FromSlash(from))
		if err := errors.Join(err, os.WriteFile(filepath.Join(folder, to), text, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	if out, err := exec.CommandContext(t.Context(), node, filepath.Join(folder, "model_test.mjs")).CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

func TestTheBrowsersProgramAnswersAsTheJourneyDoes(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("SKIPPED: there is no node on the path; the test in a browser compares the same")
	}
	catalog, err := filepath.Abs(filepath.Join("..", "..", "mci", "catalog", "testdata", "made-up.catalog.json"))
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), node, filepath.Join("testdata", "run.cjs"), built(t), catalog).Output()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var got struct {
		Milliseconds    float64
		Play, Malformed engine.Play
		Moved           engine.Edit
		Place           engine.Place
		Catalog         engine.Terms
		Missing         any
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	t.Logf("played in %.0f ms", got.Milliseconds)
	if diff := cmp.Diff(recorded(t, "journey.golden.jsonl"), got.Play.Lines); diff != "" {
		t.Errorf("the lines differ (-journey +browser):\n%s", diff)
	}
	if diff := cmp.Diff(recorded(t, "journey.golden.txt"), got.Play.Story); diff != "" {
		t.Errorf("the story differs (-journey +browser):\n%s", diff)
	}
	if want := engine.Move([]byte(engine.Example()), 5, "2023-01-24T15:20:00Z", false); got.Moved != want || got.Place != engine.Find([]byte(engine.Example()), 0) {
		t.Errorf("moved: %q at %v", got.Moved.Problem, got.Place)
	}
	if len(got.Malformed.Problems) != 1 || got.Malformed.Problems[0].Line != 1 || got.Missing != nil {
		t.Errorf("malformed: %+v, %v", got.Malformed.Problems, got.Missing)
	}
	// It counts its days in another zone, and a browser has no file of zones.
	if len(got.Catalog.Problems) != 0 || len(got.Catalog.Editions) == 0 {
		t.Errorf("the catalog: %+v", got.Catalog)
	}
}

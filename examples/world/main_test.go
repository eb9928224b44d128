package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// output runs the program.
func output(t *testing.T, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	if err := run(args, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	return out.String()
}

func TestOneNumberPrintsOneDigest(t *testing.T) {
	digest := regexp.MustCompile(`300 steps in 1 eras, digest ([0-9a-f]{16})`)
	one, other := digest.FindStringSubmatch(output(t, "-seed", "7", "-steps", "300")), digest.FindStringSubmatch(output(t, "-seed", "7", "-steps", "300", "-counts=false"))
	if one == nil || other == nil || one[1] != other[1] {
		t.Errorf("printed %q and %q", one, other)
	}
}

func TestAnArgumentThatIsNoFlagIsNamed(t *testing.T) {
	for _, args := range [][]string{{"extra"}, {"-story", "story.txt", "extra"}} {
		if err := run(args, io.Discard); err == nil || !strings.Contains(err.Error(), `the argument "extra"`) {
			t.Errorf("%q: got the error %v", args, err)
		}
	}
}

func TestFreshSeedsArePrinted(t *testing.T) {
	text := output(t, "-fresh", "2", "-steps", "100", "-counts=false")
	if strings.Count(text, "seed ") != 2 {
		t.Errorf("printed\n%s", text)
	}
}

func TestAPureWorldPlaysOnlyCommands(t *testing.T) {
	text := output(t, "-pure", "-steps", "500")
	if strings.Contains(text, "import:") || !strings.Contains(text, "do submit:") {
		t.Errorf("printed\n%s", text)
	}
}

func TestADurationBoundsARun(t *testing.T) {
	if text := output(t, "-for", "1ms", "-counts=false"); !strings.Contains(text, "1 eras") {
		t.Errorf("printed\n%s", text)
	}
}

func TestAStoryIsToldStepByStep(t *testing.T) {
	text := output(t, "-story", filepath.Join("partner", "testdata", "stories", "kept-key.txt"))
	if !strings.Contains(text, "open claim=167 desk=0: [open: done") {
		t.Errorf("printed\n%s", text)
	}
	bad := filepath.Join(t.TempDir(), "bad.txt")
	if err := os.WriteFile(bad, []byte("fly"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-story", bad}, {"-story", bad + "x"}, {"-seed", "x"}} {
		if err := run(args, &bytes.Buffer{}); err == nil {
			t.Errorf("%q gives no error", args)
		}
	}
}

func TestWhatPlaysNothingIsNoSuccess(t *testing.T) {
	empty := filepath.Join(t.TempDir(), "empty.txt")
	if err := os.WriteFile(empty, []byte("seed 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-steps", "0"}, {"-steps", "-5"}, {"-fresh", "-1"}, {"-fresh", "2", "-seed", "5"}, {"-story", empty}, {"20000"}} {
		if err := run(args, io.Discard); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
}

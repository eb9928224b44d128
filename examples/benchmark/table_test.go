package main

import (
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares text with a file in testdata, or rewrites the file.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := "testdata/" + name
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); run with -update if that is meant:\n%s", file, diff)
	}
}

// someResults returns two workloads with figures that are easy to check by
// hand.
func someResults() results {
	allowed := atMostTimes("at most 5 x an allowed one", 5, ours)
	allowed.workload = "fast"
	return results{
		{"fast", "event", ours, []target{noAllocation()}, figures{2, 0, 0}},
		{"fast", "event", "table", []target{atMostTimes("at most 2 x this", 2, "table")}, figures{0.9, 0, 0}},
		{"fast", "event", "peer", []target{atLeastFaster("100 x faster than this", 100, "peer")}, figures{200, 3, 96}},
		{"slow", "claim", ours, []target{atMostNanoseconds("at most 400 ns", 400), allowed}, figures{400, 4.25, 1200}},
		{"slow", "claim", "peer, built", nil, figures{28733.4, 25, 4096}},
		{"slow", "claim", "none", nil, figures{0.04, 0.001, 0.01}},
	}
}

func TestTheTableShowsFiguresRatiosAndTargets(t *testing.T) {
	on := machine{CPU: "Some CPU", Cores: 2, Load: "0.10", System: "linux/amd64", Go: "go1.26", Versions: []string{"library (this checkout)", "peer v1.0.0"}}
	var b strings.Builder
	if err := reportOf(on, plan{rounds: 5, time: "100ms"}, someResults()).print(&b); err != nil {
		t.Fatal(err)
	}
	golden(t, "table.golden.txt", b.String())
}

func TestRatiosAreToTheLibraryAndZeroWithoutIt(t *testing.T) {
	rows := reportOf(machine{}, plan{}, someResults()).Rows
	if rows[0].Ratio != 1 || rows[2].Ratio != 100 {
		t.Errorf("got the ratios %v and %v, want 1 and 100", rows[0].Ratio, rows[2].Ratio)
	}
	alone := reportOf(machine{}, plan{}, someResults()[1:2]).Rows[0]
	if alone.Ratio != 0 || alone.Targets[0].Verdict != notMeasured {
		t.Errorf("without the library: got the ratio %v and %q", alone.Ratio, alone.Targets[0].Verdict)
	}
}

type broken struct{}

var errBroken = errors.New("broken")

func (broken) Write([]byte) (int, error) { return 0, errBroken }

func TestATableThatCannotBeWrittenIsAnError(t *testing.T) {
	if err := (report{}).print(broken{}); !errors.Is(err, errBroken) {
		t.Errorf("got error %v", err)
	}
}

func TestNumbersHaveThreeDigitsOrMore(t *testing.T) {
	for _, c := range []struct {
		f             float64
		number, ratio string
	}{
		{0, "0", "0"},
		{0.0004213, "0", "0.00042"},
		{0.0049, "0", "0.0049"},
		{0.005, "0.01", "0.005"},
		{0.024, "0.02", "0.024"},
		{0.567, "0.57", "0.57"},
		{1, "1", "1"},
		{1.999, "2", "2"},
		{1.5, "1.50", "1.50"},
		{9.99, "9.99", "9.99"},
		{9.996, "10", "10"},
		{24.06, "24.1", "24.1"},
		{99.96, "100", "100"},
		{341.4, "341", "341"},
		{28733.4, "28733", "28733"},
	} {
		if got := number(c.f); got != c.number {
			t.Errorf("number %v: got %s, want %s", c.f, got, c.number)
		}
		if got := ratio(c.f); got != c.ratio {
			t.Errorf("ratio %v: got %s, want %s", c.f, got, c.ratio)
		}
	}
}

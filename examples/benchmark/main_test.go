package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// benchmark runs the program and returns its output and exit status.
func benchmark(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	setTime(t, "1x") // also restores the value that -time in args sets
	var out, errs bytes.Buffer
	status = run(args, &out, &errs)
	return out.String(), errs.String(), status
}

func TestOneRunPrintsATableOfTheWorkloadsThatAreAskedFor(t *testing.T) {
	out, errs, status := benchmark(t, "-rounds", "1", "-time", "1x", "-run", "^(next|refused)")
	if status != done {
		t.Fatalf("status %d: %s", status, errs)
	}
	for _, want := range []string{
		"each contender 1 times for 1x, on one core; medians", libraryModule + " (this checkout)", "\nnext state, by event", "\nrefused event, by event",
		denseName, looplabName, statelessName, "at most 5 x an allowed one: ",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if strings.Contains(out, "payout") || strings.Contains(out, string(notMeasured)) {
		t.Errorf("more or less than was asked for:\n%s", out)
	}
}

func TestJSONHoldsTheSameRows(t *testing.T) {
	out, errs, status := benchmark(t, "-rounds", "2", "-time", "1x", "-run", "next state", "-json")
	if status != done {
		t.Fatalf("status %d: %s", status, errs)
	}
	var r report
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	if r.Rounds != 2 || r.Time != "1x" || r.Machine.Go == "" || len(r.Machine.Versions) != 1+len(peerModules) {
		t.Errorf("got the head %+v", r)
	}
	if len(r.Rows) != 4 || r.Rows[0].Contender != ours || r.Rows[0].Targets[0].Target == "" {
		t.Errorf("got the rows %+v", r.Rows)
	}
}

func TestFlagsThatAreWrongHaveTheirExitStatus(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want int
		says string
	}{
		"help":          {[]string{"-h"}, done, "-rounds"},
		"unknown":       {[]string{"-fast"}, invalid, "fast"},
		"argument":      {[]string{"next"}, invalid, `"next"`},
		"no round":      {[]string{"-rounds", "0"}, invalid, "-rounds 0"},
		"bad time":      {[]string{"-time", "soon"}, invalid, "-time soon"},
		"bad regexp":    {[]string{"-run", "("}, invalid, "("},
		"nothing to do": {[]string{"-run", "nothing"}, failed, "nothing"},
	} {
		t.Run(name, func(t *testing.T) {
			out, errs, status := benchmark(t, c.args...)
			if status != c.want || !strings.Contains(errs, c.says) || out != "" {
				t.Errorf("status %d, stdout %q, stderr %q; want %d, nothing, and %q", status, out, errs, c.want, c.says)
			}
		})
	}
}

func theReadmeExplains(t *testing.T, _ maker, w *workload) {
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	readme := string(data)
	if !strings.Contains(readme, "| "+w.name+" | "+w.does+" |") {
		t.Errorf("no line of the table of workloads for %q: %s", w.name, w.does)
	}
	if !strings.Contains(readme, "\n"+w.name+", by "+w.unit) {
		t.Errorf("the printed table has no %q, by %s", w.name, w.unit)
	}
	for _, c := range w.contenders {
		if !strings.Contains(readme, "  "+c.name+"  ") || !strings.Contains(readme, "| `"+c.name+"` | ") {
			t.Errorf("the contender %q is not printed or not explained", c.name)
		}
	}
}

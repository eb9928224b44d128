package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// A small run on each database that is here: nothing fails, and everything is in
// the table.
func TestManyPeopleWorkWithTheDesk(t *testing.T) {
	var printed, wrong bytes.Buffer
	status := run(t.Context(), []string{"-claims", "60", "-customers", "50", "-people", "8", "-pause", "20ms", "-for", "700ms", "-most", "1m"}, &printed, &wrong)
	if status != done {
		t.Fatalf("status %d: %s%s", status, &printed, &wrong)
	}
	for _, want := range []string{"SQLite: 60 claims", "| one claim", "| a command", "| /claims ", "| all ", "live heap:", "ms an answer"} {
		if !strings.Contains(printed.String(), want) {
			t.Errorf("lacks %s:\n%s", want, &printed)
		}
	}
	if text := printed.String(); !strings.Contains(text, "PostgreSQL: 60 claims") && !strings.Contains(text, "SKIPPED on PostgreSQL") {
		t.Errorf("nothing of PostgreSQL:\n%s", text)
	}
}

func TestWrongSettingsAreSaid(t *testing.T) {
	for _, args := range [][]string{{"-x"}, {"-claims", "1"}, {"-people", "0"}, {"-pause", "0s"}} {
		var wrong bytes.Buffer
		if status := run(t.Context(), args, io.Discard, &wrong); status != invalid || wrong.Len() == 0 {
			t.Errorf("%v: %d %s", args, status, &wrong)
		}
	}
	if status := run(t.Context(), []string{"-h"}, io.Discard, io.Discard); status != done {
		t.Errorf("%d", status)
	}
	for program, says := range map[string]string{"/nowhere/desk": "nowhere", "/bin/false": "does not serve"} {
		var wrong bytes.Buffer
		if status := run(t.Context(), []string{"-claims", "6", "-customers", "1", "-desk", program}, io.Discard, &wrong); status != failed || !strings.Contains(wrong.String(), says) {
			t.Errorf("%s: %d %s", program, status, &wrong)
		}
	}
}

func TestWhatIsMissedIsSaid(t *testing.T) {
	good := func() *measured {
		m := &measured{pages: map[string]*page{}, early: heapTime, middle: reading{heap: 100e6}, end: reading{heap: 110e6}}
		for range 99 {
			m.add("/claims", time.Millisecond, http.StatusOK, 10, nil)
		}
		m.add(command, 2*time.Millisecond, http.StatusSeeOther, 0, nil)
		m.add(command, time.Millisecond, http.StatusConflict, 0, nil)
		return m
	}
	for name, c := range map[string]struct {
		change func(*measured)
		says   string
	}{
		"nothing": {func(*measured) {}, ""},
		"slow": {func(m *measured) {
			m.add("/due", time.Second, http.StatusOK, 1, nil)
			m.add("/due", time.Second, http.StatusOK, 1, nil)
		}, "99 of 100 pages in 1s"},
		"a growing one": {func(m *measured) { m.end.heap = 121e6 }, "grew by more than a fifth"},
		"a short run":   {func(m *measured) { m.end.heap, m.early = 121e6, time.Minute }, ""},
		"a failure":     {func(m *measured) { m.add("/due", 0, http.StatusInternalServerError, 1, nil) }, "1 answers of /due: status 500"},
		"a conflict":    {func(m *measured) { m.add("/due", 0, http.StatusConflict, 1, nil) }, "status 409"},
		"no answer":     {func(m *measured) { m.add("/due", 0, 0, 0, errors.New("cut")) }, "error cut"},
	} {
		m := good()
		c.change(m)
		var printed bytes.Buffer
		kept := m.print(&printed, 50*time.Millisecond)
		if kept != (c.says == "") || !strings.Contains(printed.String(), c.says) || strings.Contains(printed.String(), "MISSED") == kept {
			t.Errorf("%s: kept %v:\n%s", name, kept, &printed)
		}
	}
	if (&measured{pages: map[string]*page{}}).print(io.Discard, time.Second) != true {
		t.Error("without an answer nothing is missed")
	}
}

func TestAHeapThatIsNotToldIsAnError(t *testing.T) {
	d := &program{figures: "http://127.0.0.1:1/metrics"}
	if _, err := d.read(t.Context()); err == nil {
		t.Error("nobody answers, and there is a heap")
	}
}

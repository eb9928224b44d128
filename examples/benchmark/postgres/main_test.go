package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestASmallRunPrintsFiguresAndPlans(t *testing.T) {
	var out, errs bytes.Buffer
	if status := run(t.Context(), []string{"-claims", "300"}, &out, &errs); status != done {
		t.Fatalf("status %d: %s", status, &errs)
	}
	if strings.HasPrefix(out.String(), "SKIPPED") {
		t.Skip(out.String())
	}
	for _, want := range []string{"300 open claims", "the 50 most urgent", "reminders", "sweep ", "sweep, first page:\nLimit"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
}

func TestAMalformedSizeIsNamed(t *testing.T) {
	for _, text := range []string{"", "0", "ten", "10,-1", "100000000"} {
		var out, errs bytes.Buffer
		if status := run(t.Context(), []string{"-claims", text}, &out, &errs); status != invalid || !strings.Contains(errs.String(), "-claims "+text) {
			t.Errorf("%q: status %d, %s", text, status, &errs)
		}
	}
	var out, errs bytes.Buffer
	if status := run(t.Context(), []string{"-nonsense"}, &out, &errs); status != invalid {
		t.Errorf("an unknown flag: status %d", status)
	}
	if status := run(t.Context(), []string{"-help"}, &out, &errs); status != done {
		t.Errorf("help: status %d", status)
	}
}

func TestAShortRunOfDurableCommandsPrintsBoth(t *testing.T) {
	for _, args := range [][]string{{"-durable", "50ms"}, {"-durable", "50ms", "-fsync"}} {
		var out, errs bytes.Buffer
		if status := run(t.Context(), args, &out, &errs); status != done {
			t.Fatalf("status %d: %s", status, &errs)
		}
		if strings.HasPrefix(out.String(), "SKIPPED") {
			t.Skip(out.String())
		}
		for _, want := range []string{"8 connections", "bare read and write", "durable command", "100 %", "at least 90 %"} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("no %q in\n%s", want, &out)
			}
		}
	}
}

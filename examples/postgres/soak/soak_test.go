package main

import (
	"bytes"
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestMain runs the program instead of the tests if soak started it.
func TestMain(m *testing.M) {
	if os.Getenv(started) != "" {
		os.Exit(run(context.Background(), os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

func TestNothingIsLostOrDoubledInTwentySeconds(t *testing.T) {
	lasts := "20s"
	if testing.Short() {
		lasts = "3s"
	}
	var out, errs bytes.Buffer
	status := run(t.Context(), []string{"-for", lasts}, &out, &errs)
	if strings.HasPrefix(out.String(), "SKIPPED") {
		t.Skip(out.String())
	}
	t.Log("\n" + out.String())
	if status != done {
		t.Fatalf("status %d: %s", status, &errs)
	}
	for _, want := range []string{
		`8 programs for \d+s: [1-9]\d* were killed, [1-9]\d* connections cut`,
		`[1-9]\d* commands done; 0 lost, 0 doubled, 0 torn`,
		`outbox: ([1-9]\d*) of \d+ entries delivered in order`,
	} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("no %s", want)
		}
	}
}

func TestMalformedFlagsAreNamed(t *testing.T) {
	for want, args := range map[string][]string{
		"-programs 2": {"-programs", "2"},
		"-for 0s":     {"-for", "0"},
		"-pause 0s":   {"-pause", "0"},
		"-programs 8": {"-work", "nothing"},
		"nonsense":    {"-nonsense"},
	} {
		var out, errs bytes.Buffer
		if status := run(t.Context(), args, &out, &errs); status != invalid || !strings.Contains(errs.String(), want) {
			t.Errorf("%q: status %d: %s", args, status, &errs)
		}
	}
	var out, errs bytes.Buffer
	if status := run(t.Context(), []string{"-help"}, &out, &errs); status != done {
		t.Errorf("help: status %d", status)
	}
}

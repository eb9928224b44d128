package main

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
)

// The program hands its flags over and exits with the status of the pages.
func TestTheProgramTellsItsFlags(t *testing.T) {
	t.Parallel()
	desk := program(t)
	for args, want := range map[string]struct {
		status int
		says   string
	}{
		"-h":      {0, "-demo"},
		"-x":      {2, "flag provided but not defined: -x"},
		"-user x": {2, `user: found "x"`},
	} {
		command := exec.CommandContext(t.Context(), desk, append(strings.Fields(args), "-db", t.TempDir()+"/desk.db")...)
		var printed bytes.Buffer
		command.Stderr = &printed
		_ = command.Run() // the status says it
		if got := command.ProcessState.ExitCode(); got != want.status || !strings.Contains(printed.String(), want.says) {
			t.Errorf("desk %s: status %d, %s", args, got, &printed)
		}
	}
}

// program builds the desk.
func program(t *testing.T) string {
	t.Helper()
	file := t.TempDir() + "/desk"
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", file, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return file
}

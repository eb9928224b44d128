package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A bash that has nothing loaded knows no function of other packages.
func TestBashCompletesWithoutOtherPackages(t *testing.T) {
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("there is no bash")
	}
	life(t)
	must(t, "open", "northwind", "northwind.json", "--at", "2022-11-15")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	write(t, "script", must(t, "completion", "bash"))
	for typed, want := range map[string]string{
		"tracker|sho":                     "show",
		"tracker|show|":                   "contoso northwind",
		"tracker|explain|contoso|send":    "send-consent",
		"tracker|list|--status|=|Draf":    "Draft",
		"tracker|--db|=|tracker.db|pipel": "pipeline",
		"tracker|list|--no-such":          "",
	} {
		words := "'" + strings.ReplaceAll(typed, "|", "' '") + "'"
		command := exec.CommandContext(t.Context(), bash, "--norc", "--noprofile", "-c", `
			compopt() { :; } # which bash has only while a person completes
			tracker() { "$SELF" "$@"; }
			source ./script
			COMP_WORDS=(`+words+`) COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_TYPE=9
			__start_tracker
			echo "${COMPREPLY[@]}"`)
		command.Env = append(os.Environ(), "SELF="+self, asProgram+"=1")
		out, err := command.CombinedOutput()
		if got := strings.Join(strings.Fields(string(out)), " "); err != nil || got != want {
			t.Errorf("%s: got %q, want %q: %v", typed, got, want, err)
		}
	}
}

package main

import (
	"os/exec"
	"testing"
)

// The oracle is written in JavaScript, and has tests of its own.
func TestTheOracleAgreesWithTheCorpus(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no Node: the oracle is not run")
	}
	command := exec.CommandContext(t.Context(), node, "--test")
	command.Dir = "../oracle"
	out, err := command.CombinedOutput()
	if err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
}

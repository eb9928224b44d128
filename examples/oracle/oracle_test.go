// Package oracle_test runs the tests of the oracle, which is written in
// JavaScript, and answers the corpus with it.
package oracle_test

import (
	"os/exec"
	"testing"
)

func TestTheOracleAgreesWithTheCorpusButForTheListedDifferences(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no Node: the oracle is not run")
	}
	out, err := exec.CommandContext(t.Context(), node, "--test").CombinedOutput()
	if err != nil {
		t.Errorf("%v:\n%s", err, out)
	}
}

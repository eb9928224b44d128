package main

import (
	"os"
	"path/filepath"
	"testing"
)

// bookOf reads a book of testdata.
func bookOf(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// The announcement of 2022-11-02 asks the template of October 2022 of every workshop, not only of the five
// whose template changed.
func TestACollaborativeAppsClaimOnAnOldTemplateIsRefusedUntilItIsOnTheNewOne(t *testing.T) {
	got, stderr, status := lines(t, bookOf(t, "template.book.json"))
	if status != played {
		t.Fatalf("status %d: %s", status, stderr)
	}
	old, renewed := got[len(got)-3], got[len(got)-1]
	if refusal, _ := old["refusal"].(map[string]any); old["do"] != "submit" || refusal["rule"] != "claim.guard.evidence" {
		t.Errorf("the submission on the old template is %v by %v", old["outcome"], refusal["rule"])
	}
	if renewed["do"] != "submit" || renewed["status"] != "Submitted" {
		t.Errorf("the submission on the new template is %v, %v", renewed["outcome"], renewed["status"])
	}
}

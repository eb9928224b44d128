package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mci-go/incentives/eligibility"
)

// bookOf returns a book from testdata.
func bookOf(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// If the partner has an open claim of its own, the customer stays on the
// Eligible tab. The golden file shows the whole story.
func TestTheOwnOpenClaimIsShownOnTheEligibleTabWithWhatCanBeDone(t *testing.T) {
	out, stderr, status := journey(t, "-book", filepath.Join("testdata", "customers-page.book.json"))
	if status != played {
		t.Fatalf("status %d: %s", status, stderr)
	}
	golden(t, "customers-page.golden.txt", out)
	for _, want := range []string{
		"claim contoso-viva: Customer claimed until 2022-12-09; next: Send customer consent email",
		"claim contoso-viva: Awaiting customer consent response until 2022-12-09; next: Re-send email for customer consent",
		"claim contoso-viva: Customer consent received until 2023-02-11; next: Submit claim",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the story does not tell %q", want)
		}
	}
	if strings.Contains(out, eligibility.LimitReached.String()) {
		t.Error("somebody is ineligible by the limit")
	}
}

// Per the announcement of 2022-11-02, every workshop requires the template of
// October 2022, not only the five whose template changed.
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

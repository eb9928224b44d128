package main

import (
	"strings"
	"testing"
)

func TestTheSheetOfAnAdoptedClaimLeavesOutWhatIsNotKnown(t *testing.T) {
	enterCopyOfTestdata(t)
	track(t, "import", "portal.csv", "--at", "2022-12-28")
	sheet := must(t, "show", "P-4711", "--at", "2022-12-28")
	if !strings.Contains(sheet, "customer ") || strings.Contains(sheet, "contact ") || strings.Contains(sheet, "<>") || strings.Contains(sheet, "location") {
		t.Errorf("the sheet says\n%s", sheet)
	}
	for line := range strings.Lines(sheet) {
		if name, value, _ := strings.Cut(strings.TrimSpace(line), "  "); strings.TrimSpace(value) == "" {
			t.Errorf("%s is empty", name)
		}
	}
}

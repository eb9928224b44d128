package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestClaimsThatOneCorrectionHoldsAreToldOnceWithWhatToType(t *testing.T) {
	card, err := os.ReadFile(filepath.Join("..", "..", "mci", "catalog", "public.catalog.json"))
	if err != nil {
		t.Fatal(err)
	}
	enterCopyOfTestdata(t)
	must(t, "import", "march-claims.csv", "--at", "2023-01-20")
	corrected := strings.ReplaceAll(string(card), "5000", "4500")
	if corrected == string(card) {
		t.Fatal("nothing is corrected")
	}
	if err := os.WriteFile("corrected.json", []byte(corrected), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, command := range []string{"list", "due"} {
		got := track(t, command, "--catalog", "corrected.json", "--at", "2023-01-21")
		told := strings.Count(got.err, "has the terms")
		if got.status != failed || told == 0 || told != strings.Count(got.err, "accept-terms, if") || !strings.Contains(got.err, "the same holds") {
			t.Errorf("%s: status %d, %d told\n%s", command, got.status, told, got.err)
		}
	}
}

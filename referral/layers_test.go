package referral_test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A host that only reads referrals, such as a report, does not link the claims
// and consent packages.
func TestTheWireFormKnowsValuesAlone(t *testing.T) {
	const module = "github.com/mci-go/incentives/"
	for dir, allowed := range map[string][]string{
		"progress":          {"mci", "mci/vocabulary"},
		"resource":          {"mci", "mci/document", "mci/vocabulary", "referral/internal/lossless", "referral/progress"},
		"change":            {"mci", "mci/vocabulary", "referral/internal/lossless", "referral/progress", "referral/resource"},
		"event":             {"mci", "mci/vocabulary", "referral/internal/lossless", "referral/resource"},
		"cosell":            {"mci", "mci/vocabulary", "referral/resource"},
		"routing":           {"mci", "mci/vocabulary"},
		"insights":          {"mci", "mci/vocabulary", "referral/cosell", "referral/progress", "referral/resource"},
		"access":            {"mci", "mci/ruling", "mci/vocabulary", "referral/change", "referral/internal/conditions", "referral/resource"},
		"internal/lossless": {"mci", "mci/document", "mci/vocabulary"},
	} {
		files, err := filepath.Glob(filepath.Join(filepath.FromSlash(dir), "*.go"))
		if err != nil || len(files) < 2 {
			t.Fatalf("%s has %d files, %v", dir, len(files), err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
			if err != nil {
				t.Fatal(err)
			}
			for _, spec := range parsed.Imports {
				imported, _ := strconv.Unquote(spec.Path.Value)
				if inner, ours := strings.CutPrefix(imported, module); ours && !slices.Contains(allowed, inner) {
					t.Errorf("%s imports %s, want one of %v", file, imported, allowed)
				}
			}
		}
	}
}

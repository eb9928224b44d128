package rules

import (
	"testing"

	"github.com/mci-go/incentives/claims"
)

func TestEachClassOfErrorsHasAVerdict(t *testing.T) {
	for _, class := range claims.ErrorClasses() {
		if verdicts[class] == "" {
			t.Errorf("%s has none", class)
		}
	}
	if len(verdicts) != len(claims.ErrorClasses()) {
		t.Errorf("%d verdicts for %d classes", len(verdicts), len(claims.ErrorClasses()))
	}
}

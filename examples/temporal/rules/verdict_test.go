package rules

import (
	"testing"

	"github.com/mci-go/incentives/claims/desk"
)

func TestEachClassOfErrorsHasAVerdict(t *testing.T) {
	for _, class := range desk.ErrorClasses() {
		if verdicts[class] == "" {
			t.Errorf("%s has none", class)
		}
	}
	if len(verdicts) != len(desk.ErrorClasses()) {
		t.Errorf("%d verdicts for %d classes", len(verdicts), len(desk.ErrorClasses()))
	}
}

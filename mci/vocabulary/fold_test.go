package vocabulary_test

import (
	"testing"

	"github.com/mci-go/incentives/mci/vocabulary"
)

func TestNamesThatDifferInCaseOrBlanksFoldToOne(t *testing.T) {
	for name, want := range map[string]string{
		"": "", " ": "", "mci": "mci", "MCI ": "mci", "\tMicrosoft\u00a0 Commerce  Incentives": "microsoft commerce incentives", "ÄÖ-1": "äö-1",
	} {
		if got := vocabulary.Fold(name); got != want {
			t.Errorf("%q folds to %q, want %q", name, got, want)
		}
	}
}

package portal_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/portal"
)

func TestARowWhoseIDASpreadsheetProgramHasRoundedIsUnreadable(t *testing.T) {
	s := storeOf(t, 0)
	text := strings.Replace(createdOn("2022-12-04"), "P-1", "1.23456789012346E+16", 1)
	results := follow(t, portal.NewImporter(s, public(), portal.ImportOptions{}), text, "2022-12-28")
	if got := outcomes(results); !slices.Equal(got, []string{"2 unreadable  0"}) || !strings.Contains(results[0].Why, "Claim ID: found \"1.23456789012346E+16\", want all digits") || len(records(t, s)) > 0 {
		t.Errorf("got %q, %s", got, results[0].Why)
	}
}

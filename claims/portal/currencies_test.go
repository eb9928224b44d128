package portal_test

import (
	"strings"
	"testing"

	"github.com/mci-go/incentives/claims/portal"
)

// Each kind of amount has a currency column of its own, which need not be that
// of the others.
func TestEachAmountHasItsOwnCurrencyColumn(t *testing.T) {
	const file = "Claim ID,Claim status,Estimated amount,Estimated currency,Requested amount,Requested currency,Approved amount,Approved currency,Paid amount,Paid currency\n" +
		"K-1,Approved,1,USD,2,EUR,3,GBP,4,JPY\n"
	for row, err := range portal.Read(strings.NewReader(file), portal.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name string
			got  portal.Figure
			want string
		}{
			{"estimated", row.Estimated, "USD"}, {"requested", row.Requested, "EUR"}, {"approved", row.Approved, "GBP"}, {"paid", row.Paid, "JPY"},
		} {
			if string(c.got.Currency) != c.want {
				t.Errorf("the %s amount is in %q, want %s", c.name, c.got.Currency, c.want)
			}
		}
	}
}

package pages

import "testing"

func TestAColumnHasANameForPeople(t *testing.T) {
	for path, want := range map[string]string{
		"earningAmountUSD": "Earning amount USD", "claimId": "Claim ID", "ciReferenceNumber": "CI reference number", "status": "Status",
		"earningAmountInLastPaymentCurrency": "Earning amount in last payment currency", "maxCapUSD": "Max cap USD", "origin.line": "Origin line",
		"customerIdType": "Customer ID type", "": "", "item2Name": "Item 2 name", "byId": "By ID",
	} {
		if got := columnName(path); got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

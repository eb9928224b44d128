package claims_test

import (
	"encoding/json"
	"fmt"
	"log"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci/catalog"
)

// Restore is the only way to build a claim from a stored record, and it checks
// the record.
func ExampleRestore() {
	const stored = `{
		"format": 1, "id": "claim-1", "version": 3, "status": "Customer consent received", "name": "Contoso: Viva workshop",
		"engagement": {"edition": "FY23-2022-11", "engagement": "fy23-microsoft-viva"}, "way": "add",
		"customerId": {"type": "tenant ID", "value": "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"},
		"checkedId": {"type": "tenant ID", "value": "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60"},
		"customerCountry": "CH", "location": "Zurich", "locationCountry": "CH",
		"customerContact": {"name": "Alex", "email": "alex@contoso.com"},
		"partnerContact": {"name": "Pat", "email": "pat@fabrikam.com"},
		"created": "2022-11-10T09:00:00Z", "updated": "2022-11-20T16:30:00Z",
		"consent": {"asked": "2022-11-11T10:00:00Z", "answer": "accepted", "answered": "2022-11-20T16:30:00Z"}
	}`
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	var record claims.Record
	if err := json.Unmarshal([]byte(stored), &record); err != nil {
		log.Fatal(err)
	}
	claim, err := claims.Restore(record, card)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(claim.State(), "pays", claim.Payout().Summary())

	record.Status = claims.Submitted // although the record has no submission
	_, err = claims.Restore(record, card)
	fmt.Println(err)
	// Output:
	// Customer consent received pays USD 5,000.00
	// firstSubmitted: found "no instant, in Submitted", want an instant exactly if the claim was submitted
}

package referral_test

import (
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
)

// A deal that is too small makes no referral, and the decision gives the source
// of the condition. Microsoft does not publish its own conditions. The
// conditions in this example belong to the illustrative engagement.
func ExampleFollow() {
	const stored = `{
		"format": 1, "id": "C-1", "version": 2, "status": "Awaiting customer consent response", "name": "Contoso",
		"engagement": {"edition": "illustrative-FY26", "engagement": "illustrative-variable-pay"}, "way": "add",
		"customerId": {"type": "MSX opportunity ID", "value": "7-3CVDESBISU"},
		"checkedId": {"type": "MSX opportunity ID", "value": "7-3CVDESBISU"},
		"customerContact": {"name": "Alex", "email": "alex@contoso.com"},
		"partnerContact": {"name": "Maria", "email": "maria@partner.example"},
		"location": "4711", "customerCountry": "CH", "locationCountry": "CH", "hours": "60",
		"opportunity": {"contractValue": {"amount": "120000.00", "currency": "USD"}, "status": "open"},
		"created": "2025-10-06T09:00:00Z", "updated": "2025-10-07T09:00:00Z",
		"consent": {"asked": "2025-10-07T09:00:00Z", "dealSize": {"amount": "8000.00", "currency": "USD"}}
	}`
	var record claims.Record
	if err := json.Unmarshal([]byte(stored), &record); err != nil {
		log.Fatal(err)
	}
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	claim, err := claims.Restore(record, card)
	if err != nil {
		log.Fatal(err)
	}

	at := time.Date(2025, time.October, 8, 9, 0, 0, 0, time.UTC)
	r, decision := referral.Follow(referral.Deal{}, claim, referral.Facts{}, referral.CatalogPolicy{}, at)
	fmt.Println("referral:", r.Type)
	for _, finding := range decision.Findings {
		fmt.Printf("%s: %s\n", finding.Rule, finding.Outcome)
		fmt.Println("  wanted", finding.Want)
		fmt.Println("  found ", finding.Found)
		fmt.Println("  see   ", finding.Source)
	}
	// Output:
	// referral: none
	// referral.create: fail
	//   wanted deal size at least USD 10,000.00
	//   found  USD 8,000.00
	//   see    Made up for this library; no figure is Microsoft's, 2026-11 (illustrative)
}

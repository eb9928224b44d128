package referral_test

import (
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

// accountPlan is a host's own policy. The conditions of the catalog decide
// whether a referral is made. The referral is upgraded only if the customer is
// in the plan that the partner has agreed on with its Microsoft sellers.
type accountPlan struct {
	referral.CatalogPolicy
	customers map[mci.CustomerID]bool
}

func (p accountPlan) MayUpgrade(claim *claims.Claim, _ referral.Facts) resource.Verdict {
	planned := mci.FactOf(p.customers[claim.Record().CheckedID])
	return resource.Verdict{
		Outcome: planned.Outcome(),
		Findings: []mci.Finding{{
			Rule: "ours.account-plan", Outcome: planned.Outcome(), Path: "checkedId",
			Want: "a customer of our account plan", Found: planned.String(),
			Source: mci.Source{Title: "Account plan with Microsoft", Published: "2025-07", Grade: mci.Inferred},
		}},
	}
}

// Microsoft does not publish when a referral becomes a co-sell referral. A host
// that has better rules than the catalog implements Policy.
func ExamplePolicy() {
	const stored = `{
		"format": 1, "id": "C-1", "version": 3, "status": "Customer consent received", "name": "Contoso",
		"engagement": {"edition": "illustrative-FY26", "engagement": "illustrative-variable-pay"}, "way": "add",
		"customerId": {"type": "MSX opportunity ID", "value": "7-3CVDESBISU"},
		"checkedId": {"type": "MSX opportunity ID", "value": "7-3CVDESBISU"},
		"customerContact": {"name": "Alex", "email": "alex@contoso.com"},
		"partnerContact": {"name": "Maria", "email": "maria@partner.example"},
		"location": "4711", "customerCountry": "CH", "locationCountry": "CH", "hours": "60",
		"opportunity": {"contractValue": {"amount": "120000.00", "currency": "USD"}, "status": "open"},
		"created": "2025-10-06T09:00:00Z", "updated": "2025-10-10T09:00:00Z",
		"consent": {
			"asked": "2025-10-07T09:00:00Z", "dealSize": {"amount": "25000.00", "currency": "USD"},
			"answer": "accepted", "answered": "2025-10-10T09:00:00Z"
		}
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

	at := time.Date(2025, time.October, 13, 9, 0, 0, 0, time.UTC)
	for _, plan := range []accountPlan{
		{},
		{customers: map[mci.CustomerID]bool{record.CheckedID: true}},
	} {
		led, _ := referral.Follow(referral.Deal{}, claim, referral.Facts{}, plan, at)
		r, decision := referral.Follow(led, claim, referral.Facts{}, plan, at)
		fmt.Printf("%s: %s, %s\n", r.Type, decision.Findings[0].Want, decision.Findings[0].Found)
	}
	// Output:
	// partner-led: a customer of our account plan, no
	// co-sell: a customer of our account plan, yes
}

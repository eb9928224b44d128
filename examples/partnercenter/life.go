package main

import (
	"encoding/json"
	"time"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/partnercenter/fake"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
)

// opened is the claim as stored in a host's database.
const opened = `{
	"format": 1, "id": "C-1", "version": 1, "status": "Customer claimed", "name": "Contoso",
	"engagement": {"edition": "illustrative-FY26", "engagement": "illustrative-variable-pay"}, "way": "add",
	"customerId": {"type": "MSX opportunity ID", "value": "7-3CVDESBISU"},
	"checkedId": {"type": "MSX opportunity ID", "value": "7-3CVDESBISU"},
	"customerContact": {"name": "Alex Doe", "email": "alex@contoso.com"},
	"partnerContact": {"name": "Maria Doe", "email": "maria@partner.example"},
	"location": "4711", "customerCountry": "CH", "locationCountry": "CH", "hours": "60",
	"opportunity": {"contractValue": {"amount": "120000.00", "currency": "USD"}, "status": "open"},
	"created": "2025-10-06T09:00:00Z", "updated": "2025-10-06T09:00:00Z"
}`

var facts = referral.Facts{ManagedByMicrosoft: mci.Yes}

// closing is the policy of the catalog, except that it closes a deal as lost if
// its claim fails.
type closing struct{ referral.CatalogPolicy }

// AtEnd implements [referral.Policy].
func (closing) AtEnd(*claims.Claim) referral.Ending {
	return referral.Ending{Substatus: progress.Lost, Reason: progress.NoResponse}
}

// A scene is one call of the desk about the claim, with the faults that happen
// during the call.
type scene struct {
	what   string
	claim  *claims.Claim
	at     time.Time
	faults []fake.Fault
}

// life returns the scenes of the claim, in order.
func life() ([]scene, error) {
	dealSize, err := mci.ParseMoney("25000", mci.USD)
	if err != nil {
		return nil, err
	}
	claim, err := restore()
	if err != nil {
		return nil, err
	}
	monday := time.Date(2025, time.October, 6, 9, 0, 0, 0, time.UTC)
	maria := claims.Meta{Actor: claims.Partner, User: "maria", Role: mci.IncentivesUser}
	var scenes []scene
	for _, step := range []struct {
		what    string
		command claims.Command // nil if the claim stays the same
		meta    claims.Meta
		after   time.Duration
		faults  []fake.Fault
	}{
		{"Contoso is asked for consent", claims.SendConsent{DealSize: dealSize}, maria, 24 * time.Hour, []fake.Fault{{Method: "POST", Lost: true}}},
		{"the desk is asked again at once", nil, maria, 24*time.Hour + time.Minute, nil},
		{"and once the create must have ended", nil, maria, 24*time.Hour + 10*time.Minute, nil},
		{"Contoso agrees", claims.Accept{}, claims.Meta{Actor: claims.Customer}, 96 * time.Hour, []fake.Fault{{Method: "GET", Status: 429, RetryAfter: "7"}}},
		{"seven seconds later", nil, maria, 96*time.Hour + 7*time.Second, nil},
		{"Maria cancels the claim", claims.Cancel{Comment: "no project"}, maria, 480 * time.Hour, nil},
	} {
		at := monday.Add(step.after)
		if step.command != nil {
			step.meta.At = at
			change, err := claims.Apply(claim, step.command, step.meta)
			if err != nil {
				return nil, err
			}
			claim = change.Claim
		}
		scenes = append(scenes, scene{step.what, claim, at, step.faults})
	}
	return scenes, nil
}

func restore() (*claims.Claim, error) {
	var record claims.Record
	if err := json.Unmarshal([]byte(opened), &record); err != nil {
		return nil, err
	}
	card, err := catalog.Public()
	if err != nil {
		return nil, err
	}
	return claims.Restore(record, card)
}

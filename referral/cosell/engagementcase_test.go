package cosell_test

import (
	"testing"

	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/resource"
)

func TestAnEngagementIDIsTheSameInEitherCase(t *testing.T) {
	own := resource.Referral{ID: "R-1", EngagementID: "0a0b0c0d-0000-0000-0001-000000000001"}
	own.Consent.ShareReferralWithMicrosoftSellers = mci.Yes
	other := resource.Referral{ID: "R-2", EngagementID: "0A0B0C0D-0000-0000-0001-000000000001"}
	other.Target = []resource.Target{{Type: resource.BusinessProfileLocation, ID: "msft"}}
	got, ok := cosell.DealTypeOf(&own, cosell.Related{Read: true, Referrals: []resource.Referral{other}})
	if got != cosell.CoSell || !ok {
		t.Errorf("%v, %v", got, ok)
	}
}

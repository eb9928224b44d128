package referral_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/resource"
)

// Partner Center makes the referral of the claim. The partner finds it, links
// it and follows it. Contoso agrees, and Partner Center does not upgrade the
// referral: after three days the desk tells it.
func ExampleDesk_Link() {
	ctx := context.Background()
	at := time.Date(2025, time.October, 6, 9, 0, 0, 0, time.UTC)
	center := &referral.MemoryGateway{Now: func() time.Time { return at }}
	desk := referral.NewDesk(&referral.MemoryStore{}, referral.Options{
		Gateway: center,
		ModeOf:  func(*claims.Claim) catalog.ReferralMode { return catalog.LinkedReferral },
	})
	facts := referral.Facts{ManagedByMicrosoft: mci.Yes}

	dealSize, err := mci.ParseMoney("25000", mci.USD)
	if err != nil {
		log.Fatal(err)
	}
	asked, err := claims.Apply(open(at), claims.SendConsent{DealSize: dealSize}, claims.Meta{Actor: claims.Partner, User: "maria", Role: mci.IncentivesUser, At: at, Received: at})
	if err != nil {
		log.Fatal(err)
	}
	makeReferral(ctx, center)

	found, err := desk.Candidates(ctx, asked.Claim, referral.Search{Customer: "Contoso"})
	if err != nil {
		log.Fatal(err)
	}
	for _, candidate := range found {
		fmt.Printf("candidate: %d for, %d against\n", candidate.For, candidate.Against)
	}
	if _, err := desk.Link(ctx, "C-1", referral.Link{Referral: found[0].Referral.ID, By: "maria", At: at}); err != nil {
		log.Fatal(err)
	}

	at = at.AddDate(0, 0, 2)
	agreed, err := claims.Apply(asked.Claim, claims.Accept{}, claims.Meta{Actor: claims.Customer, At: at, Received: at})
	if err != nil {
		log.Fatal(err)
	}
	at = at.AddDate(0, 0, 4)
	deal, _, err := desk.Follow(ctx, agreed.Claim, facts, at)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%s; Microsoft's sellers: %s\n", deal.Seen.Type, deal.Seen.Sellers)
	for _, difference := range desk.Differences(agreed.Claim, deal, facts, at) {
		fmt.Println(difference.Rule, "found", difference.Found)
		fmt.Println(difference.Remedy)
	}
	// Output:
	// candidate: 8 for, 0 against
	// partner-led; Microsoft's sellers: seen
	// difference.upgraded found a partner-led deal 4 days after received consent
	// upgrade the deal in Partner Center, or ask Microsoft's support why it was not upgraded
}

// makeReferral makes a referral for Contoso, as Partner Center does for a
// claim.
func makeReferral(ctx context.Context, center *referral.MemoryGateway) {
	_, err := center.Create(ctx, resource.Referral{
		Name: "Contoso", Type: resource.Independent, Qualification: resource.SalesQualified,
		CustomerProfile: resource.CustomerProfile{
			Name: "Contoso", Address: resource.Address{Country: "CH"}, Team: []resource.Member{{Email: "alex@contoso.com"}},
		},
		Consent:      resource.Consent{ShareReferralWithMicrosoftSellers: mci.Yes},
		Details:      resource.Details{Notes: "made for an incentive claim"},
		TrackingInfo: resource.TrackingInfo{MicrosoftMsxID: "7-3CVDESBISU"},
	})
	if err != nil {
		log.Fatal(err)
	}
}

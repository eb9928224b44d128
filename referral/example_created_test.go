package referral_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
)

// The partner makes the referral itself. On received consent the desk makes a
// second, connected referral for Microsoft, on the same engagement.
func ExampleDesk_Follow() {
	ctx := context.Background()
	at := time.Date(2025, time.October, 6, 9, 0, 0, 0, time.UTC)
	center := &referral.MemoryGateway{}
	desk := referral.NewDesk(&referral.MemoryStore{}, referral.Options{Gateway: center})

	dealSize, err := mci.ParseMoney("25000", mci.USD)
	if err != nil {
		log.Fatal(err)
	}
	claim := open(at)
	for _, step := range []struct {
		command claims.Command
		meta    claims.Meta
	}{
		{claims.SendConsent{DealSize: dealSize}, claims.Meta{Actor: claims.Partner, User: "maria", Role: mci.IncentivesUser, At: at, Received: at}},
		{claims.Accept{}, claims.Meta{Actor: claims.Customer, At: at.AddDate(0, 0, 2), Received: at.AddDate(0, 0, 2)}},
	} {
		change, err := claims.Apply(claim, step.command, step.meta)
		if err != nil {
			log.Fatal(err)
		}
		claim = change.Claim
		deal, _, err := desk.Follow(ctx, claim, referral.Facts{ManagedByMicrosoft: mci.Yes}, step.meta.At)
		if err != nil {
			log.Fatal(err)
		}
		own, err := center.Get(ctx, deal.Remote.ID)
		if err != nil {
			log.Fatal(err)
		}
		related, err := center.Related(ctx, own.EngagementID)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %d on the engagement, connected %q\n", deal.Remote.Type, len(related), deal.Connected.ID)
	}
	// Output:
	// partner-led: 1 on the engagement, connected ""
	// co-sell: 2 on the engagement, connected "00000000-0000-0000-0000-000000000002"
}

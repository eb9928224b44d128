package referral_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/eligibility"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/referral"
)

// Contoso is nominated by an opportunity, is asked for consent and agrees. The
// host calls the desk after each change of the claim. The desk makes a
// partner-led referral when the partner asks for consent, and a co-sell
// referral when the customer agrees.
func Example() {
	ctx := context.Background()
	// The desk decides by the conditions of the catalog.
	desk := referral.NewDesk(&referral.MemoryStore{}, referral.Options{})
	facts := referral.Facts{ManagedByMicrosoft: mci.Yes}

	monday := time.Date(2025, time.October, 6, 9, 0, 0, 0, time.UTC)
	claim := open(monday)
	dealSize, err := mci.ParseMoney("25000", mci.USD)
	if err != nil {
		log.Fatal(err)
	}
	for _, step := range []struct {
		command claims.Command
		meta    claims.Meta
	}{
		{claims.SendConsent{DealSize: dealSize}, claims.Meta{Actor: claims.Partner, User: "maria", Role: mci.IncentivesUser, At: monday.AddDate(0, 0, 1), Received: monday.AddDate(0, 0, 1)}},
		{claims.Accept{}, claims.Meta{Actor: claims.Customer, At: monday.AddDate(0, 0, 4), Received: monday.AddDate(0, 0, 4)}},
	} {
		change, err := claims.Apply(claim, step.command, step.meta)
		if err != nil {
			log.Fatal(err)
		}
		claim = change.Claim
		r, _, err := desk.Follow(ctx, claim, facts, step.meta.At)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %s referral, version %d, %s\n", claim.State(), r.Type, r.Version, r.DealSize)
	}

	// Follow can be called again at any time. In this call there is nothing
	// left to do.
	r, _, err := desk.Follow(ctx, claim, facts, monday.AddDate(0, 1, 0))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("a month later: version %d, upgraded on %s\n", r.Version, r.Upgraded.Format(time.DateOnly))
	// Output:
	// Awaiting customer consent response: partner-led referral, version 1, USD 25,000.00
	// Customer consent received: co-sell referral, version 2, USD 25,000.00
	// a month later: version 2, upgraded on 2025-10-10
}

// open nominates Contoso for the illustrative engagement of the public catalog
// and opens the claim.
func open(at time.Time) *claims.Claim {
	card, err := catalog.Public()
	if err != nil {
		log.Fatal(err)
	}
	engagement, _ := card.Find("illustrative-variable-pay", mci.DateOf(at))
	deal, err := mci.ParseCustomerID(mci.OpportunityID, "7-3CVDESBISU")
	if err != nil {
		log.Fatal(err)
	}
	value, err := mci.ParseMoney("120000", mci.USD)
	if err != nil {
		log.Fatal(err)
	}
	hours, err := mci.ParseHours("60")
	if err != nil {
		log.Fatal(err)
	}
	nomination, decision, err := eligibility.Nominate(eligibility.Question{
		Engagement:      engagement,
		Way:             eligibility.Add,
		At:              at,
		User:            mci.User{ID: "maria", Grants: []mci.Grant{{Role: mci.IncentivesUser, Location: "4711"}}},
		Location:        mci.Location{ID: "4711", Country: "CH", Enrollment: mci.Enrolled},
		PartnerEligible: mci.Yes,
		Customer: eligibility.Customer{
			ID: deal, Country: "CH",
			MeetsCriteria: mci.Yes, ConsentedBefore: mci.No, Claims: eligibility.CountOf(0),
		},
		Hours:       hours,
		Opportunity: mci.Opportunity{ContractValue: value, Status: "open"},
	}, eligibility.Details{
		ClaimName:       "Contoso, first half of 2026",
		CustomerContact: mci.Contact{Name: "Alex", Email: "alex@contoso.com"},
		PartnerContact:  mci.Contact{Name: "Maria", Email: "maria@partner.example"},
	})
	if err != nil || nomination == nil {
		log.Fatal(decision.Reasons(), err)
	}
	opened, err := claims.Open(nomination, "C-1", claims.Meta{Actor: claims.Partner, User: "maria", Role: mci.IncentivesUser, At: at, Received: at})
	if err != nil {
		log.Fatal(err)
	}
	return opened.Claim
}

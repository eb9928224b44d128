package referral_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/progress"
	"github.com/mci-go/incentives/referral/resource"
)

// forgetful is a gateway that loses the answer to each create for Microsoft.
type forgetful struct{ *referral.MemoryGateway }

func (g forgetful) Create(ctx context.Context, r resource.Referral) (resource.Referral, error) {
	made, err := g.MemoryGateway.Create(ctx, r)
	if made.AsksMicrosoft() {
		return resource.Referral{}, errors.New("no answer")
	}
	return made, err
}

// closesLost is the policy of the catalog, except that it closes the partner's
// own referral as lost if the claim fails.
type closesLost struct{ referral.CatalogPolicy }

func (closesLost) AtEnd(*claims.Claim) referral.Ending {
	return referral.Ending{Substatus: progress.Lost, Reason: progress.NoResponse}
}

// The customer agrees, the answer to the create for Microsoft is lost, and the
// claim is canceled. The desk closes the partner's own referral, as the policy
// wants. What becomes of the referral for Microsoft is documented nowhere, so
// the desk finds it and tells a person.
func ExampleDesk_Differences_ended() {
	ctx := context.Background()
	at := time.Date(2025, time.October, 6, 9, 0, 0, 0, time.UTC)
	desk := referral.NewDesk(&referral.MemoryStore{}, referral.Options{Gateway: forgetful{&referral.MemoryGateway{}}, Policy: closesLost{}})
	dealSize, err := mci.ParseMoney("25000", mci.USD)
	if err != nil {
		log.Fatal(err)
	}
	facts := referral.Facts{ManagedByMicrosoft: mci.Yes}
	maria := claims.Meta{Actor: claims.Partner, User: "maria", Role: mci.IncentivesUser}
	claim := open(at)
	for day, step := range []struct {
		command claims.Command
		meta    claims.Meta
	}{
		{claims.SendConsent{DealSize: dealSize}, maria},
		{claims.Accept{}, claims.Meta{Actor: claims.Customer}},
		{claims.Cancel{Comment: "no project"}, maria},
	} {
		step.meta.At = at.AddDate(0, 0, day)
		step.meta.Received = step.meta.At
		change, err := claims.Apply(claim, step.command, step.meta)
		if err != nil {
			log.Fatal(err)
		}
		claim = change.Claim
		deal, _, err := desk.Follow(ctx, claim, facts, step.meta.At)
		fmt.Println(claim.State(), "-", deal.Remote.State, "-", err)
		for _, d := range desk.Differences(claim, deal, facts, step.meta.At) {
			fmt.Printf("%s: %s\n%s\n", d.Rule, d.Found, d.Remedy)
		}
	}
	// Output:
	// Awaiting customer consent response - Active/Accepted - <nil>
	// Customer consent received - Active/Accepted - no answer
	// Canceled - Closed/Lost - <nil>
	// difference.ended: the referral for Microsoft, Active/Accepted
	// no document says what becomes of it: close it in Partner Center, or go on with the deal without the claim
}

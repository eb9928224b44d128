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
	"github.com/mci-go/incentives/referral/resource"
)

// lossy is a gateway that loses its first answer to a create.
type lossy struct {
	referral.MemoryGateway
	lost bool
}

func (g *lossy) Create(ctx context.Context, r resource.Referral) (resource.Referral, error) {
	made, err := g.MemoryGateway.Create(ctx, r)
	if g.lost {
		return made, err
	}
	g.lost = true
	return resource.Referral{}, errors.New("connection lost")
}

// If the answer to a create is lost, the desk does not create the referral
// again. It waits until the call must have ended and then finds the referral
// that it made.
func ExampleGateway() {
	ctx := context.Background()
	gateway := &lossy{}
	desk := referral.NewDesk(&referral.MemoryStore{}, referral.Options{Gateway: gateway})
	facts := referral.Facts{ManagedByMicrosoft: mci.Yes}

	at := time.Date(2025, time.October, 6, 9, 0, 0, 0, time.UTC)
	dealSize, err := mci.ParseMoney("25000", mci.USD)
	if err != nil {
		log.Fatal(err)
	}
	asked, err := claims.Apply(open(at), claims.SendConsent{DealSize: dealSize}, claims.Meta{Actor: claims.Partner, User: "maria", Role: mci.IncentivesUser, At: at, Received: at})
	if err != nil {
		log.Fatal(err)
	}
	for {
		r, _, err := desk.Follow(ctx, asked.Claim, facts, at)
		var wait *referral.WaitError
		switch {
		case err == nil:
			found, _ := gateway.List(ctx, referral.LinkOf(r.Claim))
			fmt.Printf("%s, %s, %d in Partner Center\n", r.Remote.Type, r.Remote.State, len(found))
			return
		case errors.As(err, &wait):
			fmt.Println(err)
			at = at.Add(wait.For) // a real host does other work in the meantime
		default:
			fmt.Println(err)
		}
	}
	// Output:
	// connection lost
	// a referral is being created; again in 10m0s
	// partner-led, Active/Accepted, 1 in Partner Center
}

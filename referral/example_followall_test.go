package referral_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
)

// A nightly run follows every claim of a register. If a claim cannot be read or
// its deal cannot be saved, FollowAll yields an error for it and continues with
// the others.
func ExampleDesk_FollowAll() {
	at := time.Date(2025, time.October, 6, 9, 0, 0, 0, time.UTC)
	dealSize, err := mci.ParseMoney("25000", mci.USD)
	if err != nil {
		log.Fatal(err)
	}
	maria := claims.Meta{Actor: claims.Partner, User: "maria", Role: mci.IncentivesUser, At: at, Received: at}
	asked, err := claims.Apply(open(at), claims.SendConsent{DealSize: dealSize}, maria)
	if err != nil {
		log.Fatal(err)
	}
	// In production, use Register of the desk of claims. This function takes
	// its place.
	var register iter.Seq2[*claims.Claim, error] = func(yield func(*claims.Claim, error) bool) {
		_ = yield(nil, &store.ClaimError{ID: "C-0", Err: errors.New("the stored record is damaged")}) && yield(asked.Claim, nil)
	}

	desk := referral.NewDesk(&referral.MemoryStore{}, referral.Options{})
	facts := func(*claims.Claim) referral.Facts { return referral.Facts{ManagedByMicrosoft: mci.Yes} }
	for followed, err := range desk.FollowAll(context.Background(), register, facts, at) {
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(followed.Deal.Claim, followed.Deal.Type, followed.Advance.Outcome)
	}
	// Output:
	// claim "C-0": the stored record is damaged
	// C-1 partner-led pass
}

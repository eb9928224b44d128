package referral_test

import (
	"context"
	"fmt"
	"log"
	"time"

	"github.com/mci-go/incentives/referral/change"

	"github.com/mci-go/incentives/referral/progress"

	"github.com/mci-go/incentives/referral"
)

// The host keeps the mark, and reads again what was changed since. The referral
// that was changed exactly at the mark is returned once more.
func ExampleCatchUp() {
	ctx := context.Background()
	at := time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC)
	center := &referral.MemoryGateway{Now: func() time.Time { return at }}
	makeReferral(ctx, center)
	at = at.Add(time.Hour)
	makeReferral(ctx, center)

	updates, err := referral.CatchUp(ctx, center, time.Time{}, referral.Query{Status: progress.StatusActive}, at)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(updates.Referrals), "changed until", updates.Mark.Format(time.TimeOnly))

	at = at.Add(time.Hour)
	note := change.Patch{{Op: change.Replace, Path: "/details/notes", Value: `"called"`}}
	if _, err := center.Patch(ctx, updates.Referrals[1].ID, note, ""); err != nil {
		log.Fatal(err)
	}
	updates, err = referral.CatchUp(ctx, center, updates.Mark, referral.Query{Status: progress.StatusActive}, at)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(updates.Referrals), "changed until", updates.Mark.Format(time.TimeOnly))
	// Output:
	// 2 changed until 10:00:00
	// 2 changed until 11:00:00
}

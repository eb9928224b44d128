package pages

import (
	"context"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/examples/dealbook"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/referral"
	"github.com/mci-go/incentives/referral/change"
	"github.com/mci-go/incentives/referral/cosell"
	"github.com/mci-go/incentives/referral/progress"
	"github.com/mci-go/incentives/referral/resource"
)

// demoDeals returns the referrals of the demonstration, read from a Partner
// Center in memory. Three deals of claims are made, and changed two weeks
// later. Their teams have one member.
func demoDeals(ctx context.Context, member string) (*dealbook.Book, error) {
	at := time.Date(2023, 2, 27, 9, 0, 0, 0, time.UTC)
	center := &referral.MemoryGateway{Now: func() time.Time { return at }}
	var book dealbook.Book
	look := func() error {
		updates, err := referral.CatchUp(ctx, center, book.Mark, referral.Query{}, at)
		book.Take(updates)
		return err
	}
	made, err := makeDeals(ctx, center, member)
	if err != nil {
		return nil, err
	}
	if err := look(); err != nil {
		return nil, err
	}
	at = at.AddDate(0, 0, 14)
	connected, err := cosell.Connected(new(made["adventure-management"]), resource.InviteContext{AssistanceRequestCode: resource.HelpGeneral})
	if err != nil {
		return nil, err
	}
	if _, err := center.Create(ctx, connected); err != nil {
		return nil, err
	}
	for _, work := range []struct {
		claim claims.ID
		patch change.Patch
	}{
		{"adventure-management", change.Patch{{Op: change.Replace, Path: "/salesStage", Value: `"40"`}}},
		{"contoso-viva", change.Patch{
			{Op: change.Replace, Path: "/status", Value: `"` + resource.Verbatim(progress.StatusClosed) + `"`},
			{Op: change.Replace, Path: "/substatus", Value: `"` + resource.Verbatim(progress.Won) + `"`},
		}},
	} {
		if _, err := center.Patch(ctx, made[work.claim].ID, work.patch, ""); err != nil {
			return nil, err
		}
	}
	return &book, look()
}

// makeDeals makes the deals of the demonstration. Their teams have one member.
func makeDeals(ctx context.Context, center *referral.MemoryGateway, member string) (map[claims.ID]resource.Referral, error) {
	made := map[claims.ID]resource.Referral{}
	for _, deal := range []struct {
		claim       claims.ID
		name, value string
		share       mci.Fact
	}{
		{"humongous-sales", "Humongous Insurance", "160000", mci.No},
		{"litware-sales", "Litware", "75000", mci.Yes},
		{"adventure-management", "Adventure Works", "98000", mci.Yes},
		{"contoso-viva", "Contoso", "50000", mci.Yes},
	} {
		draft := resource.Referral{
			Name: deal.name + " deal", ExternalReferenceID: referral.LinkOf(deal.claim), Type: resource.Independent, Qualification: resource.SalesQualified,
			Direction: resource.Outgoing, SalesStage: "20", CustomerProfile: resource.CustomerProfile{Name: deal.name},
			Team: []resource.Member{{Email: member}}, Consent: resource.Consent{ShareReferralWithMicrosoftSellers: deal.share},
			Details: resource.Details{Notes: "made up", DealValue: resource.Decimal(deal.value), Currency: "USD"},
		}
		one, err := center.Create(ctx, draft)
		if err != nil {
			return nil, err
		}
		made[deal.claim] = one
	}
	return made, nil
}

package settlement_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/mci-go/incentives/claims"
	"github.com/mci-go/incentives/claims/desk"
	"github.com/mci-go/incentives/claims/portal/report"
	"github.com/mci-go/incentives/claims/register"
	"github.com/mci-go/incentives/claims/settlement"
	"github.com/mci-go/incentives/claims/store"
	"github.com/mci-go/incentives/mci"
	"github.com/mci-go/incentives/mci/catalog"
	"github.com/mci-go/incentives/mci/earnings"
)

// A host reads its reports, says which months they cover, settles the claims of
// its desk and records what was paid.
func Example() {
	ctx, at := context.Background(), time.Date(2023, 3, 20, 9, 0, 0, 0, time.UTC)
	d, err := deskWithOneApprovedClaim(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	const file = "earningId,claimId,earningType,earningAmount,transactionCurrency,paymentStatus,paymentId\n" +
		"1001,K-1,Rebate,3000.00,USD,Sent,000000012345\n1002,K-1,Co-op,2000.00,USD,Upcoming,\n"

	var reports settlement.Reports
	for line, err := range report.File(strings.NewReader(file), report.Options{File: "earnings.csv"}, nil) {
		if err == nil {
			err = reports.Add(*line.Row)
		}
		if err != nil {
			fmt.Println(err) // with file and line; the others are read
		}
	}
	month, _ := earnings.NewMonth(2023, time.January)
	until, _ := earnings.NewMonth(2023, time.March)
	if err := reports.Cover(settlement.Span{
		Report: settlement.EarningsReport, From: month, Until: until, Downloaded: mci.DateOf(at), File: "earnings.csv",
	}); err != nil {
		fmt.Println(err)
	}

	settled, err := settlement.Settle(mci.DateOf(at), settlement.Facts(register.List(ctx, d, store.Query{})), &reports)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, result := range settled.Results {
		fmt.Println(result.ID, result.State, result.Paid, result.Lines[0].Origin)
	}
	recordings, _ := settled.Recordings()
	for range 2 { // the second time changes nothing
		for _, one := range recordings {
			change, err := d.Do(ctx, one.Claim, one.Command, one.Meta(at))
			if err != nil {
				fmt.Println(err)
				return
			}
			fmt.Println(one.Command.Event(), len(change.Entries))
		}
	}
	// Output:
	// K-1 paid USD 3000.00 earnings.csv:2
	// record facts 1
	// record payment 1
	// record facts 0
	// record payment 0
}

// deskWithOneApprovedClaim follows Partner Center, which shows the claim K-1 as
// approved.
func deskWithOneApprovedClaim(ctx context.Context) (*desk.Desk, error) {
	public, err := catalog.Public()
	if err != nil {
		return nil, err
	}
	created, approved := time.Date(2022, 11, 10, 0, 0, 0, 0, time.UTC), time.Date(2023, 1, 20, 0, 0, 0, 0, time.UTC)
	engagement, _ := public.Find("fy23-microsoft-viva", mci.DateOf(created))
	customer, err := mci.ParseCustomerID(mci.TenantID, "2f3c4a1e-0d5b-4c6f-9a7e-1b2c3d4e5f60")
	if err != nil {
		return nil, err
	}
	d := desk.New(&store.Memory{}, public)
	_, err = d.Adopt(ctx, claims.Adoption{
		Name: "Contoso", Engagement: engagement, CustomerID: customer, Shown: claims.ReadStatus("Approved"), Created: created,
	}, "K-1", claims.Meta{Actor: claims.PartnerCenter, At: approved, Received: approved})
	return d, err
}
